import { randomBytes } from 'node:crypto';
import type { LockGrant, LockHolder, LockTable } from '@ltmc/contracts';
import { listOf, numberOf, textOf, type SpaceKeys } from '@ltmc/redis-connection';
import { checkHoldMs, checkLockName, checkLockRequest, checkLockWait, checkSecret } from '../check-lock.js';
import type { Commands } from './commands.js';
import type { Hints } from './hints.js';
import { ACQUIRE_LOCK } from './scripts/acquire-lock.js';
import { COUNT_UNTIL } from './scripts/count-until.js';
import { EXTEND_LOCK } from './scripts/extend-lock.js';
import { LEAVE_QUEUE } from './scripts/leave-queue.js';
import { READ_LOCK } from './scripts/read-lock.js';
import { RELEASE_LOCK } from './scripts/release-lock.js';
import { waitForLock, type LockView } from './wait-for-lock.js';

/** What the locks of a namespace are made of. */
export interface LockParts {
  readonly commands: Commands;
  readonly keys: SpaceKeys;
  readonly hints: Hints;
  /** Deadline of a call, milliseconds. */
  readonly timeoutMs: number;
}

/** The locks of one namespace. */
export function createLockTable({ commands, keys, hints, timeoutMs }: LockParts): LockTable {
  const read = async (name: string, token = ''): Promise<LockView & { readonly holders: readonly LockHolder[]; readonly waiting: number; readonly lastFence: number }> => {
    const [lastFence, waiting, seen, nextEndMs, holders] = listOf(await commands.run(READ_LOCK, { keys: [keys.lock(name)], args: [token], timeoutMs }));
    return { lastFence: numberOf(lastFence), waiting: numberOf(waiting), seen: textOf(seen), nextEndMs: numberOf(nextEndMs), holders: listOf(holders).map((holder) => holderOf(name, holder)) };
  };
  const grantOf = (token: string, holder: LockHolder | undefined): LockGrant | undefined => holder && { ...holder, token };
  return {
    acquire: async (name, request) => {
      checkLockRequest(name, request);
      const { owner, mode, ttlMs, fenceAbove = 0, ticket: place = '', queueForMs = 0 } = request;
      const [token, newTicket] = [secret(), secret()];
      const args = [name, keys.lock(''), mode, ttlMs, token, fenceAbove, place, queueForMs, newTicket, owner];
      const [granted, fenceOrPosition, ticket, seen, holders] = listOf(await commands.run(ACQUIRE_LOCK, { keys: [keys.lock(name), keys.locked, keys.granted], args, timeoutMs }));
      if (numberOf(granted) === 1) return { granted: true, grant: { name, mode, token, fence: numberOf(fenceOrPosition), owner, ttlMs, expiresInMs: ttlMs } };
      return {
        granted: false,
        holders: listOf(holders).map((holder) => holderOf(name, holder)),
        position: numberOf(fenceOrPosition),
        seen: textOf(seen),
        ...(queueForMs > 0 && { ticket: textOf(ticket) }),
      };
    },
    untilChanged: async (name, options) => {
      checkLockWait(name, options);
      await waitForLock({ ...options, read: () => read(name), watch: hints.watch(keys.lock(name)) });
    },
    leaveQueue: async (name, ticket) => {
      checkLockName(name);
      checkSecret('ticket', ticket);
      await commands.run(LEAVE_QUEUE, { keys: [keys.lock(name)], args: [ticket], timeoutMs });
    },
    extend: async (name, token, ttlMs) => {
      checkLockName(name);
      checkSecret('token', token);
      if (ttlMs !== undefined) checkHoldMs(ttlMs);
      const holder = await commands.run(EXTEND_LOCK, { keys: [keys.lock(name), keys.locked], args: [name, token, ttlMs ?? ''], timeoutMs });
      return holder === null ? undefined : grantOf(token, holderOf(name, holder));
    },
    release: async (name, token) => {
      checkLockName(name);
      checkSecret('token', token);
      return numberOf(await commands.run(RELEASE_LOCK, { keys: [keys.lock(name), keys.locked], args: [name, token], timeoutMs })) === 1;
    },
    find: async (name, token) => {
      checkLockName(name);
      checkSecret('token', token);
      const { holders: [holder] } = await read(name, token);
      return grantOf(token, holder);
    },
    status: async (name) => {
      checkLockName(name);
      const { holders, waiting, lastFence } = await read(name);
      return { holders, waiting, lastFence };
    },
    count: async () => numberOf(await commands.run(COUNT_UNTIL, { keys: [keys.locked], timeoutMs })),
  };
}

function secret(): string {
  return randomBytes(16).toString('hex');
}

function holderOf(name: string, reply: unknown): LockHolder {
  const [mode, fence, ttlMs, expiresInMs, owner] = listOf(reply);
  return { name, mode: textOf(mode) === 'shared' ? 'shared' : 'exclusive', fence: numberOf(fence), owner: textOf(owner), ttlMs: numberOf(ttlMs), expiresInMs: numberOf(expiresInMs) };
}
