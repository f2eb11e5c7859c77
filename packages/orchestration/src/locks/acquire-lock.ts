import { LtmcError, type FenceRecord, type LockGrant, type LockMode, type LockOutcome, type LockTable } from '@ltmc/contracts';

/**
 * A place in the queue is kept for so long without asking again. Whoever was killed holds up the next ones for as long; whoever stood still for longer than the
 * difference to {@link ASK_AGAIN_MS} goes to the end of the queue, and loses nothing else: nobody holds what a place stands for.
 */
const PLACE_MS = 5000;
/** Asks again at the latest after this time, which keeps the place. */
const ASK_AGAIN_MS = 1500;
/**
 * A grant holds no longer than this until its answer has arrived here, then for its whole time. Whoever asks a server that hangs and gives up may be granted the
 * lock all the same, when it goes on: nobody knows the token then, and the lock must not be gone for a day.
 */
const UNANSWERED_MS = 5000;
/** Grants that were below what the record had seen meanwhile, one after the other. */
const MAX_OVERTAKEN = 3;

export interface LockWish {
  readonly namespace: string;
  readonly name: string;
  readonly owner: string;
  readonly mode: LockMode;
  readonly ttlMs: number;
  /** How long to wait at most. */
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface LockSources {
  readonly locks: LockTable;
  readonly fences: FenceRecord;
}

/**
 * Takes a lock, waiting in the queue if need be. A grant comes back only once the record refuses every lower fence; until then nobody has been told of it.
 * @throws the reason of the signal, and what store and record throw; nothing is held then.
 */
export async function acquireLock({ locks, fences }: LockSources, wish: LockWish): Promise<LockOutcome> {
  const { namespace, name, owner, mode, ttlMs, waitMs, signal } = wish;
  const untilMs = performance.now() + waitMs;
  let ticket: string | undefined;
  let overtaken = 0;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const fenceAbove = await fences.highest(namespace, name);
      const leftMs = untilMs - performance.now();
      const outcome = await locks.acquire(name, { owner, mode, ttlMs: Math.min(ttlMs, UNANSWERED_MS), fenceAbove, ...(ticket !== undefined && { ticket }), ...(leftMs > 0 && { queueForMs: PLACE_MS }) });
      if (outcome.granted) {
        ticket = undefined;
        const grant = await confirm({ locks, fences }, wish, outcome.grant);
        if (grant) return { granted: true, grant };
        overtaken += 1;
        if (overtaken >= MAX_OVERTAKEN) throw overtakenTooOften(name);
        continue;
      }
      ticket = outcome.ticket ?? ticket;
      if (leftMs <= 0) return outcome;
      await locks.untilChanged(name, { waitMs: Math.ceil(Math.min(leftMs, ASK_AGAIN_MS)), since: outcome.seen, ...(signal && { signal }) });
    }
  } finally {
    // The place runs out by itself where it cannot be given up.
    if (ticket !== undefined) await locks.leaveQueue(name, ticket).catch(() => undefined);
  }
}

/**
 * @returns the grant for its whole time; undefined where it was lost meanwhile, or where the record had seen this fence or a higher one: it was given out twice
 * (the store had been emptied in between, say), and the grant is worth nothing.
 */
async function confirm({ locks, fences }: LockSources, { namespace, name, mode, ttlMs, signal }: LockWish, grant: LockGrant): Promise<LockGrant | undefined> {
  const { token, fence } = grant;
  try {
    // Shared holders do not write, and several of them hold at once.
    const raising = mode === 'exclusive' ? fences.raise(namespace, { name, token: fence }) : 0;
    const [before, whole] = await settled(raising, ttlMs > grant.ttlMs ? locks.extend(name, token, ttlMs) : grant);
    signal?.throwIfAborted();
    if (before < fence && whole) return whole;
  } catch (cause) {
    await locks.release(name, token).catch(() => false);
    throw cause;
  }
  await locks.release(name, token);
  return undefined;
}

/** Both results, once both have ended: nothing may be given back while the other one still lengthens it. */
async function settled<A, B>(first: Promise<A> | A, second: Promise<B> | B): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

function overtakenTooOften(name: string): LtmcError {
  return new LtmcError('LTMC_COORDINATION_UNAVAILABLE', `Another lock store grants ${JSON.stringify(name)} at the same time; use one store for all servers of a record, then try again`, { retryable: true, details: { resource_id: name } });
}
