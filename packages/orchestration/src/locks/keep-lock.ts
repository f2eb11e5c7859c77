import type { LockGrant, LockTable, Logger } from '@ltmc/contracts';
import { lockLost } from './lock-handle.js';

export interface KeepLockOptions {
  readonly locks: LockTable;
  readonly grant: LockGrant;
  /** On this process's monotonic clock, before the lock was asked for or last extended. */
  readonly askedAtMs: number;
  /** Aborting stops the work, with its reason. */
  readonly signal: AbortSignal | undefined;
  readonly logger: Logger;
}

/** A lock that is extended until it is let go or lost. */
export interface KeptLock {
  /** As last extended. */
  readonly grant: LockGrant;
  /** Aborted when it is lost (`LTMC_LOCK_LOST`), or by the signal given. */
  readonly signal: AbortSignal;
  /** No more extensions; the lock stands for the rest of its time. Waits for one in flight. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Extends a lock at a third of its time. It counts as lost when the store says so, or when its time has passed without an extension, counted from before it
 * was last asked for: a holder that stood still stops before it asks anybody. Its timers keep no process alive.
 */
export function keepLock({ locks, grant: granted, askedAtMs, signal: outer, logger }: KeepLockOptions): KeptLock {
  const { name, token, fence, ttlMs } = granted;
  const stopping = new AbortController();
  let grant = granted;
  let validUntilMs = askedAtMs + ttlMs;
  let stopped = false;
  let extension: NodeJS.Timeout | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let inFlight: Promise<void> = Promise.resolve();

  const ended = (): boolean => stopped || stopping.signal.aborted;
  const quit = (): void => {
    clearTimeout(extension);
    clearTimeout(deadline);
    outer?.removeEventListener('abort', obey);
  };
  const lose = (): void => {
    if (ended()) return;
    quit();
    logger.warn('lock lost', { fence });
    stopping.abort(lockLost(name));
  };
  const obey = (): void => {
    quit();
    stopping.abort(outer?.reason);
  };
  const schedule = (afterMs: number): void => {
    extension = setTimeout(() => { inFlight = extend(); }, afterMs).unref();
  };
  const startDeadline = (): void => {
    clearTimeout(deadline);
    deadline = setTimeout(lose, validUntilMs - performance.now()).unref();
  };
  const extend = async (): Promise<void> => {
    const askedAtMs = performance.now();
    if (askedAtMs >= validUntilMs) return lose();
    try {
      const extended = await locks.extend(name, token, ttlMs);
      if (ended()) return;
      if (!extended) return lose();
      grant = extended;
      validUntilMs = askedAtMs + ttlMs;
      startDeadline();
      schedule(ttlMs / 3);
    } catch (cause) {
      if (ended()) return;
      logger.warn('lock not extended, trying again', { fence, cause: String(cause) });
      schedule(ttlMs / 10);
    }
  };

  outer?.addEventListener('abort', obey, { once: true });
  startDeadline();
  schedule(Math.max(0, ttlMs / 3 - (performance.now() - askedAtMs)));
  if (outer?.aborted) obey();
  return {
    get grant() { return grant; },
    signal: stopping.signal,
    stop: async () => {
      stopped = true;
      quit();
      await inFlight;
    },
  };
}
