import type { RedisSpeaker } from '../src/speaker.js';

/** Somebody who is no driver. */
export const SPEAKER: RedisSpeaker = {
  store: 'tests/redis',
  logName: 'tests',
  title: 'the tests on Redis',
  packageName: '@ltmc/tests',
  codes: { unavailable: 'LTMC_COORDINATION_UNAVAILABLE', full: 'LTMC_STORE_FULL' },
  whenFull: 'buy memory',
};

/** Deadlines for tests that are not about deadlines, on a machine that does other work as well. */
export const PATIENT = { connectTimeoutMs: 5000, frozenAfterMs: 5000, maxReconnectDelayMs: 100 } as const;
