import type { CacheCapabilities, CacheHealth, CacheStatistics } from '@ltmc/contracts';

/** What was found under a key, and under which version of its namespace. */
export interface FoundOne {
  readonly version: number;
  /** As in {@link Found}. */
  readonly bytes: Uint8Array | undefined;
}

/** What was found under the keys that were asked for, and under which version of their namespace. */
export interface Found {
  readonly version: number;
  /** In the order of the keys. May be a view into a larger buffer that others read too: copy before giving it away. */
  readonly values: readonly (Uint8Array | undefined)[];
}

/** One entry to write. */
export interface Write {
  readonly key: string;
  /** Not changed afterwards by anybody. */
  readonly bytes: Uint8Array;
  readonly ttlMs: number;
}

/** Who may compute the value of a key: the bytes of an entry that is there by now, or whether the caller is the one. */
export type Turn = Uint8Array | 'taken' | 'held' | 'unshared';

/** A turn to compute one value. `token` is unique to the store, which never asks twice at a time: a turn with its own token is left over from a call that failed. */
export interface TurnRequest {
  readonly namespace: string;
  readonly version: number;
  readonly key: string;
  readonly token: string;
}

/**
 * All a driver does: bytes under the keys of versioned namespaces. Namespaces, keys, sizes and times are checked before; `../store.ts` makes
 * values, statistics and waiting of it. Rejects as {@link CacheNamespace} of `@ltmc/contracts` says.
 */
export interface CacheBackend {
  /** `cache/<driver>`, for messages. */
  readonly name: string;
  readonly capabilities: CacheCapabilities;
  read(namespace: string, key: string): Promise<FoundOne>;
  readMany(namespace: string, keys: readonly string[]): Promise<Found>;
  /** Under the current version, or where `onlyVersion` is given so that it is found under that one only. */
  write(namespace: string, write: Write, onlyVersion?: number): Promise<void>;
  remove(namespace: string, key: string): Promise<boolean>;
  compareAndSet(namespace: string, expected: Uint8Array | undefined, write: Write): Promise<boolean>;
  /** @returns undefined where the entry is no whole number or the sum no safe integer. */
  add(namespace: string, { key, by, ttlMs }: { readonly key: string; readonly by: number; readonly ttlMs: number }): Promise<number | undefined>;
  /** Each key at least once. */
  scan(namespace: string): AsyncIterable<string>;
  version(namespace: string): Promise<number>;
  bump(namespace: string): Promise<number>;
  /**
   * Asks for the turn to compute a value. `held`: somebody has it, ask again; `unshared`: the last one computed a value that is not to be
   * stored, so everybody computes for themselves.
   */
  takeTurn(request: TurnRequest): Promise<Turn>;
  /** The turn of a process that stood still runs out; called every {@link RENEW_TURN_MS}. */
  renewTurn(request: TurnRequest): Promise<void>;
  /** @param outcome - `unshared`: there is a value, but it is not stored. */
  endTurn(request: TurnRequest, outcome: 'done' | 'unshared'): Promise<void>;
  usage(): Promise<Pick<CacheStatistics, 'bytes' | 'evictions'>>;
  health(): Promise<CacheHealth>;
  close(): Promise<void>;
}

/** How often a turn is renewed, milliseconds. */
export const RENEW_TURN_MS = 600;
