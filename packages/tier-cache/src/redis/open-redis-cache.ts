import { LtmcError, type CacheStore } from '@ltmc/contracts';
import { createStore } from '../store.js';
import { openConnection } from './connection.js';
import { whyOf } from './failure.js';
import { createRedisBackend } from './redis-backend.js';
import { resolveOptions, type RedisCacheOptions, type RedisSettings } from './redis-options.js';

/**
 * A cache on Redis, shared by all who use the same server and prefix. Resolves when the first attempt to connect has ended, at most after
 * `connectTimeoutMs`: also where it failed, unless `required`. A store without a connection refuses every call at once and connects by itself as soon as it can.
 * @throws LtmcError `LTMC_INVALID_INPUT`; with `required` also `LTMC_CACHE_UNAVAILABLE`, whose message says in one line why, and never holds a password.
 */
export async function openRedisCacheStore(options: RedisCacheOptions = {}): Promise<CacheStore> {
  const settings = resolveOptions(options);
  const connection = openConnection(settings);
  const failure = await connection.firstAttempt;
  if (failure && settings.required) {
    await connection.close();
    throw new LtmcError('LTMC_CACHE_UNAVAILABLE', `Redis ${placeOf(settings)} is required and cannot be used: ${whyOf(failure.cause)}`, { cause: failure.cause, retryable: true });
  }
  return createStore(createRedisBackend(connection, settings));
}

function placeOf({ target, sentinel }: RedisSettings): string {
  if (!sentinel) return `at ${target.host}:${target.port}`;
  return `"${sentinel.name}" (sentinels ${sentinel.nodes.map(({ host, port }) => `${host}:${port}`).join(', ')})`;
}
