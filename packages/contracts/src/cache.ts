import type { JsonValue } from './platform.js';

/** How entries of a namespace are kept; each may be overridden call by call where the call has the option. */
export interface CacheNamespaceOptions {
  /** How long an entry lives, milliseconds, 1 to 2,592,000,000 (30 days). Default 300,000 (5 minutes). */
  readonly ttlMs?: number;
  /** The longest value in bytes as stored, at most `capabilities.maxValueBytes`, which is the default. */
  readonly maxValueBytes?: number;
}

/** How long one entry lives. */
export interface CacheEntryOptions {
  /** Milliseconds, 1 to 2,592,000,000. Default: that of the namespace. */
  readonly ttlMs?: number;
}

/** What a computation gives to {@link CacheNamespace.getOrCompute}. */
export interface Computed<Value> {
  readonly value: Value;
  /** How long the value may be kept, milliseconds; 0 or less: it is handed to those who wait for it and never stored. Default: that of the namespace. */
  readonly ttlMs?: number;
}

/** Options of {@link CacheNamespace.getOrCompute}. */
export interface ComputeOptions {
  /**
   * How long others wait for a computation that runs elsewhere before they compute for themselves, milliseconds, 0 to 600,000.
   * Default 10,000. A process that died is noticed sooner.
   */
  readonly waitMs?: number;
}

/** What a cache driver can do; read by callers and by the contract suite. */
export interface CacheCapabilities {
  /** `memory` or `redis` */
  readonly driver: string;
  /** Between whom entries are shared, and for whom equal computations are made once: users of this store object, or processes of a network. */
  readonly reach: 'process' | 'network';
  /** The longest value in bytes as stored. */
  readonly maxValueBytes: number;
  /** After this time a call on entries has been answered or has failed, milliseconds; absent where nothing can be waited for. */
  readonly deadlineMs?: number;
}

/** Counted since the store was opened, unless said otherwise. */
export interface CacheStatistics {
  /** Reads of this store object that found an entry. */
  readonly hits: number;
  /** Reads that found none, failed reads among them. */
  readonly misses: number;
  /** Values stored. */
  readonly writes: number;
  /** Calls that failed because the cache did, those that `getOrCompute` passed over among them. */
  readonly failures: number;
  /** Memory that entries take, in bytes: of this store in memory, of the whole server on Redis; undefined while it cannot be asked. */
  readonly bytes: number | undefined;
  /** Entries removed to make room: by this store in memory, by the server since its start on Redis; undefined while it cannot be asked. */
  readonly evictions: number | undefined;
}

/** Whether the cache works, for health reports. */
export interface CacheHealth {
  /** `degraded`: reads work, writes are refused. */
  readonly state: 'ok' | 'degraded' | 'unavailable';
  /** Of a round trip just made, milliseconds; absent when there was none. */
  readonly latencyMs?: number;
  /** In words, for an operator; present unless `state` is `ok`. Never holds a credential. */
  readonly why?: string;
}

/**
 * The entries of one namespace, of one kind of value.
 *
 * **Versions.** A namespace has a version; entries belong to the version they were written under and are found under it only. `bump` raises it,
 * for all users of the store at once: from its answer on, no entry from before is found, and a computation begun before never fills the new version.
 *
 * **Keys** are well-formed text of 1 to 512 characters. **Values** are copied in and out: changing one afterwards changes no entry.
 *
 * **Failing.** Any entry may be gone at any moment. A call may reject with `LTMC_CACHE_UNAVAILABLE` or, if it writes, with `LTMC_CACHE_FULL` (both
 * retryable): a rejected write may have happened. Wrong input gives `LTMC_INVALID_INPUT`, a value over the limit `LTMC_CACHE_VALUE_TOO_LARGE`,
 * any call after `close()` `LTMC_STORE_CLOSED`.
 */
export interface CacheNamespace<Value> {
  readonly name: string;
  /** @returns undefined when there is no entry, it ran out, or it holds something that is no value of this kind. */
  get(key: string): Promise<Value | undefined>;
  /** The values of up to 1,000 keys in their order, in one round trip. */
  getMany(keys: readonly string[]): Promise<readonly (Value | undefined)[]>;
  set(key: string, value: Value, options?: CacheEntryOptions): Promise<void>;
  /** @returns whether there was an entry. */
  delete(key: string): Promise<boolean>;
  /**
   * Replaces the entry if it holds `expected`; undefined: if there is none. Values are equal when they are stored as the same bytes, JSON
   * objects thus in the same order of their keys.
   * @returns whether it was replaced.
   */
  compareAndSet(key: string, expected: Value | undefined, value: Value, options?: CacheEntryOptions): Promise<boolean>;
  /**
   * Adds to a counter, which begins at 0 and lives for `ttlMs` from its first step; later steps do not prolong it. As JSON it is read as a number.
   * @param by - a whole number, may be negative. Default 1.
   * @returns the sum.
   * @throws LtmcError `LTMC_INVALID_INPUT` where the entry is no whole number, or the sum would leave the safe integers.
   */
  increment(key: string, by?: number, options?: CacheEntryOptions): Promise<number>;
  /** The keys of the current version, each once, in no order. Entries that come and go meanwhile may be missed or named. */
  keys(): AsyncIterable<string>;
  /** 0 until the first `bump`. */
  version(): Promise<number>;
  /** Makes every entry of the namespace unreachable, for all users of the store. @returns the new version. */
  bump(): Promise<number>;
  /**
   * The value of the entry, or else computed, stored and returned. Equal keys are computed once at a time, between all whom the store reaches; those
   * who come meanwhile get the same value, or the same failure if they are in the same process, where they share the very object: change none.
   *
   * Rejects only for wrong input, after `close()`, and with what `compute` rejects: where the cache fails or the value is too large, the value is
   * computed and returned all the same. As the answer is shared, `compute` must not depend on one caller's `AbortSignal`.
   */
  getOrCompute(key: string, compute: () => Promise<Computed<Value>>, options?: ComputeOptions): Promise<Value>;
}

/**
 * A cache: short-lived copies of what can be had again, shared between the processes of a network where the driver can.
 *
 * Namespace names match `[a-z][a-z0-9_-]{0,63}`. Asking for the same namespace twice gives the same entries; a namespace holds one kind of value.
 */
export interface CacheStore extends AsyncDisposable {
  readonly capabilities: CacheCapabilities;
  /**
   * A namespace of JSON values, stored as compact UTF-8.
   * @throws LtmcError `LTMC_INVALID_INPUT`
   */
  json(namespace: string, options?: CacheNamespaceOptions): CacheNamespace<JsonValue>;
  /**
   * A namespace of bytes. What is read has a buffer of its own: `new Float32Array(bytes.buffer)` is safe.
   * @throws LtmcError `LTMC_INVALID_INPUT`
   */
  bytes(namespace: string, options?: CacheNamespaceOptions): CacheNamespace<Uint8Array<ArrayBuffer>>;
  statistics(): Promise<CacheStatistics>;
  /** Never rejects, also after `close()`. */
  health(): Promise<CacheHealth>;
  /** Idempotent. Calls under way end with their answer or their deadline; a server that hangs does not hold it up. */
  close(): Promise<void>;
}
