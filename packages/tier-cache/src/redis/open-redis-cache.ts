import type { CacheStore } from '@ltmc/contracts';
import { openRedisConnection } from '@ltmc/redis-connection';
import { createStore } from '../store.js';
import { createRedisBackend } from './redis-backend.js';
import { resolveOptions, type RedisCacheOptions } from './redis-options.js';
import { CACHE_SPEAKER } from './speaker.js';

/**
 * A cache on Redis, shared by all who use the same server and prefix. Resolves when the first attempt to connect has ended, at most after
 * `connectTimeoutMs`: also where it failed, unless `required`. A store without a connection refuses every call at once and connects by itself as soon as it can.
 * @throws LtmcError `LTMC_INVALID_INPUT`; with `required` also `LTMC_CACHE_UNAVAILABLE`, whose message says in one line why, and never holds a password.
 */
export async function openRedisCacheStore(options: RedisCacheOptions = {}): Promise<CacheStore> {
  const settings = resolveOptions(options);
  const connection = await openRedisConnection(settings, CACHE_SPEAKER);
  return createStore(createRedisBackend(connection, settings));
}
