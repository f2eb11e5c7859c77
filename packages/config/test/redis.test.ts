import { LtmcError } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { loadConfig, type RedisConfig } from '../src/index.js';
import { platform } from './platform.js';

const redisOf = (env: NodeJS.ProcessEnv): RedisConfig | undefined => loadConfig(env, platform).redis;

function problemsOf(env: NodeJS.ProcessEnv): unknown {
  try {
    loadConfig(env, platform);
  } catch (error) {
    if (LtmcError.is(error)) return error.details['problems'];
  }
  throw new Error('accepted');
}

const LOCAL = { host: '127.0.0.1', port: 6381, tls: false, prefix: 'ltmc:', required: false };

describe('Redis', () => {
  it('is used when a host is named or it is switched on, and never when switched off', () => {
    expect([redisOf({}), redisOf({ REDIS_PORT: '6390' }), redisOf({ REDIS_HOST: 'cache', REDIS_ENABLED: 'off' })]).toEqual([undefined, undefined, undefined]);
    expect(redisOf({ REDIS_ENABLED: 'true' })).toEqual(LOCAL);
    expect(redisOf({ REDIS_HOST: 'redis_cache' })).toEqual({ ...LOCAL, host: 'redis_cache' });
  });

  it('takes the password as it stands, and has none of its own', () => {
    expect(redisOf({ REDIS_HOST: 'cache', REDIS_PORT: '6379', REDIS_USERNAME: 'ltmc', REDIS_PASSWORD: ' secret ', REDIS_TLS: 'yes', REDIS_REQUIRED: '1', REDIS_KEY_PREFIX: 'team-a:' })).toEqual({
      host: 'cache', port: 6379, username: 'ltmc', password: ' secret ', tls: true, required: true, prefix: 'team-a:',
    });
  });

  it('is asked for at sentinels', () => {
    expect(redisOf({ REDIS_SENTINELS: 'one, two:26380', REDIS_SENTINEL_NAME: 'cache' })?.sentinel).toEqual({ name: 'cache', nodes: [{ host: 'one', port: 26_379 }, { host: 'two', port: 26_380 }] });
    expect(redisOf({ REDIS_SENTINELS: 'one' })?.sentinel?.name).toBe('mymaster');
  });

  it.each([
    ['REDIS_HOST', 'redis://:hunter2@cache'], ['REDIS_HOST', 'cache:6379'], ['REDIS_SENTINELS', 'redis://:hunter2@one'], ['REDIS_PORT', '0'], ['REDIS_PORT', 'x'],
    ['REDIS_TLS', 'perhaps'], ['REDIS_KEY_PREFIX', 'a b'], ['CACHE_ENABLED', 'maybe'],
  ])('refuses %s=%s and repeats no secret', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} `, 'u'))]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it('cannot be required and not be there', () => {
    expect(problemsOf({ REDIS_REQUIRED: 'true', REDIS_PASSWORD: 'x' })).toEqual([expect.stringMatching(/^REDIS_REQUIRED is "true", but REDIS_HOST is not set/u)]);
    expect(problemsOf({ REDIS_REQUIRED: 'true', REDIS_HOST: 'cache', REDIS_ENABLED: 'false' })).toEqual([expect.stringContaining('REDIS_ENABLED is false')]);
  });

  it('says which settings mean nothing without it', () => {
    expect(loadConfig({ REDIS_PASSWORD: 'hunter2' }, platform).notices).toEqual(['REDIS_PASSWORD is set, but neither REDIS_HOST nor REDIS_ENABLED is: there is no Redis']);
    expect(loadConfig({ REDIS_PASSWORD: 'hunter2', REDIS_ENABLED: 'false' }, platform).notices).toEqual([]);
  });
});

describe('the cache', () => {
  it('is on unless switched off', () => {
    expect([{}, { CACHE_ENABLED: 'true' }, { CACHE_ENABLED: '0' }].map((env) => loadConfig(env, platform).cacheEnabled)).toEqual([true, true, false]);
  });
});
