import { LtmcError, type CacheNamespace } from '@ltmc/contracts';
import type { CacheBackend, Write } from './backend.js';
import { checkKey, checkKeys, checkSize, checkTtl, checkWhole, invalid } from './check-input.js';
import type { Codec } from './codec.js';
import { computeShared, type ComputeParts } from './compute-shared.js';
import type { Tally } from './tally.js';

/** What the entries of one namespace need. */
export interface NamespaceParts<Value> {
  readonly backend: CacheBackend;
  readonly name: string;
  readonly codec: Codec<Value>;
  readonly ttlMs: number;
  readonly maxValueBytes: number;
  readonly tally: Tally;
  /** Of the store; see `TurnRequest`. */
  readonly token: string;
  /** Computations under way in this process, of all namespaces. */
  readonly flights: Map<string, Promise<unknown>>;
  /** @throws LtmcError `LTMC_STORE_CLOSED` */
  readonly requireOpen: () => void;
}

const DEFAULT_WAIT_MS = 10_000;
const MAX_WAIT_MS = 600_000;

export function createNamespace<Value>(parts: NamespaceParts<Value>): CacheNamespace<Value> {
  const { backend, name, codec, tally } = parts;
  /** Every call goes through here: refused once closed, counted when the cache fails. */
  const counted = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    parts.requireOpen();
    try {
      return await call();
    } catch (error) {
      if (isCacheFailure(error)) tally.failed();
      throw error;
    }
  };
  const writeOf = (key: string, value: Value, ttlMs = parts.ttlMs): Write => {
    checkKey(key);
    checkTtl(ttlMs);
    const bytes = codec.encode(value);
    checkSize(bytes.byteLength, parts.maxValueBytes);
    return { key, bytes, ttlMs };
  };
  return {
    name,
    get: (key) => counted(() => readOne(parts, key)),
    getMany: (keys) => counted(async () => (keys.length === 0 ? [] : readMany(parts, keys))),
    set: (key, value, { ttlMs } = {}) => counted(async () => {
      await backend.write(name, writeOf(key, value, ttlMs));
      tally.wrote();
    }),
    delete: (key) => counted(async () => {
      checkKey(key);
      return backend.remove(name, key);
    }),
    compareAndSet: (key, expected, value, { ttlMs } = {}) => counted(async () => {
      const replaced = await backend.compareAndSet(name, expected === undefined ? undefined : codec.encode(expected), writeOf(key, value, ttlMs));
      if (replaced) tally.wrote();
      return replaced;
    }),
    increment: (key, by = 1, { ttlMs = parts.ttlMs } = {}) => counted(() => increment(parts, key, { by, ttlMs })),
    keys: () => scanOnce(parts),
    version: () => counted(() => backend.version(name)),
    bump: () => counted(() => backend.bump(name)),
    getOrCompute: (key, compute, { waitMs = DEFAULT_WAIT_MS } = {}) => counted(async () => {
      checkKey(key);
      checkWhole('waitMs', waitMs, [0, MAX_WAIT_MS]);
      const compared: ComputeParts<Value> = { ...parts, key, compute, waitMs };
      return computeShared(compared);
    }),
  };
}

/** Whether it is the cache that failed, and not the caller. */
function isCacheFailure(error: unknown): boolean {
  return LtmcError.is(error) && (error.code === 'LTMC_CACHE_UNAVAILABLE' || error.code === 'LTMC_CACHE_FULL');
}

async function readOne<Value>({ backend, name, codec, tally }: NamespaceParts<Value>, key: string): Promise<Value | undefined> {
  checkKey(key);
  let value: Value | undefined;
  try {
    const { bytes } = await backend.read(name, key);
    value = bytes === undefined ? undefined : codec.decode(bytes);
    return value;
  } finally {
    tally.found(value === undefined ? 0 : 1, 1);
  }
}

async function readMany<Value>({ backend, name, codec, tally }: NamespaceParts<Value>, keys: readonly string[]): Promise<(Value | undefined)[]> {
  checkKeys(keys);
  let hits = 0;
  try {
    const { values } = await backend.readMany(name, keys);
    const decoded = values.map((bytes) => (bytes === undefined ? undefined : codec.decode(bytes)));
    hits = decoded.filter((value) => value !== undefined).length;
    return decoded;
  } finally {
    tally.found(hits, keys.length);
  }
}

async function increment<Value>({ backend, name, tally }: NamespaceParts<Value>, key: string, { by, ttlMs }: { readonly by: number; readonly ttlMs: number }): Promise<number> {
  checkKey(key);
  checkTtl(ttlMs);
  checkWhole('by', by, [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
  const sum = await backend.add(name, { key, by, ttlMs });
  if (sum === undefined) throw invalid('key', 'must name a counter: this entry is no whole number, or the sum would be none that is exact');
  tally.wrote();
  return sum;
}

async function* scanOnce<Value>({ backend, name, requireOpen }: NamespaceParts<Value>): AsyncGenerator<string> {
  requireOpen();
  const seen = new Set<string>();
  for await (const key of backend.scan(name)) {
    if (seen.has(key)) continue;
    seen.add(key);
    yield key;
  }
}
