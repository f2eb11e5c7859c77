import { describeCacheStore, describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterAll, beforeAll } from 'vitest';
import { openRedisCacheStore } from '../src/redis/open-redis-cache.js';
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
});
