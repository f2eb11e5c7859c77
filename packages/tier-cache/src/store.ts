import { randomUUID } from 'node:crypto';
import { StoreClosedError, type CacheNamespaceOptions, type CacheStore } from '@ltmc/contracts';
import type { CacheBackend } from './backend.js';
import { checkNamespace, checkTtl, checkWhole, DEFAULT_TTL_MS } from './check-input.js';
import { BYTES_CODEC, JSON_CODEC, type Codec } from './codec.js';
import { createNamespace, type NamespaceParts } from './namespace.js';
import { createTally } from './tally.js';

/** The cache on a driver; takes it over and closes it. */
export function createStore(backend: CacheBackend): CacheStore {
  const tally = createTally();
  const token = randomUUID();
  const flights = new Map<string, Promise<unknown>>();
  let closing: Promise<void> | undefined;
  const requireOpen = (): void => {
    if (closing) throw new StoreClosedError(backend.name);
  };
  const partsOf = <Value>(name: string, codec: Codec<Value>, { ttlMs = DEFAULT_TTL_MS, maxValueBytes }: CacheNamespaceOptions): NamespaceParts<Value> => {
    checkNamespace(name);
    checkTtl(ttlMs);
    const largest = backend.capabilities.maxValueBytes;
    const limitBytes = maxValueBytes ?? largest;
    checkWhole('maxValueBytes', limitBytes, [1, largest]);
    return { backend, name, codec, ttlMs, maxValueBytes: limitBytes, tally, token, flights, requireOpen };
  };
  const close = (): Promise<void> => (closing ??= backend.close());
  return {
    capabilities: backend.capabilities,
    json: (name, options = {}) => createNamespace(partsOf(name, JSON_CODEC, options)),
    bytes: (name, options = {}) => createNamespace(partsOf(name, BYTES_CODEC, options)),
    statistics: async () => {
      requireOpen();
      return { ...tally.counts(), ...(await backend.usage()) };
    },
    health: async () => (closing ? { state: 'unavailable', why: 'the cache is closed' } : backend.health()),
    close,
    [Symbol.asyncDispose]: close,
  };
}
