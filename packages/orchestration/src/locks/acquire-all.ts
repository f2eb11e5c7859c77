import type { LockGrant, LockOutcome, Logger } from '@ltmc/contracts';
import { acquireLock, type LockSources, type LockWish } from './acquire-lock.js';
import { keepLock, type KeptLock } from './keep-lock.js';
import { lockLost } from './lock-handle.js';

export type AllOutcome =
  | { readonly granted: true; readonly grants: readonly LockGrant[] }
  | (Extract<LockOutcome, { readonly granted: false }> & { readonly name: string });

/**
 * Takes several locks, all or none. Everybody takes them in the order of their names, so that of those who wait for each other one always goes on. What is held
 * already is extended while the next one is waited for, and all of them once at the end.
 * @throws what `acquireLock` throws, `LTMC_LOCK_LOST` where one was lost while another was waited for; nothing is held then.
 */
export async function acquireAll(sources: LockSources, { names, logger, ...wish }: Omit<LockWish, 'name'> & { readonly names: readonly string[]; readonly logger: Logger }): Promise<AllOutcome> {
  const { locks } = sources;
  const untilMs = performance.now() + wish.waitMs;
  const kept: KeptLock[] = [];
  let complete = false;
  try {
    for (const name of names.toSorted(byCodeUnits)) {
      const outcome = await acquireLock(sources, { ...wish, name, waitMs: Math.max(0, untilMs - performance.now()) });
      if (!outcome.granted) return { ...outcome, name };
      kept.push(keepLock({ locks, grant: outcome.grant, askedAtMs: performance.now() - (wish.ttlMs - outcome.grant.expiresInMs), signal: wish.signal, logger }));
    }
    await Promise.all(kept.map((lock) => lock.stop()));
    wish.signal?.throwIfAborted();
    const grants = await Promise.all(kept.map(async ({ grant: { name, token } }) => (await locks.extend(name, token, wish.ttlMs)) ?? lost(name)));
    complete = true;
    return { granted: true, grants };
  } finally {
    if (!complete) await giveBack(sources, kept);
  }
}

/** Not by locale: every process has to come to the same order. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function lost(name: string): never {
  throw lockLost(name);
}

/** What cannot be given back runs out by itself. */
async function giveBack({ locks }: LockSources, kept: readonly KeptLock[]): Promise<void> {
  await Promise.all(
    kept.map(async (lock) => {
      await lock.stop();
      await locks.release(lock.grant.name, lock.grant.token).catch(() => false);
    }),
  );
}
