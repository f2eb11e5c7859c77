import { describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { createClient } from 'redis';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CacheStore } from '@ltmc/contracts';
import { openRedisCacheStore } from '../src/redis/open-redis-cache.js';
import { redisKeys, TOOL_CACHE_NAMESPACE, TOOL_CACHE_TTL_SECONDS } from '../src/index.js';
import { PATIENT } from './patience.js';

describeWithServer('the keys on Redis, read with a plain client', await needRedis(), () => {
  let server: RedisServer;
  let plain: ReturnType<typeof createClient>;
  beforeAll(async () => {
    server = await startRedisServer();
    plain = createClient({ url: server.url });
    await plain.connect();
  });
  afterAll(async () => {
    plain.destroy();
    await server.stop();
  });
  beforeEach(async () => { await plain.flushAll(); });

  const open = (prefix?: string): Promise<CacheStore> => openRedisCacheStore({ ...PATIENT, url: server.url, required: true, ...(prefix === undefined ? {} : { prefix }) });
  const allKeys = async (): Promise<string[]> => (await plain.keys('*')).toSorted();

  it('has the fixed layout', () => {
    const keys = redisKeys('x:');
    expect([keys.session('s1'), keys.toolCache('abc'), keys.activeAgents, keys.agentHeartbeat('a1')]).toEqual(['x:session:s1', 'x:tool_cache:abc', 'x:active_agents', 'x:agent:a1:heartbeat']);
    expect(redisKeys().session('s1')).toBe('ltmc:session:s1');
    expect([keys.cacheEntry('notes', 0, 'k'), keys.cacheEntry('notes', 2, 'k'), keys.cacheVersion('notes'), keys.cacheTurn('notes', 2, 'k')]).toEqual(['x:notes:k', 'x:notes@2:k', 'x:@version:notes', 'x:@turn:notes@2:k']);
  });

  it('keeps a tool result as a JSON string for 300 s under tool_cache:{hash}', async () => {
    await using store = await open();
    await store.json(TOOL_CACHE_NAMESPACE, { ttlMs: TOOL_CACHE_TTL_SECONDS * 1000 }).set('abc', { found: ['Oslo'] });
    expect(await allKeys()).toEqual(['ltmc:tool_cache:abc']);
    expect(await plain.type('ltmc:tool_cache:abc')).toBe('string');
    expect(await plain.get('ltmc:tool_cache:abc')).toBe('{"found":["Oslo"]}');
    expect(await plain.ttl('ltmc:tool_cache:abc')).toBeGreaterThan(295);
    expect(await plain.ttl('ltmc:tool_cache:abc')).toBeLessThanOrEqual(300);
  });

  it('keeps bytes, counters and versions as plain strings', async () => {
    await using store = await open();
    await store.bytes('raw').set('b', Uint8Array.of(0, 255));
    await store.json('counts').increment('n', 7, { ttlMs: 10_000 });
    await store.json('notes').bump();
    await store.json('notes').set('k', 'v');
    expect(await allKeys()).toEqual(['ltmc:@version:notes', 'ltmc:counts:n', 'ltmc:notes@1:k', 'ltmc:raw:b']);
    expect(await plain.sendCommand(['STRLEN', 'ltmc:raw:b'])).toBe(2);
    expect(await plain.get('ltmc:counts:n')).toBe('7');
    expect(await plain.pTTL('ltmc:counts:n')).toBeLessThanOrEqual(10_000);
    expect([await plain.get('ltmc:@version:notes'), await plain.ttl('ltmc:@version:notes')]).toEqual(['1', -1]);
  });

  it('leaves nothing without a time to live but versions', async () => {
    await using store = await open();
    const notes = store.json('notes');
    await Promise.all([notes.set('a', 1), notes.compareAndSet('b', undefined, 2), notes.increment('c'), notes.getOrCompute('d', async () => ({ value: 4 })), notes.getOrCompute('e', async () => ({ value: 5, ttlMs: 0 }))]);
    const keys = await allKeys();
    expect(keys).toEqual(['ltmc:@turn:notes@0:e', 'ltmc:notes:a', 'ltmc:notes:b', 'ltmc:notes:c', 'ltmc:notes:d']);
    for (const key of keys) expect(await plain.pTTL(key)).toBeGreaterThan(0);
  });

  it('finds what a plain client has written', async () => {
    await using store = await open();
    await plain.set('ltmc:tool_cache:abc', '[1,2]', { EX: 60 });
    await plain.sAdd('ltmc:notes:set', 'member');
    expect(await store.json('tool_cache').get('abc')).toEqual([1, 2]);
    expect(await store.json('notes').get('set')).toBeUndefined();
  });

  it('keeps prefixes apart', async () => {
    await using one = await open('one:');
    await using two = await open('tw*:');
    await one.json('notes').set('a', 1);
    await two.json('notes').set('a', 2);
    await plain.set('twx:notes:b', '3');
    expect([await one.json('notes').get('a'), await two.json('notes').get('a')]).toEqual([1, 2]);
    await one.json('notes').bump();
    const keys: string[] = [];
    for await (const key of two.json('notes').keys()) keys.push(key);
    expect(keys).toEqual(['a']);
    expect(await two.json('notes').get('a')).toBe(2);
  });

  it('touches no key of the orchestration layer', async () => {
    await using store = await open();
    await plain.hSet('ltmc:session:s1', { agents: '[]', context: '{}', created_at: '0' });
    await plain.sAdd('ltmc:active_agents', 'a1');
    for (const name of ['session', 'agent', 'active_agents']) expect(() => store.json(name)).toThrowError(expect.objectContaining({ code: 'LTMC_INVALID_INPUT' }));
    expect(await plain.hGetAll('ltmc:session:s1')).toMatchObject({ agents: '[]' });
  });
});
