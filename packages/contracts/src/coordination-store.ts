import type { LeaseStore } from './coordination.js';
import type { CounterTable, EventStream, PopularityTable } from './coordination-events.js';
import type { LockTable } from './coordination-locks.js';
import type { MemberGroup, StateTable } from './coordination-state.js';

/** What a coordination driver can do; read by callers and by the contract suite. */
export interface CoordinationCapabilities {
  /** `sqlite` or `redis` */
  readonly driver: string;
  /** Between whom it coordinates: processes of one machine, or machines of a network. */
  readonly reach: 'machine' | 'network';
  /** A write that was answered survives a power cut of the store. */
  readonly durable: boolean;
  /** After this time a call has been answered or has failed, milliseconds; waits that were asked for are not counted. */
  readonly deadlineMs: number;
}

/** Whether the store works, for health reports. */
export interface CoordinationHealth {
  readonly state: 'ok' | 'unavailable';
  /** Of a round trip just made, milliseconds; absent when there was none. */
  readonly latencyMs?: number;
  /** In words, for an operator; present unless `state` is `ok`. Never holds a credential. */
  readonly why?: string;
}

/**
 * The shared state of one namespace: nothing of it can be seen from another one.
 *
 * Kinds, groups and tables are few and fixed names that match `[a-z][a-z0-9_]{0,31}`; asking twice gives the same things.
 */
export interface CoordinationSpace {
  readonly namespace: string;
  state(kind: string): StateTable;
  members(group: string): MemberGroup;
  readonly locks: LockTable;
  /** @param name - 1 to 512 characters, as of a state's event. */
  stream(name: string): EventStream;
  readonly counters: CounterTable;
  popularity(table: string): PopularityTable;
}

/**
 * What several processes need to work on the same memory: state, signs of life, locks, events, counters. Never the only copy of a memory.
 *
 * Every call rejects with `LTMC_STORE_CLOSED` after `close()`, with `LTMC_INVALID_INPUT` for what is out of range, and with
 * `LTMC_COORDINATION_UNAVAILABLE` (retryable) where the store cannot be reached in `deadlineMs`: a write may have happened all the same.
 * Where there is no room left, on a disk or in a server's memory, it is `LTMC_STORE_FULL` (retryable); on one machine it may also be `LTMC_STORE_BUSY`,
 * `LTMC_STORE_READ_ONLY` or `LTMC_STORE_CORRUPT`. Nothing is ever half done.
 */
export interface CoordinationStore extends AsyncDisposable {
  readonly capabilities: CoordinationCapabilities;
  /** Closed with the store. */
  readonly leases: LeaseStore;
  /** @param namespace - the tenant, 1 to 255 characters. */
  space(namespace: string): CoordinationSpace;
  /** Never rejects, also after `close()`. */
  health(): Promise<CoordinationHealth>;
  /** Idempotent; ends waits. Locks and members are not released, they run out. */
  close(): Promise<void>;
}
