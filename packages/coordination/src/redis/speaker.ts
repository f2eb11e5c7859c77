import { failuresOf, type RedisSpeaker } from '@ltmc/redis-connection';

/** Coordination, as it calls itself towards Redis and its users. */
export const COORDINATION_SPEAKER: RedisSpeaker = {
  store: 'coordination/redis',
  logName: 'coordination',
  title: 'coordination on Redis',
  packageName: '@ltmc/coordination',
  codes: { unavailable: 'LTMC_COORDINATION_UNAVAILABLE', full: 'LTMC_STORE_FULL' },
  whenFull: 'raise maxmemory',
};

export const failures = failuresOf(COORDINATION_SPEAKER);
