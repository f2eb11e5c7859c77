import { describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CoordinationStore, LockGrant, LockRequest, LockTable } from '@ltmc/contracts';
import { openRedisCoordination } from '../src/redis/open-redis-coordination.js';
import { PATIENT } from './patience.js';

const HOUR_MS = 3_600_000;
const ANN: LockRequest = { owner: 'ann', mode: 'exclusive', ttlMs: 60_000, queueForMs: 60_000 };

/** A script that moves every time in a lock and a lease: for them, the server's clock then goes by as much the other way. */
const MOVE_TIMES = `
local by = tonumber(ARGV[1])
for _, key in ipairs(KEYS) do
  local fields = redis.call('HGETALL', key)
  for n = 1, #fields, 2 do
    local at, rest = string.match(fields[n + 1], '^(%d+)(.*)$')
    if string.find(fields[n], '_ms$') and fields[n] ~= 'ttl_ms' and fields[n] ~= 'born_ms' or string.find(fields[n], ':') then
      redis.call('HSET', key, fields[n], string.format('%.0f', tonumber(at) + by) .. rest)
    end
  end
end
return 1
`;

describeWithServer('the clock of the Redis server jumps', await needRedis(), () => {
  let server: RedisServer;
  let store: CoordinationStore;
  beforeAll(async () => {
    server = await startRedisServer();
    store = await openRedisCoordination({ ...PATIENT, url: server.url, required: true });
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });
  beforeEach(async () => { await server.command(['FLUSHALL']); });

  const setClock = (byMs: number): Promise<string> => server.command(['EVAL', MOVE_TIMES, '2', 'ltmc:@lock:doc', 'ltmc:@lease:writer', String(-byMs)]);
  const granted = async (locks: LockTable): Promise<LockGrant> => {
    const outcome = await locks.acquire('doc', ANN);
    if (!outcome.granted) throw new Error('the lock was expected to be free');
    return outcome.grant;
  };

  it.each([['back', -HOUR_MS], ['forward', HOUR_MS]])('%s by an hour: what was granted has ended for good, and what comes next is above it', async (_, byMs) => {
    const { locks } = store.space('default');
    const held = await granted(locks);
    const waiting = await locks.acquire('doc', { ...ANN, owner: 'ben' });
    const lease = await store.leases.acquire('writer', ANN);
    if (waiting.granted || !lease) throw new Error('only one lock and one lease were expected');
    await setClock(byMs);
    await locks.untilChanged('doc', { waitMs: 60_000, since: waiting.seen });
    expect([await locks.extend('doc', held.token), await locks.find('doc', held.token), await store.leases.isCurrent(lease), await store.leases.renew(lease)]).toEqual([undefined, undefined, false, undefined]);
    expect(await locks.status('doc')).toEqual({ holders: [], waiting: 0, lastFence: held.fence });
    expect((await granted(locks)).fence).toBeGreaterThan(held.fence);
    expect((await store.leases.acquire('writer', ANN))?.epoch).toBe(lease.epoch + 1);
    await setClock(-byMs);
    expect([await locks.find('doc', held.token), await store.leases.isCurrent(lease)]).toEqual([undefined, false]);
  });

  it('back by a moment: time stands still, and nothing that ended stands again', async () => {
    const { locks } = store.space('default');
    const short = await locks.acquire('doc', { ...ANN, ttlMs: 50 });
    if (!short.granted) throw new Error('the lock was expected to be free');
    while (await locks.find('doc', short.grant.token));
    await setClock(-500);
    expect([await locks.find('doc', short.grant.token), await locks.extend('doc', short.grant.token)]).toEqual([undefined, undefined]);
    const held = await granted(locks);
    await setClock(-500);
    expect(await locks.extend('doc', held.token)).toMatchObject({ fence: held.fence });
  });
});
