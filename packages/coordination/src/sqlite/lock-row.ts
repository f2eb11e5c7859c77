import type { LockGrant, LockHolder, LockMode } from '@ltmc/contracts';

/** One who holds a lock, as it stands in the file. */
export interface Holder {
  readonly token: string;
  readonly mode: LockMode;
  readonly fence: number;
  readonly owner: string;
  readonly ttlMs: number;
  /** On the machine's monotonic clock. */
  readonly untilUs: number;
}

/** A place in the queue, as it stands in the file. */
export interface Place {
  readonly ticket: string;
  readonly mode: LockMode;
  readonly untilUs: number;
}

/** A lock as it stands: what has run out is left out. */
export interface Lock {
  readonly lastFence: number;
  readonly revision: number;
  /** Places ever taken in its queue. */
  readonly asked: number;
  readonly holders: readonly Holder[];
  readonly queue: readonly Place[];
}

/** No holder or place ends later than its time from now, unless the clock has begun anew since. A place is kept a minute at most. */
const stands = (untilUs: number, ttlMs: number, nowUs: number): boolean => nowUs < untilUs && untilUs - nowUs <= ttlMs * 1000;
const MAX_PLACE_MS = 60_000;

/** Without what has run out. */
export function standing(lock: Lock, nowUs: number): Lock {
  return {
    ...lock,
    holders: lock.holders.filter(({ untilUs, ttlMs }) => stands(untilUs, ttlMs, nowUs)),
    queue: lock.queue.filter(({ untilUs }) => stands(untilUs, MAX_PLACE_MS, nowUs)),
  };
}

/** Where a ticket stands in the queue, from 0; behind everybody without one, or when it is not known any more. */
export function placeOf({ queue }: Lock, ticket: string | undefined): number {
  const index = queue.findIndex((place) => place.ticket === ticket);
  return index < 0 ? queue.length : index;
}

/** Whether the lock may be granted to the place: readers beside readers, if only readers are served before. */
export function mayHold({ holders, queue }: Lock, mode: LockMode, place: number): boolean {
  if (mode === 'exclusive') return holders.length === 0 && place === 0;
  return [...holders, ...queue.slice(0, place)].every((one) => one.mode === 'shared');
}

/**
 * What a lock is like for those who wait: another text once a holder or a place before them is gone, be it given up, granted or run out.
 * The same text after an extension and after somebody has joined the queue.
 */
export function seenOf({ revision, asked, holders, queue }: Lock): string {
  return `${revision}.${holders.length}.${asked - queue.length}`;
}

/** When something of the lock runs out by itself next; undefined when nothing can. */
export function nextEndUs({ holders, queue }: Lock): number | undefined {
  const ends = [...holders, ...queue].map(({ untilUs }) => untilUs);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

export function grantOf(name: string, holder: Holder, nowUs: number): LockGrant {
  return { ...holderOf(name, holder, nowUs), token: holder.token };
}

export function holderOf(name: string, { mode, fence, owner, ttlMs, untilUs }: Holder, nowUs: number): LockHolder {
  return { name, mode, fence, owner, ttlMs, expiresInMs: Math.max(0, Math.floor((untilUs - nowUs) / 1000)) };
}
