import type { Config } from '@ltmc/config';
import { LtmcError } from '@ltmc/contracts';
import { openRedisCacheStore } from '@ltmc/tier-cache';
import { note, ok, problem, type Finding } from './finding.js';

const MEND = 'check REDIS_HOST, REDIS_PORT and REDIS_PASSWORD, and that the server runs';

/** Asks Redis once, if there is one. */
export async function checkRedis({ redis, cacheEnabled }: Config): Promise<Finding[]> {
  if (!redis) return [];
  try {
    await using store = await openRedisCacheStore(redis);
    const { state, why = '' } = await store.health();
    if (state === 'unavailable') return [note('redis', `${why} (each process keeps answers in its own memory meanwhile, and agents cannot lock or share)`, MEND)];
    if (state !== 'ok') return [note('redis', why, 'raise its maxmemory, or let it evict: maxmemory-policy volatile-lru')];
    return [cacheEnabled ? ok('redis', 'answers') : note('redis', 'answers, and keeps nothing: CACHE_ENABLED is false')];
  } catch (error) {
    if (!LtmcError.is(error)) throw error;
    return [problem('redis', `${error.message} (no server starts meanwhile)`, `${MEND}; or unset REDIS_REQUIRED`)];
  }
}
