import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CacheStore, Logger } from '@ltmc/contracts';
import { openRedisCacheStore } from '../src/redis/open-redis-cache.js';
import type { RedisCacheOptions } from '../src/redis/redis-options.js';
import { PATIENT } from './patience.js';

const UNAVAILABLE = { code: 'LTMC_CACHE_UNAVAILABLE', retryable: true };
/** Fails by itself only where nothing else ends a call. */
const NEVER_MS = 20_000;

describeWithServer('Redis in trouble', await needRedis(), () => {
  let server: RedisServer;
  let stores: CacheStore[] = [];
  beforeEach(async () => { server = await startRedisServer({ password: 'first' }); });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await server.stop();
  });

  const open = async (options: RedisCacheOptions = {}): Promise<CacheStore> => {
    const store = await openRedisCacheStore({ ...PATIENT, url: server.url, maxReconnectDelayMs: 100, required: true, ...options });
    stores.push(store);
    return store;
  };
  const state = async (store: CacheStore): Promise<string> => (await store.health()).state;
  const untilState = async (store: CacheStore, wanted: string): Promise<void> => {
    while ((await state(store)) !== wanted) await sleep(10);
  };

  it('a killed server: calls fail at once, getOrCompute goes on, and the store heals by itself', async () => {
    const store = await open({ cacheTimeoutMs: NEVER_MS });
    const notes = store.json('notes');
    await notes.set('a', 1);
    await server.kill();
    await untilState(store, 'unavailable');
    await expect(notes.get('a')).rejects.toMatchObject(UNAVAILABLE);
    await expect(notes.set('a', 2)).rejects.toMatchObject(UNAVAILABLE);
    expect(await notes.getOrCompute('a', async () => ({ value: 'computed' }))).toBe('computed');
    expect(await store.statistics()).toMatchObject({ failures: 3, bytes: undefined, evictions: undefined });
    expect((await store.health()).why).toMatch(/refused|closed|cut/u);
    await server.restart();
    await untilState(store, 'ok');
    expect(await notes.get('a')).toBeUndefined();
    await notes.set('a', 3);
    expect(await notes.get('a')).toBe(3);
  });

  it('calls that are under way when the server is killed end', async () => {
    const store = await open({ cacheTimeoutMs: NEVER_MS, frozenAfterMs: NEVER_MS });
    server.freeze();
    const waiting = Promise.allSettled([store.json('notes').get('a'), store.json('notes').set('b', 1), store.json('notes').increment('c')]);
    await sleep(50);
    await server.kill();
    expect((await waiting).map((outcome) => (outcome.status === 'rejected' ? outcome.reason : outcome))).toEqual([expect.objectContaining(UNAVAILABLE), expect.objectContaining(UNAVAILABLE), expect.objectContaining(UNAVAILABLE)]);
  });

  it('a frozen server: a call ends with its deadline', async () => {
    const store = await open({ cacheTimeoutMs: 30, frozenAfterMs: NEVER_MS });
    server.freeze();
    await expect(store.json('notes').get('a')).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('30 ms') });
  });

  it('a frozen server: after some missed deadlines calls are refused without waiting, until it answers again', async () => {
    const store = await open({ cacheTimeoutMs: 30, frozenAfterMs: NEVER_MS });
    const notes = store.json('notes');
    server.freeze();
    for (let miss = 0; miss < 3; miss += 1) await notes.get('a').catch(() => undefined);
    await expect(notes.get('a')).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('refused until') });
    server.resume();
    await untilState(store, 'ok');
    await expect(notes.get('a')).resolves.toBeUndefined();
  });

  it('a frozen server is noticed without any call, and the store heals when it goes on', async () => {
    const lines: string[] = [];
    const note = (message: string, fields?: object): void => { lines.push(`${message} ${JSON.stringify(fields)}`); };
    const logger: Logger = { debug: note, info: note, warn: note, error: note };
    const store = await open({ frozenAfterMs: 300, connectTimeoutMs: 500, logger });
    server.freeze();
    while (!lines.some((line) => line.includes('no answer within 300 ms'))) await sleep(10);
    await expect(store.json('notes').get('a')).rejects.toMatchObject(UNAVAILABLE);
    server.resume();
    await untilState(store, 'ok');
    await store.json('notes').set('a', 1);
    expect(lines.join('\n')).not.toContain('first');
  });

  it('closes promptly while the server is frozen', async () => {
    const store = await open({ cacheTimeoutMs: 30, frozenAfterMs: NEVER_MS, commandTimeoutMs: NEVER_MS });
    server.freeze();
    const [call] = await Promise.allSettled([store.json('notes').get('a'), store.close()]);
    expect(call).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
  });

  it('a process that was busy for longer than the deadline finds its answer', async () => {
    const [patient, store] = [await open(), await open({ cacheTimeoutMs: 200 })];
    await patient.json('notes').set('a', 1);
    server.freeze();
    const read = store.json('notes').get('a');
    await sleep(20); // sent
    await nextTurn(); // timers come next, before sockets are read
    server.resume();
    const endMs = performance.now() + 500;
    while (performance.now() < endMs); // the answer arrives meanwhile
    expect(await read).toBe(1);
  });

  it('a server that lost everything is told the versions of before, so that nothing old comes back', async () => {
    const [store, other] = [await open(), await open()];
    await store.json('notes').bump();
    expect(await other.json('notes').version()).toBe(1);
    await server.command(['FLUSHALL']);
    expect(await store.json('notes').get('a')).toBeUndefined();
    while ((await server.command(['GET', 'ltmc:@version:notes'])) !== '1') await sleep(10);
    await server.command(['FLUSHALL']);
    await other.json('notes').set('a', 1);
    const fresh = await open();
    expect(await fresh.json('notes').version()).toBe(1);
    expect(await fresh.json('notes').get('a')).toBe(1);
    expect(await fresh.json('notes').bump()).toBe(2);
  });

  it('a turn that could not be given back holds up nobody of the same store', async () => {
    const store = await open();
    const notes = store.json('notes');
    const token = new Promise<string>((resolve) => {
      void notes.getOrCompute('b', async () => {
        resolve(await server.command(['GET', 'ltmc:@turn:notes@0:b']));
        return { value: 2 };
      });
    });
    await server.command(['SET', 'ltmc:@turn:notes@0:c', await token]); // as if END_TURN had not arrived, and without an end
    expect(await notes.getOrCompute('c', async () => ({ value: 3 }), { waitMs: 600_000 })).toBe(3);
  });

  it('a full server refuses writes, answers reads, and says so', async () => {
    const store = await open();
    const notes = store.json('notes');
    await notes.set('a', 1);
    await server.command(['CONFIG', 'SET', 'maxmemory', '1']);
    const full = { code: 'LTMC_CACHE_FULL', retryable: true };
    await expect(notes.set('b', 2)).rejects.toMatchObject(full);
    await expect(notes.increment('n')).rejects.toMatchObject(full);
    await expect(notes.compareAndSet('a', 1, 2)).rejects.toMatchObject(full);
    expect(await notes.get('a')).toBe(1);
    expect(await notes.getOrCompute('b', async () => ({ value: 'computed' }))).toBe('computed');
    expect(await store.health()).toMatchObject({ state: 'degraded', why: expect.stringContaining('maxmemory') });
    await server.command(['CONFIG', 'SET', 'maxmemory', '0']);
    await notes.set('b', 2);
    expect(await store.health()).toMatchObject({ state: 'ok' });
  });

  it('counts what the server evicts to make room', async () => {
    const store = await open();
    await server.command(['CONFIG', 'SET', 'maxmemory-policy', 'volatile-lru']);
    await server.command(['CONFIG', 'SET', 'maxmemory', '4mb']);
    for (let round = 0; round < 16; round += 1) await Promise.all(Array.from({ length: 8 }, (_, n) => store.bytes('raw').set(`${round}-${n}`, new Uint8Array(65_536))));
    expect((await store.statistics()).evictions).toBeGreaterThan(0);
    expect(await state(store)).toBe('ok');
  });

  it('a changed password: says so without naming it, and heals when it is the old one again', async () => {
    const store = await open();
    await server.command(['CONFIG', 'SET', 'requirepass', 'second']);
    await server.command(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'], 'second');
    await untilState(store, 'unavailable');
    while (!(await store.health()).why?.includes('password')) await sleep(10);
    const refusal: unknown = await store.json('notes').get('a').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'LTMC_CACHE_UNAVAILABLE' });
    expect(`${String(refusal)} ${(await store.health()).why}`).not.toMatch(/first|second/u);
    await server.command(['CONFIG', 'SET', 'requirepass', 'first'], 'second');
    await untilState(store, 'ok');
  });
});
