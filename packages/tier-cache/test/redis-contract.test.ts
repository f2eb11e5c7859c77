import { describeCacheStore, describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRedisCacheStore } from '../src/redis/open-redis-cache.js';
import { modelOutcomes, outcomes, steps } from './cache-model.js';
import { PATIENT } from './patience.js';

describeWithServer('cache on Redis', await needRedis(), () => {
  let server: RedisServer;
  let stores = 0;
  beforeAll(async () => { server = await startRedisServer(); });
  afterAll(() => server.stop());

  describeCacheStore('redis', async () => {
    const options = { ...PATIENT, url: server.url, prefix: `run${(stores += 1)}:`, required: true };
    return [await openRedisCacheStore(options), await openRedisCacheStore(options)];
  });

  it('behaves as a map, whatever is done in whatever order', async () => {
    await fc.assert(fc.asyncProperty(steps({ withTime: false }), async (done) => {
      await server.command(['FLUSHALL']);
      await using fresh = await openRedisCacheStore({ ...PATIENT, url: server.url, prefix: 'model:', required: true });
      expect(await outcomes(fresh.json('n'), done, async () => undefined)).toEqual(modelOutcomes(done));
    }), { numRuns: 15 });
  });
});
