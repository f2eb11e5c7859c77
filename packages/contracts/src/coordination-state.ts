import type { JsonObject } from './platform.js';

/** What is kept under one key. */
export interface StateEntry {
  readonly id: string;
  /** Number of this state: 1 when it was made, one more with each write. Never used twice for one id, also not within 30 days after a deletion or the end of its time. */
  readonly version: number;
  readonly fields: JsonObject;
  /** When this version was written, Unix epoch milliseconds by the store's clock; for people. */
  readonly updatedAtMs: number;
}

/** An event that a write appends in the same step; see {@link EventStream}. */
export interface StateEvent {
  /** The stream, 1 to 512 characters. */
  readonly stream: string;
  readonly body: JsonObject;
}

/** Options of {@link StateTable.put}. */
export interface PutOptions {
  /** Write only if this is the version there is; 0: only if there is none. Default: whatever there is. */
  readonly expectedVersion?: number;
  /** For how long, milliseconds, 1 to 2,592,000,000 (30 days). Default: until it is deleted. A later write without it takes the limit away. */
  readonly ttlMs?: number;
  /** Appended if and only if the state is written, in one step with it. */
  readonly events?: readonly StateEvent[];
}

/** Whether a conditional write was done. `current`: what stood in its way, undefined where there is nothing. */
export type PutOutcome =
  | { readonly written: true; readonly version: number }
  | { readonly written: false; readonly current: StateEntry | undefined };

/** A page of ids, ascending by UTF-8 bytes. */
export interface StatePage {
  readonly entries: readonly StateEntry[];
  /** Give it as `after` for the next page; absent on the last. */
  readonly next?: string;
}

/**
 * Small JSON objects under ids, with versions: the shared state of one kind, e.g. `session`.
 *
 * Ids are well-formed text of 1 to 512 characters without control characters; an object takes at most 262,144 bytes as JSON
 * (`LTMC_CONTENT_TOO_LARGE`) and nests at most 64 deep. On Redis an entry is a HASH `{kind}:{id}`, a field a key of the object with its value as JSON.
 */
export interface StateTable {
  get(id: string): Promise<StateEntry | undefined>;
  /** Up to 1,000 ids, in their order, in one round trip. */
  getMany(ids: readonly string[]): Promise<readonly (StateEntry | undefined)[]>;
  /** Replaces the whole object. */
  put(id: string, fields: JsonObject, options?: PutOptions): Promise<PutOutcome>;
  /** @returns whether it was there, and had `expectedVersion` if that is given. */
  delete(id: string, options?: { readonly expectedVersion?: number; readonly events?: readonly StateEvent[] }): Promise<boolean>;
  /** In order of their ids; what comes and goes meanwhile may be missed or named. `limit` 1 to 1,000. */
  list(options: { readonly after?: string; readonly limit: number }): Promise<StatePage>;
  /** How many there are. */
  count(): Promise<number>;
}

/** One who gave a sign of life. */
export interface Member {
  readonly id: string;
  readonly fields: JsonObject;
  /** For how long without a further sign, milliseconds from now. */
  readonly expiresInMs: number;
}

/**
 * A set of members that show that they live; who has been silent for its time is in it no more, in every answer, from that moment on.
 *
 * On Redis group `agent` is the SET `active_agents` of ids, and for each `agent:{id}:heartbeat`, a STRING that ends by itself: the member's fields as JSON.
 */
export interface MemberGroup {
  /** Adds a member, or replaces one that is there (`replace: true`). `ttlMs` 1 to 86,400,000. @returns false when there is a living one and it may not be replaced. */
  join(id: string, fields: JsonObject, options: { readonly ttlMs: number; readonly replace?: boolean }): Promise<boolean>;
  /**
   * A sign of life: lengthens the time, and lays `changes` over the fields (a null removes one). The result has the size limit of a {@link StateTable}'s object.
   * @returns the member; undefined where there is none living: it has to join again.
   */
  beat(id: string, options: { readonly ttlMs: number; readonly changes?: JsonObject }): Promise<Member | undefined>;
  /** Signs of life of many, up to 1,000, in one round trip. @returns in their order, whether each was there. */
  beatMany(ids: readonly string[], ttlMs: number): Promise<readonly boolean[]>;
  get(id: string): Promise<Member | undefined>;
  /** @returns whether it was there. */
  leave(id: string): Promise<boolean>;
  /** The living, in order of their ids. */
  list(): Promise<readonly Member[]>;
  count(): Promise<number>;
}
