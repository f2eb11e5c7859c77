import { inspect } from 'node:util';
import { describeWithServer } from '@ltmc/testing';
import { freePort, needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LtmcError } from '@ltmc/contracts';
import { openRedisCacheStore } from '../src/redis/open-redis-cache.js';
import type { RedisCacheOptions } from '../src/redis/redis-options.js';
import { PATIENT } from './patience.js';

const SECRET = 's3cret word%';
/** What the README grants. */
const GRANTED = '+ping +mget +get +set +incrby +decrby +pttl +pexpire +unlink +del +eval +evalsha +scan +info +role';

describeWithServer('entering Redis', await needRedis(), () => {
  let server: RedisServer;
  let tls: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer({ password: SECRET, users: [`worker on >pass ~ltmc:* resetchannels ${GRANTED}`, 'reader on >pass ~ltmc:* +ping +mget'] });
    tls = await startRedisServer({ tls: true, password: SECRET });
  });
  afterAll(() => Promise.all([server.stop(), tls.stop()]));

  const place = (): RedisCacheOptions => ({ ...PATIENT, host: server.host, port: server.port, required: true });
  /** What every kind of call gives. */
  const useAll = async (options: RedisCacheOptions): Promise<unknown[]> => {
    await using store = await openRedisCacheStore(options);
    const notes = store.json('notes');
    await notes.set('a', 1);
    const given: unknown[] = [await notes.get('a'), await notes.increment('n', 0), await notes.compareAndSet('a', 1, 2), await notes.getOrCompute('b', async () => ({ value: 3 }))];
    const keys: string[] = [];
    for await (const key of notes.keys()) keys.push(key);
    given.push(keys.toSorted().join(' '), await notes.delete('a'));
    await notes.bump();
    return [...given, (await store.statistics()).bytes];
  };
  const ALL_WORKED = [1, 0, true, 3, 'a b n', true, expect.any(Number)];
  const refusal = async (options: RedisCacheOptions): Promise<string> => {
    const error: unknown = await openRedisCacheStore(options).catch((failure: unknown) => failure);
    if (!LtmcError.is(error)) throw new Error('was expected to be refused');
    expect(error.code).toBe('LTMC_CACHE_UNAVAILABLE');
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) expect(inspect(cause)).not.toMatch(/s3cret|wrong one/u);
    expect(error.message).not.toContain('\n');
    return error.message;
  };

  it('takes a password, also from a url', async () => {
    expect(await useAll({ ...place(), password: SECRET })).toEqual(ALL_WORKED);
    expect(await useAll({ ...PATIENT, url: server.url, required: true })).toEqual(ALL_WORKED);
  });

  it('works as an ACL user with just the permissions of the README', async () => {
    expect(await useAll({ ...place(), username: 'worker', password: 'pass' })).toEqual(ALL_WORKED);
    expect(await useAll({ ...PATIENT, url: `redis://worker:pass@${server.host}:${server.port}/0`, required: true })).toEqual(ALL_WORKED);
  });

  it('says which kind of permission is missing', async () => {
    await using store = await openRedisCacheStore({ ...place(), username: 'reader', password: 'pass' });
    await expect(store.json('notes').set('a', 1)).rejects.toMatchObject({ code: 'LTMC_CACHE_UNAVAILABLE', retryable: false, message: expect.stringContaining('permission') });
    expect(await store.json('notes').get('nothing')).toBeUndefined();
    await expect(openRedisCacheStore({ ...place(), username: 'worker', password: 'pass', prefix: 'other:' }).then(async (other) => {
      await using _other = other;
      await other.json('notes').get('a');
    })).rejects.toMatchObject({ message: expect.stringContaining('permission') });
  });

  it('uses the database of the url', async () => {
    await using store = await openRedisCacheStore({ ...PATIENT, url: `${server.url}/5`, required: true });
    await store.json('notes').set('in5', 1);
    expect(await server.command(['-n', '5', 'EXISTS', 'ltmc:notes:in5'])).toBe('1');
    expect(await server.command(['EXISTS', 'ltmc:notes:in5'])).toBe('0');
  });

  it('speaks TLS to a server whose certificate it trusts', async () => {
    const trust = { ca: tls.ca ?? '' };
    expect(await useAll({ ...PATIENT, url: tls.url, tls: trust, required: true })).toEqual(ALL_WORKED);
    expect(await useAll({ ...PATIENT, host: 'localhost', port: tls.port, password: SECRET, tls: trust, required: true })).toEqual(ALL_WORKED);
  });

  it.each<[string, () => RedisCacheOptions, RegExp]>([
    ['a wrong password', () => ({ ...place(), password: 'the wrong one' }), /does not accept the user name or password/u],
    ['a wrong user', () => ({ ...place(), username: 'nobody', password: SECRET }), /does not accept the user name or password/u],
    ['no password', () => place(), /asks for a password/u],
    ['nobody there', () => ({ ...place(), port: closedPort }), /connection was refused/u],
    ['an unknown host', () => ({ ...place(), host: 'redis.invalid', password: SECRET }), /host (?:is unknown|cannot be looked up)/u],
    ['a certificate that is not trusted', () => ({ ...PATIENT, url: tls.url, required: true }), /certificate is not trusted/u],
    ['a certificate for another name', () => ({ ...PATIENT, url: tls.url, tls: { ca: tls.ca ?? '', servername: 'redis.example' }, required: true }), /certificate is not trusted/u],
    ['no TLS where it is expected', () => ({ ...PATIENT, host: tls.host, port: tls.port, password: SECRET, required: true }), /expect TLS/u],
    ['TLS where there is none', () => ({ ...place(), password: SECRET, tls: true, connectTimeoutMs: 500 }), /TLS/u],
  ])('says in one line what is wrong: %s', async (_, options, expected) => {
    expect(await refusal(options())).toMatch(expected);
  });

  it('says so when the server hangs', async () => {
    server.freeze();
    try {
      expect(await refusal({ ...place(), password: SECRET, connectTimeoutMs: 200 })).toContain(`Redis at 127.0.0.1:${server.port} is required and cannot be used: Redis gave no answer within`);
    } finally {
      server.resume();
    }
  });

  it('opens all the same where Redis is not required', async () => {
    await using store = await openRedisCacheStore({ ...place(), port: closedPort, required: false });
    expect(await store.health()).toMatchObject({ state: 'unavailable', why: expect.stringContaining('refused') });
    await expect(store.json('notes').get('a')).rejects.toMatchObject({ code: 'LTMC_CACHE_UNAVAILABLE' });
    expect(await store.json('notes').getOrCompute('a', async () => ({ value: 1 }))).toBe(1);
  });

  it.each<[string, RedisCacheOptions]>([
    ['another protocol', { url: 'http://user:s3cret@localhost' }],
    ['no url', { url: 's3cret' }],
    ['a port out of range', { port: 70_000 }],
    ['a deadline of nothing', { cacheTimeoutMs: 0 }],
    ['a control character in the prefix', { prefix: 'a\n' }],
    ['sentinels without nodes', { sentinel: { name: 'ltmc', nodes: [] } }],
  ])('refuses options: %s', async (_, options) => {
    const error: unknown = await openRedisCacheStore(options).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(String(error)).not.toContain('s3cret');
  });
});

const closedPort = await freePort();
