import type { CallContext, Fence, LockMode } from '@ltmc/contracts';

/** How long to hold, and to wait. */
export interface LockTiming {
  /** For how long the lock holds unless it is extended, seconds, 1 to 86,400 (a day). Default 30. */
  readonly timeoutSeconds?: number;
  /** How long to wait for one that is not free, seconds, 0 to 300. Default 0; of `withLock` 30. */
  readonly waitSeconds?: number;
  /** Default `exclusive`. */
  readonly mode?: LockMode;
}

export interface AcquireInput extends LockTiming {
  /** Name of the lock, 1 to 1,024 bytes; that of a stored document is `memory:{file_name}`. */
  readonly resourceId: string;
  /** 1 to 256 characters. Default: the agent of the call. */
  readonly agentId?: string;
}

export type AcquireAllInput = Omit<AcquireInput, 'resourceId'> & {
  /** 1 to 100 names; named twice is held once. */
  readonly resourceIds: readonly string[];
};

/** A lock that one holds. */
export interface HeldLock {
  readonly resourceId: string;
  readonly mode: LockMode;
  /** Opaque: whoever has it may extend and release. */
  readonly lockId: string;
  /** Goes with every write under the lock. */
  readonly fence: Fence;
  /** When it ends unless extended, Unix epoch milliseconds by this process's clock; for people. */
  readonly expiresAtMs: number;
  readonly ttlSeconds: number;
}

/** A lock as others see it. */
export interface LockHolderView {
  readonly agentId: string;
  readonly mode: LockMode;
  readonly fenceToken: number;
  /** For how long it still holds unless it is extended, milliseconds from now. */
  readonly expiresInMs: number;
  /** Whether it belongs to the credential that asks. */
  readonly own: boolean;
}

/** Somebody else has it, or it is somebody else's turn. */
export interface NotAcquired {
  readonly acquired: false;
  readonly resourceId: string;
  /** Empty: it is free, and promised to those who wait. */
  readonly holders: readonly LockHolderView[];
  /** How many would be served before: 1 is next. */
  readonly position: number;
}

export type AcquireResult = ({ readonly acquired: true } & HeldLock) | NotAcquired;
export type AcquireAllResult = { readonly acquired: true; readonly locks: readonly HeldLock[] } | NotAcquired;

export interface LockHandleInput {
  readonly lockId: string;
  /** Where it is given, it must be the agent that acquired. Default: the agent of the call, if there is one. */
  readonly agentId?: string;
}

export interface LockStatusResult {
  readonly resourceId: string;
  readonly holders: readonly LockHolderView[];
  /** How many wait. */
  readonly waiting: number;
  /** The highest fence that was ever granted; 0: none. */
  readonly lastFence: number;
}

/** What an operation under a lock gets. */
export interface LockScope {
  /** As last extended. */
  readonly lock: HeldLock;
  /** Aborted when the lock is lost (reason `LTMC_LOCK_LOST`) or by the signal of the call: stop, write nothing more. */
  readonly signal: AbortSignal;
}

/** A write that is about to happen. */
export interface WriteCheck {
  /** What the write shows of its lock. Default: that of the call. */
  readonly fence?: Fence;
  /** File names of the documents that it touches, as the record knows them. */
  readonly documents: readonly string[];
}

/**
 * Locks on names, with fencing: each grant has a number above all earlier ones, a write carries it, and the record refuses a lower number than it has seen.
 * So a holder that was stopped past its time and goes on can change nothing, even before the next holder has written: its number is raised in the
 * record before a grant is told.
 *
 * Waiting is fair: who asked first is served first. Names that begin with `memory:` are taken in Unicode form NFC, like file names.
 * Methods reject with `LTMC_INVALID_INPUT` for values out of range and `LTMC_COORDINATION_UNAVAILABLE` where the lock store is away; nothing is held then.
 */
export interface MemoryLockingService {
  /** Rejects with the reason of the call's signal where that is aborted; nothing is held, no place is kept then. @throws LtmcError `LTMC_NOT_OWNER` for another credential's agent. */
  acquire(context: CallContext, input: AcquireInput): Promise<AcquireResult>;
  /** All or none, in one order for everybody, so that no two can wait for each other. The answer names the first one that was not to be had. */
  acquireAll(context: CallContext, input: AcquireAllInput): Promise<AcquireAllResult>;
  /** Holds for `timeoutSeconds` (default: as acquired) from now. @throws LtmcError `LTMC_LOCK_LOST`, `LTMC_NOT_OWNER` */
  extend(context: CallContext, input: LockHandleInput & { readonly timeoutSeconds?: number }): Promise<HeldLock>;
  /** @throws LtmcError `LTMC_LOCK_LOST` where it stood no more, `LTMC_NOT_OWNER` */
  release(context: CallContext, input: LockHandleInput): Promise<{ readonly resourceId: string }>;
  status(context: CallContext, resourceId: string): Promise<LockStatusResult>;
  /**
   * Runs `operation` under the lock, extends it at a third of its time, and releases it.
   * @throws LtmcError `LTMC_LOCKED` where it was not to be had in time, `LTMC_LOCK_LOST` where it was lost before the operation ended, and what the operation throws.
   */
  withLock<Result>(context: CallContext, input: AcquireInput, operation: (scope: LockScope) => Promise<Result>): Promise<Result>;
  /**
   * To be asked before a write. Under a fence: the exclusive grant must stand now, and the documents may not be locked by anybody under another name.
   * Without: none of the documents may be locked exclusively. It does not replace the record's own check, which is made in the write's transaction.
   * @returns `degraded` where the lock store could not be asked about a write without a fence.
   * @throws LtmcError `LTMC_FENCE_STALE`, `LTMC_LOCKED`, `LTMC_NOT_OWNER` for another's fence, `LTMC_INVALID_INPUT` for a fence `memory:X` where X is not
   * written, or of a shared lock, `LTMC_COORDINATION_UNAVAILABLE` for a write under a fence.
   */
  checkWrite(context: CallContext, check: WriteCheck): Promise<{ readonly degraded?: readonly ['coordination'] }>;
  /** How many names are locked. */
  count(context: CallContext): Promise<number>;
}
