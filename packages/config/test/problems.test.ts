import { LtmcError } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/index.js';
import { platform } from './platform.js';

/** The error that `env` is refused with; a configuration that is accepted fails the test. */
function refusal(env: NodeJS.ProcessEnv): LtmcError {
  try {
    loadConfig(env, platform);
  } catch (error) {
    if (LtmcError.is(error) && error.code === 'LTMC_CONFIG_INVALID') return error;
    throw error;
  }
  throw new Error('accepted');
}

const problemsOf = (env: NodeJS.ProcessEnv): unknown => refusal(env).details['problems'];

describe('problems', () => {
  it('reports all of them at once, by variable name and with the value', () => {
    expect(problemsOf({ HTTP_PORT: 'http', LOG_LEVEL: 'loud', LTMC_DURABILITY: 'none', LTMC_NAMESPACE: 'ok' })).toEqual([
      'LOG_LEVEL is "loud"; it must be error, warn, info or debug',
      'HTTP_PORT is "http"; it must be a whole number from 0 to 65535 (0 picks a free port)',
      'LTMC_DURABILITY is "none"; it must be full or normal',
    ]);
  });

  it('says them in the message too', () => {
    expect(refusal({ HTTP_PORT: 'x', LTMC_DURABILITY: 'y' }).message).toBe(
      'HTTP_PORT is "x"; it must be a whole number from 0 to 65535 (0 picks a free port); LTMC_DURABILITY is "y"; it must be full or normal',
    );
  });

  it.each([
    ['HTTP_PORT', '65536'],
    ['HTTP_PORT', '-1'],
    ['HTTP_PORT', '50.5'],
    ['HTTP_HOST', '127.0.0.1:5050'],
    ['HTTP_HOST', 'http://localhost'],
    ['HTTP_HOST', '[::1]'],
    ['LTMC_NAMESPACE', 'a b'],
    ['LTMC_NAMESPACE', '../up'],
    ['LTMC_NAMESPACE', 'n'.repeat(65)],
    ['LTMC_ALLOWED_HOSTS', 'good.example, http://bad.example'],
    ['LTMC_ALLOWED_HOSTS', 'good.example:5050'],
    ['LTMC_ALLOWED_HOSTS', '*'],
    ['LTMC_MAX_CONTENT_BYTES', '0'],
    ['LTMC_MAX_CONTENT_BYTES', '1MB'],
    ['LTMC_EMBED_WORKERS', '0'],
    ['LTMC_LATE_INTERACTION', 'sometimes'],
    ['ML_INTEGRATION_ENABLED', 'maybe'],
    ['ML_OPTIMIZATION_INTERVAL', '0'],
    ['ML_OPTIMIZATION_INTERVAL', '1.5'],
    ['LTMC_EMBED_WORKERS', '65'],
    ['DB_PATH', ':memory:'],
    ['DB_PATH', 'file:a.db?mode=memory'],
    ['DB_PATH', 'a\0b'],
    ['LTMC_RATE_LIMITS', '*=0/min'],
    ['LTMC_RATE_LIMITS', 'store_memory=60'],
    ['LTMC_RATE_LIMITS', 'store_memory=60/day'],
    ['LTMC_RATE_LIMITS', '60/min'],
    ['LTMC_RATE_LIMITS', '*=5/s,off'],
    ['LTMC_RATE_LIMITS', '*=1e3/s'],
    ['LTMC_CORS_ORIGINS', '*'],
    ['LTMC_CORS_ORIGINS', 'https://*.example'],
    ['LTMC_CORS_ORIGINS', 'app.example'],
    ['LTMC_CORS_ORIGINS', 'https://app.example/'],
    ['LTMC_CORS_ORIGINS', 'null'],
    ['LTMC_TRUST_PROXY', 'true'],
    ['LTMC_AUDIT', 'sometimes'],
    ['LTMC_AUDIT_KEEP_DAYS', '0'],
    ['LTMC_TRUST_PROXY', '11'],
    ['REDIS_REQUIRED', 'true'],
    ['NEO4J_REQUIRED', 'True'],
  ])('refuses %s=%j with one sentence', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} is "`, 'u'))]);
  });

  it('cuts a long value', () => {
    expect(problemsOf({ LOG_LEVEL: 'x'.repeat(10_000) })).toEqual([`LOG_LEVEL is "${'x'.repeat(80)}..."; it must be error, warn, info or debug`]);
  });

  it('names both variables when the two names of the index folder differ', () => {
    expect(problemsOf({ FAISS_INDEX_PATH: '/a', VECTOR_INDEX_PATH: '/b' })).toEqual([
      expect.stringMatching(/FAISS_INDEX_PATH and VECTOR_INDEX_PATH/u),
    ]);
  });

  it.each([['LTMC_TLS_CERT', 'LTMC_TLS_KEY'], ['LTMC_TLS_KEY', 'LTMC_TLS_CERT']])('wants %s and %s together', (there, lacks) => {
    expect(problemsOf({ [there]: '/etc/ltmc/file.pem', HTTP_PORT: 'x' })).toEqual([
      expect.stringMatching(/^HTTP_PORT/u), `${there} is set, but ${lacks} is not; TLS needs both, plain HTTP neither`,
    ]);
  });

  it('names what is limited twice', () => {
    expect(problemsOf({ LTMC_RATE_LIMITS: '*=5/s, store_memory=1/s, *=6/s, *=7/s', HTTP_PORT: 'x' })).toEqual([
      expect.stringMatching(/^HTTP_PORT/u), 'LTMC_RATE_LIMITS has two limits for "*"; leave one of them out',
    ]);
  });

  it('reports an unmet demand together with an invalid value', () => {
    expect(problemsOf({ REDIS_REQUIRED: '1', HTTP_PORT: 'x' })).toHaveLength(2);
  });

  it('forgets the problems of an earlier call', () => {
    problemsOf({ HTTP_PORT: 'x' });
    expect(problemsOf({ REDIS_REQUIRED: '1' })).toHaveLength(1);
    expect(loadConfig({ HTTP_PORT: '1' }, platform).httpPort).toBe(1);
  });
});
