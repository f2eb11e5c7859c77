import { failuresOf, type RedisSpeaker } from '@ltmc/redis-connection';

/** The cache, as it calls itself towards Redis and its users. */
export const CACHE_SPEAKER: RedisSpeaker = {
  store: 'cache/redis',
  logName: 'cache',
  title: 'the cache on Redis',
  packageName: '@ltmc/tier-cache',
  codes: { unavailable: 'LTMC_CACHE_UNAVAILABLE', full: 'LTMC_CACHE_FULL' },
  whenFull: 'raise maxmemory, or set maxmemory-policy to volatile-lru',
};

export const failures = failuresOf(CACHE_SPEAKER);
