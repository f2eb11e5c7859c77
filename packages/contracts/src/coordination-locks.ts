/** `exclusive`: nobody beside the holder. `shared`: any number of holders, none of them exclusive. */
export type LockMode = 'exclusive' | 'shared';

/** One grant of a lock. Whether it still stands, only the store knows. */
export interface LockGrant {
  readonly name: string;
  readonly mode: LockMode;
  /** Secret of this grant, 128 random bits as 32 hex digits: who knows it may extend and release. */
  readonly token: string;
  /** The fencing number: positive, higher than that of every earlier grant of the name, shared ones too. */
  readonly fence: number;
  /** Who asked, as they called themselves. */
  readonly owner: string;
  /** For how long a grant or extension holds, milliseconds. */
  readonly ttlMs: number;
  /** For how long it still holds, milliseconds from the answer. */
  readonly expiresInMs: number;
}

/** A grant as others see it. */
export type LockHolder = Omit<LockGrant, 'token'>;

/** What somebody who wants a lock asks for. */
export interface LockRequest {
  /** 1 to 512 characters. */
  readonly owner: string;
  readonly mode: LockMode;
  /** 1 to 86,400,000 (a day), milliseconds. */
  readonly ttlMs: number;
  /** The highest fence found where the work is written, 0 or more: the grant is higher, even if the store has lost its memory. Default 0. */
  readonly fenceAbove?: number;
  /** The place in the queue from an earlier attempt. */
  readonly ticket?: string;
  /** Take a place in the queue when the lock is not free: keeps it for so long, milliseconds, 1 to 60,000; asking again with the ticket keeps it for as long anew. Default: no place. */
  readonly queueForMs?: number;
}

/** What an attempt came to. */
export type LockOutcome =
  | { readonly granted: true; readonly grant: LockGrant }
  | {
      readonly granted: false;
      /** Who holds it; empty when it is free and somebody else's turn. */
      readonly holders: readonly LockHolder[];
      /** How many are served before: 1 is next. Without a ticket: the place one would get. */
      readonly position: number;
      /** Present where `queueForMs` was asked for. */
      readonly ticket?: string;
      /** What the lock was like in the moment of this answer, for {@link LockTable.untilChanged}; at most 64 characters. */
      readonly seen: string;
    };

export interface LockStatus {
  readonly holders: readonly LockHolder[];
  /** How many wait in the queue. */
  readonly waiting: number;
  /** The highest fence ever granted by this store; 0 where it knows of none. */
  readonly lastFence: number;
}

/**
 * Locks with fencing: held for a time that runs out by itself, granted in the order of asking.
 *
 * **A lock saves work, a fence protects data.** A holder can be stopped at any instant and go on after its lock has passed to another; no lock
 * prevents that. So each grant has a number that only rises, a write carries it, and where the write lands a lower number than the highest seen is refused.
 *
 * **Order.** Who waits has a place (a ticket). A lock that becomes free goes to the first in the queue; shared requests at its head are granted
 * together; nobody passes, readers do not starve writers. A waiter that does not ask again in its time loses its place.
 *
 * **Time** is the store's own clock: the kernel's monotonic clock on one machine, the server's on a network.
 *
 * Names are well-formed text of 1 to 1,024 bytes without control characters. The last fence of each name is kept for at least 30 days after its last grant.
 */
export interface LockTable {
  /** One attempt; does not wait. @throws LtmcError `LTMC_INVALID_INPUT` */
  acquire(name: string, request: LockRequest): Promise<LockOutcome>;
  /**
   * Resolves when an attempt may have become worthwhile: a holder or somebody in the queue is gone, `waitMs` (0 to 60,000) passed, `signal` is aborted,
   * the store is closed or fails. `since` is `seen` of the refusal, so that nothing between that answer and this call is missed; default: the lock as it is now.
   * Rejects for input out of range alone.
   */
  untilChanged(name: string, options: { readonly waitMs: number; readonly since?: string; readonly signal?: AbortSignal }): Promise<void>;
  /** Gives up a place in the queue. */
  leaveQueue(name: string, ticket: string): Promise<void>;
  /** The grant holds for `ttlMs` (default: as granted) from now. @returns undefined when it stands no more; it is lost for good then. */
  extend(name: string, token: string, ttlMs?: number): Promise<LockGrant | undefined>;
  /** @returns whether it still stood. */
  release(name: string, token: string): Promise<boolean>;
  /** The grant of this token if it stands. */
  find(name: string, token: string): Promise<LockGrant | undefined>;
  status(name: string): Promise<LockStatus>;
  /** How many names are locked. */
  count(): Promise<number>;
}
