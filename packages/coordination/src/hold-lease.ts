import { LtmcError, type Lease, type LeaseRequest, type LeaseStore, type Logger } from '@ltmc/contracts';

export interface HoldLeaseOptions extends LeaseRequest {
  readonly store: LeaseStore;
  readonly name: string;
  /** Aborting ends the work: the lease is released and the `signal` of what is held is aborted with the same reason. */
  readonly signal?: AbortSignal;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
}

/** A lease that renews itself until it is released or lost. */
export interface HeldLease extends AsyncDisposable {
  /** As last renewed; its `epoch` goes with what is published. */
  readonly lease: Lease;
  /**
   * Stops the work: aborted when the lease is lost (reason: `LtmcError` `LTMC_LEASE_LOST`) or by the caller's own signal (its reason).
   * Not aborted by `release()`.
   */
  readonly signal: AbortSignal;
  /** Whether the lease stands, as the store says; false at once when it is lost or released. Asked right before a result is published. */
  isCurrent(): Promise<boolean>;
  /** Idempotent. Never rejects: what cannot be given back runs out by itself. */
  release(): Promise<void>;
}

const SILENT: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Takes a lease if it is free and keeps it, renewing it at a third of its time. Its timers keep no process alive.
 *
 * The lease counts as lost when the store says so, or when its time, counted from before it was last asked for, has passed without a
 * renewal: a holder that stood still stops before it asks anybody.
 * @returns undefined while somebody else holds it.
 * @throws what `store.acquire` throws, or the reason of a `signal` that is aborted before the lease is held.
 */
export async function holdLease({ store, name, signal, logger = SILENT, ...request }: HoldLeaseOptions): Promise<HeldLease | undefined> {
  signal?.throwIfAborted();
  const askedAtMs = performance.now();
  const lease = await store.acquire(name, request);
  if (!lease) return undefined;
  const held = keep({ store, lease, askedAtMs, signal, logger });
  if (!signal?.aborted) return held;
  await held.release();
  throw signal.reason;
}

interface KeepOptions {
  readonly store: LeaseStore;
  readonly lease: Lease;
  /** On this process's monotonic clock, before the store was asked. */
  readonly askedAtMs: number;
  readonly signal: AbortSignal | undefined;
  readonly logger: Logger;
}

function keep({ store, lease: granted, askedAtMs, signal: outer, logger }: KeepOptions): HeldLease {
  const { name, owner, epoch, ttlMs } = granted;
  const stopping = new AbortController();
  let lease = granted;
  let validUntilMs = askedAtMs + ttlMs;
  let renewal: NodeJS.Timeout | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let released: Promise<void> | undefined;

  const ended = (): boolean => released !== undefined || stopping.signal.aborted;
  const stop = (): void => {
    clearTimeout(renewal);
    clearTimeout(deadline);
    outer?.removeEventListener('abort', obey);
  };
  const lose = (): void => {
    if (ended()) return;
    stop();
    logger.warn('lease lost', { lease: name, owner, epoch });
    stopping.abort(new LtmcError('LTMC_LEASE_LOST', `The lease "${name}" was not renewed within its ${ttlMs} ms or went to another holder; stop the work it covers and ask for it again`, { retryable: true, details: { lease: name, owner, epoch } }));
  };
  const obey = (): void => {
    void release();
    stopping.abort(outer?.reason);
  };

  const schedule = (afterMs: number): void => { renewal = setTimeout(() => void renew(), afterMs).unref(); };
  const startDeadline = (): void => {
    clearTimeout(deadline);
    deadline = setTimeout(lose, validUntilMs - performance.now()).unref();
  };
  const renew = async (): Promise<void> => {
    const askedAtMs = performance.now();
    if (askedAtMs >= validUntilMs) return lose();
    try {
      const renewed = await store.renew(lease);
      if (ended()) return;
      if (!renewed) return lose();
      lease = renewed;
      validUntilMs = askedAtMs + ttlMs;
      startDeadline();
      schedule(ttlMs / 3);
    } catch (cause) {
      if (ended()) return;
      logger.warn('lease not renewed, trying again', { lease: name, owner, epoch, cause: String(cause) });
      schedule(ttlMs / 10);
    }
  };
  const giveBack = async (): Promise<void> => {
    stop();
    await store.release(lease).catch((cause: unknown) => logger.warn('lease not given back, it runs out by itself', { lease: name, owner, epoch, cause: String(cause) }));
  };
  const release = (): Promise<void> => (released ??= giveBack());

  outer?.addEventListener('abort', obey, { once: true });
  startDeadline();
  schedule(ttlMs / 3);
  return {
    get lease() { return lease; },
    signal: stopping.signal,
    isCurrent: async () => !ended() && performance.now() < validUntilMs && (await store.isCurrent(lease)) && !ended(),
    release,
    [Symbol.asyncDispose]: release,
  };
}
