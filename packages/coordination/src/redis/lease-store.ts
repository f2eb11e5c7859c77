import { StoreClosedError, type Lease, type LeaseStore } from '@ltmc/contracts';
import { listOf, numberOf, textOf, type RedisKeys, type Script } from '@ltmc/redis-connection';
import { checkName, checkRequest } from '../check-input.js';
import type { Commands } from './commands.js';
import { ACQUIRE_LEASE } from './scripts/acquire-lease.js';
import { READ_LEASE } from './scripts/read-lease.js';
import { RELEASE_LEASE } from './scripts/release-lease.js';
import { RENEW_LEASE } from './scripts/renew-lease.js';
import { COORDINATION_SPEAKER } from './speaker.js';

/** What leases are made of. */
export interface LeaseParts {
  readonly commands: Commands;
  readonly keys: RedisKeys;
  /** Deadline of a call, milliseconds. */
  readonly timeoutMs: number;
}

/** Leases, which belong to no namespace. Closing them leaves the connection open, which others use too. */
export function createLeaseStore({ commands: { run: send }, keys, timeoutMs }: LeaseParts): LeaseStore {
  let closed = false;
  const run = async (script: Script, name: string, args: readonly (string | number)[] = []): Promise<unknown> => {
    if (closed) throw new StoreClosedError(COORDINATION_SPEAKER.store);
    return send(script, { keys: [keys.lease(name)], args, timeoutMs });
  };
  const close = async (): Promise<void> => { closed = true; };
  const holder = async (name: string): Promise<Lease | undefined> => {
    const reply = await run(READ_LEASE, name);
    if (reply === null) return undefined;
    const [epoch, owner, ttlMs, leftMs] = listOf(reply);
    return { name, owner: textOf(owner), epoch: numberOf(epoch), ttlMs: numberOf(ttlMs), expiresAtMs: Date.now() + numberOf(leftMs) };
  };
  return {
    capabilities: { driver: 'redis', reach: 'network' },
    acquire: async (name, request) => {
      checkRequest(name, request);
      const { owner, ttlMs, epochAbove = 0 } = request;
      const epoch = await run(ACQUIRE_LEASE, name, [owner, ttlMs, epochAbove]);
      return epoch === null ? undefined : { name, owner, epoch: numberOf(epoch), ttlMs, expiresAtMs: Date.now() + ttlMs };
    },
    renew: async (lease) => {
      const { name, epoch, ttlMs } = lease;
      const stood = await run(RENEW_LEASE, name, [epoch, ttlMs]);
      return numberOf(stood) === 1 ? { ...lease, expiresAtMs: Date.now() + ttlMs } : undefined;
    },
    release: async ({ name, epoch }) => {
      await run(RELEASE_LEASE, name, [epoch]);
    },
    isCurrent: async ({ name, epoch }) => (await holder(name))?.epoch === epoch,
    holder: async (name) => {
      checkName(name);
      return holder(name);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
