import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CoordinationStore, LockGrant, LockRequest, LockTable } from '@ltmc/contracts';
import { openRedisCoordination } from '../src/redis/open-redis-coordination.js';
import type { RedisCoordinationOptions } from '../src/redis/redis-options.js';
import { PATIENT } from './patience.js';

const UNAVAILABLE = { code: 'LTMC_COORDINATION_UNAVAILABLE', retryable: true };
/** Fails by itself only where nothing else ends a call. */
const NEVER_MS = 60_000;
const ANN: LockRequest = { owner: 'ann', mode: 'exclusive', ttlMs: NEVER_MS };

describeWithServer('coordination with a Redis in trouble', await needRedis(), () => {
  let server: RedisServer;
  let stores: CoordinationStore[] = [];
  beforeEach(async () => { server = await startRedisServer({ password: 'first' }); });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await server.stop();
  });

  const open = async (options: RedisCoordinationOptions = {}): Promise<CoordinationStore> => {
    const store = await openRedisCoordination({ ...PATIENT, url: server.url, required: true, ...options });
    stores.push(store);
    return store;
  };
  const untilState = async (store: CoordinationStore, wanted: string): Promise<void> => {
    while ((await store.health()).state !== wanted) await sleep(10);
  };
  const granted = async (locks: LockTable, request: Partial<LockRequest> = {}): Promise<LockGrant> => {
    const outcome = await locks.acquire('doc', { ...ANN, ...request });
    if (!outcome.granted) throw new Error('the lock was expected to be free');
    return outcome.grant;
  };

  it('killed while a lock is held: every call fails clearly, and the store heals by itself; the lock is lost, and fences rise above the old ones', async () => {
    const store = await open();
    const space = store.space('default');
    const held = await granted(space.locks, { fenceAbove: 41 });
    await server.kill();
    await untilState(store, 'unavailable');
    await expect(space.locks.extend('doc', held.token)).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('coordination on Redis cannot be used') });
    await expect(space.locks.acquire('doc', ANN)).rejects.toMatchObject(UNAVAILABLE);
    await expect(space.state('session').put('s', {})).rejects.toMatchObject(UNAVAILABLE);
    await expect(space.members('agent').beat('a', { ttlMs: 1000 })).rejects.toMatchObject(UNAVAILABLE);
    await expect(store.leases.acquire('writer', { owner: 'ann', ttlMs: 1000 })).rejects.toMatchObject(UNAVAILABLE);
    await server.restart();
    await untilState(store, 'ok');
    expect(await space.locks.find('doc', held.token)).toBeUndefined();
    expect(await space.locks.extend('doc', held.token)).toBeUndefined();
    expect((await granted(space.locks, { owner: 'ben', fenceAbove: held.fence })).fence).toBeGreaterThan(held.fence);
  });

  it('emptied while a lock is held: the grant is gone, and the next one is above it', async () => {
    const { locks } = (await open()).space('default');
    const held = await granted(locks);
    await server.command(['FLUSHALL']);
    await server.command(['SCRIPT', 'FLUSH']);
    expect(await locks.extend('doc', held.token)).toBeUndefined();
    expect((await granted(locks, { owner: 'ben', fenceAbove: held.fence })).fence).toBe(held.fence + 1);
    expect(await locks.release('doc', held.token)).toBe(false);
    expect((await locks.status('doc')).holders.map(({ owner }) => owner)).toEqual(['ben']);
  });

  it('frozen: calls end with their deadlines, then are refused at once, until it goes on; the lock still stands then', async () => {
    const store = await open({ commandTimeoutMs: 100, lockTimeoutMs: 250, frozenAfterMs: NEVER_MS });
    const { locks, counters } = store.space('default');
    const held = await granted((await open()).space('default').locks);
    server.freeze();
    await expect(locks.find('doc', held.token)).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('250 ms') });
    await expect(counters.add('c')).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('100 ms') });
    await counters.add('c').catch(() => undefined);
    await expect(locks.find('doc', held.token)).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('refused until') });
    server.resume();
    await untilState(store, 'ok');
    expect(await (await open()).space('default').locks.find('doc', held.token)).toMatchObject({ fence: held.fence });
  });

  it('frozen while somebody waits: a reading rejects, a wait for a lock ends, nothing hangs', async () => {
    const store = await open({ commandTimeoutMs: 100, lockTimeoutMs: 100, frozenAfterMs: 300 });
    const patient = (await open()).space('default');
    await granted(patient.locks);
    const { locks, stream } = store.space('default');
    const waits = [stream('s').read({ limit: 1, waitMs: 60_000 }), locks.untilChanged('doc', { waitMs: 60_000 })];
    await sleep(20);
    server.freeze();
    expect((await Promise.allSettled(waits)).map((outcome) => (outcome.status === 'rejected' ? outcome.reason : 'ended'))).toEqual([expect.objectContaining(UNAVAILABLE), 'ended']);
    server.resume();
    await untilState(store, 'ok');
  });

  it('restarted while somebody waits: hints arrive again', async () => {
    const [store, other] = [await open(), await open()];
    const events = store.space('default').stream('s');
    await events.read({ limit: 1, waitMs: 50 });
    await server.restart();
    await untilState(store, 'ok');
    await untilState(other, 'ok');
    const waiting = events.read({ limit: 1, waitMs: 60_000 });
    await other.space('default').stream('s').append({ n: 1 });
    expect((await waiting).events).toHaveLength(1);
  });

  it('full: refuses what needs memory, whole; what frees some or keeps alive goes on', async () => {
    const store = await open();
    const space = store.space('default');
    const [sessions, agents] = [space.state('session'), space.members('agent')];
    await sessions.put('s', { step: 1 });
    await agents.join('a', { name: 'Ann' }, { ttlMs: NEVER_MS });
    const held = await granted(space.locks);
    const lease = await store.leases.acquire('writer', { owner: 'ann', ttlMs: NEVER_MS });
    if (!lease) throw new Error('the lease was expected to be free');
    await server.command(['CONFIG', 'SET', 'maxmemory', '1']);
    const full = { code: 'LTMC_STORE_FULL', retryable: true, message: expect.stringContaining('maxmemory') };
    await expect(sessions.put('s', { step: 2 }, { events: [{ stream: 'e', body: {} }] })).rejects.toMatchObject(full);
    await expect(agents.join('b', {}, { ttlMs: NEVER_MS })).rejects.toMatchObject(full);
    await expect(space.locks.acquire('other', ANN)).rejects.toMatchObject(full);
    await expect(space.stream('e').append({})).rejects.toMatchObject(full);
    await expect(space.counters.add('c')).rejects.toMatchObject(full);
    expect([await sessions.get('s'), await sessions.count(), await space.stream('e').last(), await agents.count(), await space.locks.count()]).toEqual([expect.objectContaining({ version: 1, fields: { step: 1 } }), 1, 0, 1, 1]);
    expect(await agents.beat('a', { ttlMs: NEVER_MS })).toMatchObject({ fields: { name: 'Ann' } });
    expect(await space.locks.extend('doc', held.token)).toMatchObject({ fence: held.fence });
    expect(await store.leases.renew(lease)).toMatchObject({ epoch: lease.epoch });
    expect([await space.locks.release('doc', held.token), await sessions.delete('s'), await agents.leave('a')]).toEqual([true, true, true]);
    await server.command(['CONFIG', 'SET', 'maxmemory', '0']);
    expect(await sessions.put('s', { step: 2 })).toEqual({ written: true, version: 2 });
  });
});
