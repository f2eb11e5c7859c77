import { createHash } from 'node:crypto';
import { describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import fc from 'fast-check';
import { createClient } from 'redis';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CacheStore } from '@ltmc/contracts';
import { openRedisCacheStore } from '../src/redis/open-redis-cache.js';
import { PATIENT } from './patience.js';

/** May use every command, but not every key. */
const NARROW = 'narrow on >pass ~ltmc:@version:* ~ltmc:notes:a* resetchannels +@all';
const KEYS = ['a', 'b', 'c', 'd'];

describeWithServer('writes that travel together', await needRedis(), () => {
  let server: RedisServer;
  beforeAll(async () => { server = await startRedisServer({ users: [NARROW] }); });
  afterAll(() => server.stop());
  beforeEach(async () => { await server.command(['FLUSHALL']); });

  const open = (username?: string): Promise<CacheStore> => openRedisCacheStore({ ...PATIENT, host: server.host, port: server.port, required: true, ...(username === undefined ? {} : { username, password: 'pass' }) });
  const calls = async (): Promise<number> => Number(/^cmdstat_set:calls=(\d+)/mu.exec(await server.command(['INFO', 'commandstats']))?.[1] ?? 0);

  it('leave what the same writes leave one after the other', async () => {
    await using store = await open();
    const plain = createClient({ url: server.url });
    await plain.connect();
    const digests = async (namespace: string): Promise<unknown[]> => (await store.bytes(namespace).getMany(KEYS)).map((bytes) => bytes && createHash('sha1').update(bytes).digest('hex'));
    const [together, alone] = [store.bytes('together'), store.bytes('alone')];
    const write = fc.record({ key: fc.constantFrom(...KEYS), bytes: fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 300_000 }).map((length) => new Uint8Array(length).fill(length))), ttlMs: fc.integer({ min: 50_000, max: 90_000 }) });
    await fc.assert(fc.asyncProperty(fc.array(write, { maxLength: 20 }), async (writes) => {
      await Promise.all(writes.map(({ key, bytes, ttlMs }) => together.set(key, bytes, { ttlMs })));
      for (const { key, bytes, ttlMs } of writes) await alone.set(key, bytes, { ttlMs });
      expect(await digests('together')).toEqual(await digests('alone'));
      for (const { key, ttlMs } of new Map(writes.map((one) => [one.key, one])).values()) {
        const leftMs = await plain.pTTL(`ltmc:together:${key}`);
        expect(leftMs).toBeGreaterThan(ttlMs - 45_000);
        expect(leftMs).toBeLessThanOrEqual(ttlMs);
      }
    }), { numRuns: 25 });
    plain.destroy();
  });

  it('are each refused by themselves: by the size of the value, and by Redis', async () => {
    await using store = await open('narrow');
    const notes = store.bytes('notes', { maxValueBytes: 100 });
    const outcomes = await Promise.allSettled([
      notes.set('a1', Uint8Array.of(1)),
      notes.set('b', Uint8Array.of(2)),
      notes.set('a2', new Uint8Array(101)),
      notes.set('a3', Uint8Array.of(3)),
    ]);
    expect(outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'done'))).toEqual(['done', 'LTMC_CACHE_UNAVAILABLE', 'LTMC_CACHE_VALUE_TOO_LARGE', 'done']);
    expect(outcomes[1]).toMatchObject({ reason: { retryable: false, message: expect.stringContaining('permission') } });
    expect(await notes.getMany(['a1', 'a2', 'a3'])).toEqual([Uint8Array.of(1), undefined, Uint8Array.of(3)]);
    expect(await store.statistics()).toMatchObject({ writes: 2, failures: 1 });
  });

  it('keep the value as it was when it was given', async () => {
    await using store = await open();
    const bytes = new Uint8Array(1000).fill(7);
    const written = Promise.all(Array.from({ length: 30 }, (_, number) => store.bytes('raw').set(`k${number}`, bytes)));
    bytes.fill(9);
    await written;
    for (let number = 0; number < 30; number += 1) expect(await store.bytes('raw').get(`k${number}`)).toEqual(new Uint8Array(1000).fill(7));
  });

  it('go to the new version, each once more, when another store has raised it', async () => {
    await using store = await open();
    await using other = await open();
    await store.json('notes').set('a', 0);
    await other.json('notes').bump();
    const before = await calls();
    await Promise.all(['a', 'b', 'c'].map((key) => store.json('notes').set(key, key)));
    expect(await other.json('notes').getMany(['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
    expect((await calls()) - before).toBe(6);
  });
});
