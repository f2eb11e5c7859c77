import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithServer } from '@ltmc/testing';
import { freePort, needRedis, startRedisSentinel, type RedisSentinelGroup } from '@ltmc/testing/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRedisCoordination } from '../src/redis/open-redis-coordination.js';
import { PATIENT } from './patience.js';

describeWithServer('coordination behind Sentinel', await needRedis(), () => {
  let group: RedisSentinelGroup;
  beforeAll(async () => { group = await startRedisSentinel({ password: 'secret' }); });
  afterAll(() => group.stop());

  it('refuses to write to a replica that was named by itself', async () => {
    await using store = await openRedisCoordination({ ...PATIENT, url: group.replica.url, required: true });
    await expect(store.space('default').locks.acquire('doc', { owner: 'ann', mode: 'exclusive', ttlMs: 1000 })).rejects.toMatchObject({ code: 'LTMC_COORDINATION_UNAVAILABLE', message: expect.stringContaining('replica') });
  });

  it('follows a failover past a sentinel that is away; what had reached the replica stands, waits go on, and fences rise', async () => {
    const nodes = [{ host: '127.0.0.1', port: await freePort() }, ...group.sentinels];
    await using store = await openRedisCoordination({ ...PATIENT, password: 'secret', required: true, sentinel: { name: group.name, nodes } });
    const { locks, stream } = store.space('default');
    const outcome = await locks.acquire('doc', { owner: 'ann', mode: 'exclusive', ttlMs: 600_000 });
    if (!outcome.granted) throw new Error('the lock was expected to be free');
    await stream('s').append({ n: 1 });
    while ((await group.replica.command(['EXISTS', 'ltmc:@stream_readers:s', 'ltmc:@lock:doc'])) !== '2') await sleep(10);
    await group.primary.kill();
    while ((await store.health()).state !== 'ok') await sleep(20);
    expect(await locks.extend('doc', outcome.grant.token)).toMatchObject({ fence: outcome.grant.fence });
    const waiting = stream('s').read({ after: 1, limit: 1, waitMs: 60_000 });
    expect(await stream('s').append({ n: 2 })).toBe(2);
    expect((await waiting).events).toMatchObject([{ sequence: 2, body: { n: 2 } }]);
    await locks.release('doc', outcome.grant.token);
    expect(await locks.acquire('doc', { owner: 'ben', mode: 'exclusive', ttlMs: 1000 })).toMatchObject({ granted: true, grant: { fence: outcome.grant.fence + 1 } });
    expect(await group.replica.command(['HGET', 'ltmc:@lock:doc', 'fence'])).toBe(String(outcome.grant.fence + 1));
  });
});
