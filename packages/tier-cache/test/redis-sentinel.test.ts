import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithServer } from '@ltmc/testing';
import { freePort, needRedis, startRedisSentinel, type RedisSentinelGroup } from '@ltmc/testing/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRedisCacheStore } from '../src/redis/open-redis-cache.js';
import type { RedisCacheOptions } from '../src/redis/redis-options.js';
import { PATIENT } from './patience.js';

describeWithServer('Redis behind Sentinel', await needRedis(), () => {
  let group: RedisSentinelGroup;
  beforeAll(async () => { group = await startRedisSentinel({ password: 'secret' }); });
  afterAll(() => group.stop());

  const options = (): RedisCacheOptions => ({ ...PATIENT, password: 'secret', required: true, maxReconnectDelayMs: 100, sentinel: { name: group.name, nodes: group.sentinels } });

  it('says when the sentinels do not know the group, or are away', async () => {
    await expect(openRedisCacheStore({ ...options(), sentinel: { name: 'other', nodes: group.sentinels } })).rejects.toMatchObject({ code: 'LTMC_CACHE_UNAVAILABLE', message: expect.stringContaining('do not know this group') });
    await expect(openRedisCacheStore({ ...options(), sentinel: { name: group.name, nodes: [{ host: '127.0.0.1', port: await freePort() }] } })).rejects.toMatchObject({ message: expect.stringContaining('refused') });
  });

  it('refuses to write to a replica that was named by itself', async () => {
    await using store = await openRedisCacheStore({ ...PATIENT, url: group.replica.url, required: true, maxReconnectDelayMs: 100 });
    await expect(store.json('notes').set('a', 1)).rejects.toMatchObject({ code: 'LTMC_CACHE_UNAVAILABLE', message: expect.stringContaining('replica') });
  });

  it('follows a failover to the new primary, past a sentinel that is away, and keeps what had reached it', async () => {
    const nodes = [{ host: '127.0.0.1', port: await freePort() }, ...group.sentinels];
    await using store = await openRedisCacheStore({ ...options(), sentinel: { name: group.name, nodes } });
    const notes = store.json('notes');
    await notes.set('a', 1);
    await notes.bump();
    await notes.set('b', 2);
    while ((await group.replica.command(['EXISTS', 'ltmc:notes@1:b'])) !== '1') await sleep(10);
    await group.primary.kill();
    while ((await store.health()).state !== 'ok') await sleep(20);
    expect(await notes.getMany(['a', 'b'])).toEqual([undefined, 2]);
    await notes.set('c', 3);
    expect(await group.replica.command(['GET', 'ltmc:notes@1:c'])).toBe('3');
  });
});
