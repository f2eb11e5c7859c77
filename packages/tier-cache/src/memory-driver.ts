import { StoreClosedError, type CacheStore } from '@ltmc/contracts';
import type { CacheBackend } from './backend.js';
import { checkWhole, DEFAULT_MAX_VALUE_BYTES, LARGEST_VALUE_BYTES } from './check-input.js';
import { createLru, type Lru } from './lru.js';
import { createStore } from './store.js';

/** Options of {@link createMemoryCacheStore}. */
export interface MemoryCacheOptions {
  /** Memory of all entries, keys and bookkeeping counted in, bytes, 1,024 or more; the entries used longest ago make room. Default 67,108,864 (64 MiB). */
  readonly maxBytes?: number;
  /** The longest value, bytes. Default 1,048,576 (1 MiB), or `maxBytes` where that is less. */
  readonly maxValueBytes?: number;
  /** Milliseconds of a clock that never goes back. Default `performance.now()`. */
  readonly nowMs?: () => number;
}

const DEFAULT_MAX_BYTES = 67_108_864;

/** A cache whose size can be changed while it is used. */
export interface MemoryCacheStore extends CacheStore {
  /** See {@link MemoryCacheOptions}. */
  readonly maxBytes: number;
  /** From now on; the entries used longest ago make room at once. @throws LtmcError `LTMC_INVALID_INPUT` for less than 1,024 or less than the longest value. */
  resize(maxBytes: number): void;
}

/**
 * A cache for the users of this object, without a server.
 * @throws LtmcError `LTMC_INVALID_INPUT`
 */
export function createMemoryCacheStore({ maxBytes: atFirst = DEFAULT_MAX_BYTES, maxValueBytes = Math.min(DEFAULT_MAX_VALUE_BYTES, atFirst), nowMs = () => performance.now() }: MemoryCacheOptions = {}): MemoryCacheStore {
  checkWhole('maxBytes', atFirst, [1024, Number.MAX_SAFE_INTEGER]);
  checkWhole('maxValueBytes', maxValueBytes, [1, Math.min(atFirst, LARGEST_VALUE_BYTES)]);
  const lru = createLru({ maxBytes: atFirst, nowMs });
  let maxBytes = atFirst;
  return {
    ...createStore(createMemoryBackend({ lru, maxValueBytes })),
    get maxBytes() { return maxBytes; },
    resize: (wanted) => {
      checkWhole('maxBytes', wanted, [Math.max(1024, maxValueBytes), Number.MAX_SAFE_INTEGER]);
      maxBytes = wanted;
      lru.resize(wanted);
    },
  };
}

function createMemoryBackend({ lru, maxValueBytes }: { readonly lru: Lru; readonly maxValueBytes: number }): CacheBackend {
  const versions = new Map<string, number>();
  let open = true;
  const entries = (): Lru => {
    if (!open) throw new StoreClosedError('cache/memory');
    return lru;
  };
  const version = (namespace: string): number => versions.get(namespace) ?? 0;
  return {
    name: 'cache/memory',
    capabilities: { driver: 'memory', reach: 'process', maxValueBytes },
    read: async (namespace, key) => ({ version: version(namespace), bytes: entries().get(namespace, key) }),
    readMany: async (namespace, keys) => ({ version: version(namespace), values: keys.map((key) => entries().get(namespace, key)) }),
    write: async (namespace, write, onlyVersion = version(namespace)) => {
      if (onlyVersion === version(namespace)) entries().set(namespace, write);
    },
    remove: async (namespace, key) => entries().delete(namespace, key),
    compareAndSet: async (namespace, expected, write) => {
      const current = entries().get(namespace, write.key);
      if (!equal(current, expected)) return false;
      entries().set(namespace, write);
      return true;
    },
    add: async (namespace, { key, by, ttlMs }) => {
      const current = entries().get(namespace, key);
      const sum = sumOf(current, by);
      if (sum === undefined) return undefined;
      const bytes = Buffer.from(String(sum));
      if (!current || !entries().replace(namespace, key, bytes)) entries().set(namespace, { key, bytes, ttlMs });
      return sum;
    },
    scan: async function* scan(namespace) { yield* entries().keys(namespace); },
    version: async (namespace) => version(namespace),
    bump: async (namespace) => {
      entries().clear(namespace);
      versions.set(namespace, version(namespace) + 1);
      return version(namespace);
    },
    // Within one process equal computations are shared before they ask for a turn.
    takeTurn: async (request) => (request.version === version(request.namespace) ? entries().get(request.namespace, request.key) : undefined) ?? 'taken',
    renewTurn: async () => undefined,
    endTurn: async () => undefined,
    usage: async () => entries().usage(),
    health: async () => ({ state: 'ok' }),
    close: async () => {
      open = false;
      lru.drop();
    },
  };
}

function equal(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}

function sumOf(bytes: Uint8Array | undefined, by: number): number | undefined {
  const text = bytes === undefined ? '0' : Buffer.from(bytes).toString('latin1');
  if (!/^(?:0|-?[1-9]\d{0,15})$/u.test(text)) return undefined;
  const sum = Number(text) + by;
  return Number.isSafeInteger(Number(text)) && Number.isSafeInteger(sum) ? sum : undefined;
}
