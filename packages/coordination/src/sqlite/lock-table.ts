import { randomBytes } from 'node:crypto';
import { LtmcError, type LockOutcome, type LockRequest, type LockTable } from '@ltmc/contracts';
import { checkHoldMs, checkLockName, checkLockRequest, checkLockWait, checkSecret } from '../check-lock.js';
import type { Sql } from './connection.js';
import type { CoordinationFile } from './coordination-file.js';
import { countRows } from './count-rows.js';
import { grantOf, holderOf, mayHold, nextEndUs, placeOf, seenOf, type Holder, type Lock, type Place } from './lock-row.js';
import { findLock, writeLock, type FoundLock } from './lock-store.js';
import { machineNowUs } from './machine-clock.js';

const newSecret = (): string => randomBytes(16).toString('hex');

/** @param namespace - checked by the caller. */
export function createLockTable(file: CoordinationFile, namespace: string): LockTable {
  const find = (sql: Sql, name: string): ReturnType<typeof findLock> => findLock(sql, namespace, name, machineNowUs);
  /** Changes the grant of a token if it stands. */
  const change = async (name: string, token: string, next: (lock: Lock, holder: Holder, nowUs: number) => Lock): Promise<Holder | undefined> => file.transact(async (sql) => {
    const { lock, nowUs } = await find(sql, name);
    const holder = lock.holders.find((one) => one.token === token);
    if (!holder) return undefined;
    const changed = next(lock, holder, nowUs);
    await writeLock(sql, namespace, name, changed);
    return changed.holders.find((one) => one.token === token) ?? holder;
  });
  const tell = (name: string): void => file.changes.tell(lockTopic(namespace, name));

  return {
    acquire: async (name, request) => {
      checkLockRequest(name, request);
      const outcome = await file.transact(async (sql) => {
        const { nowUs, ...found } = await find(sql, name);
        const { outcome: decided, next } = decide(name, request, found, nowUs);
        if (next) await writeLock(sql, namespace, name, next);
        return decided;
      });
      if (outcome.granted) tell(name); // who stood behind it in the queue has come forward
      return outcome;
    },
    untilChanged: async (name, options) => {
      checkLockWait(name, options);
      await untilOther(file, namespace, name, options);
    },
    leaveQueue: async (name, ticket) => {
      checkLockName(name);
      checkSecret('ticket', ticket);
      await file.transact(async (sql) => {
        const { lock } = await find(sql, name);
        const queue = lock.queue.filter((place) => place.ticket !== ticket);
        if (queue.length < lock.queue.length) await writeLock(sql, namespace, name, { ...lock, queue, revision: lock.revision + 1 });
      });
      tell(name);
    },
    extend: async (name, token, ttlMs) => {
      checkLockName(name);
      checkSecret('token', token);
      if (ttlMs !== undefined) checkHoldMs(ttlMs);
      const holder = await change(name, token, (lock, held, nowUs) => {
        const heldMs = ttlMs ?? held.ttlMs;
        return { ...lock, holders: lock.holders.map((one) => (one === held ? { ...held, ttlMs: heldMs, untilUs: nowUs + heldMs * 1000 } : one)) };
      });
      return holder && grantOf(name, holder, machineNowUs());
    },
    release: async (name, token) => {
      checkLockName(name);
      checkSecret('token', token);
      const holder = await change(name, token, (lock, held) => ({ ...lock, revision: lock.revision + 1, holders: lock.holders.filter((one) => one !== held) }));
      tell(name);
      return holder !== undefined;
    },
    find: async (name, token) => {
      checkLockName(name);
      checkSecret('token', token);
      const { lock, nowUs } = await file.read((sql) => find(sql, name));
      const holder = lock.holders.find((one) => one.token === token);
      return holder && grantOf(name, holder, nowUs);
    },
    status: async (name) => {
      checkLockName(name);
      const { lock, nowUs } = await file.read((sql) => find(sql, name));
      return { holders: lock.holders.map((holder) => holderOf(name, holder, nowUs)), waiting: lock.queue.length, lastFence: lock.lastFence };
    },
    count: () => countRows(file, 'locks', namespace),
  };
}

interface Decision {
  readonly outcome: LockOutcome;
  /** To be written; absent when nothing changes. */
  readonly next?: Lock;
}

function decide(name: string, request: LockRequest, { lock, fenceFloor }: FoundLock, nowUs: number): Decision {
  const { owner, mode, ttlMs, fenceAbove = 0, ticket, queueForMs } = request;
  const place = placeOf(lock, ticket);
  if (mayHold(lock, mode, place)) {
    const fence = Math.max(fenceFloor, fenceAbove) + 1;
    if (!Number.isSafeInteger(fence)) throw new LtmcError('LTMC_INVALID_INPUT', 'fenceAbove has used up the numbers of this lock; use another name', { details: { parameter: 'fenceAbove' } });
    const holder: Holder = { token: newSecret(), mode, fence, owner, ttlMs, untilUs: nowUs + ttlMs * 1000 };
    const next = { ...lock, lastFence: fence, revision: lock.revision + 1, holders: [...lock.holders, holder], queue: lock.queue.filter((_, index) => index !== place) };
    return { outcome: { granted: true, grant: grantOf(name, holder, nowUs) }, next };
  }
  const refusal = { granted: false, holders: lock.holders.map((holder) => holderOf(name, holder, nowUs)), position: place + 1 } as const;
  if (queueForMs === undefined) return { outcome: { ...refusal, seen: seenOf(lock) } };
  const known = lock.queue[place];
  const taken: Place = { ticket: known?.ticket ?? newSecret(), mode, untilUs: nowUs + queueForMs * 1000 };
  const next = { ...lock, asked: lock.asked + (known ? 0 : 1), queue: lock.queue.toSpliced(place, 1, taken) };
  return { outcome: { ...refusal, ticket: taken.ticket, seen: seenOf(next) }, next };
}

interface WaitOptions {
  readonly waitMs: number;
  readonly since?: string;
  readonly signal?: AbortSignal;
}

async function untilOther(file: CoordinationFile, namespace: string, name: string, { waitMs, since, signal }: WaitOptions): Promise<void> {
  const deadlineMs = performance.now() + waitMs;
  const watch = file.changes.watch(lockTopic(namespace, name));
  try {
    let known = since;
    for (;;) {
      const { lock, nowUs } = await file.read((sql) => findLock(sql, namespace, name, machineNowUs));
      known ??= seenOf(lock);
      const leftMs = deadlineMs - performance.now();
      if (seenOf(lock) !== known || leftMs <= 0 || signal?.aborted) return;
      const endUs = nextEndUs(lock);
      // A millisecond more: a timer may be that early.
      await watch.next(endUs === undefined ? leftMs : Math.min(leftMs, (endUs - nowUs) / 1000 + 1), signal);
    }
  } catch (error) {
    // The next attempt tells its caller, in an error of its own, what is wrong with the store.
    if (!LtmcError.is(error)) throw error;
  } finally {
    watch.stop();
  }
}

function lockTopic(namespace: string, name: string): string {
  return JSON.stringify(['lock', namespace, name]);
}
