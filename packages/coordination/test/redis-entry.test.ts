import { inspect } from 'node:util';
import { describeWithServer } from '@ltmc/testing';
import { freePort, needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRedisCoordination } from '../src/redis/open-redis-coordination.js';
import type { RedisCoordinationOptions } from '../src/redis/redis-options.js';
import { PATIENT } from './patience.js';

/** What the README grants. */
const GRANTED = [
  '+ping +time +eval +evalsha +publish +subscribe +unsubscribe +get +set +mget +exists +del +unlink +pttl +pexpire +pexpireat',
  '+hget +hmget +hset +hdel +hgetall +sadd +srem +zadd +zrem +zcard +zcount +zscore +zincrby +zrange +zrangebyscore +zrangebylex +zremrangebyscore +zunionstore +xadd +xrange +xrevrange',
].join(' ');

describeWithServer('entering coordination on Redis', await needRedis(), () => {
  let server: RedisServer;
  let mute: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer({
      password: 's3cret',
      users: [`worker on >pass ~ltmc:* &ltmc:* ${GRANTED}`, `deaf on >pass ~ltmc:* resetchannels ${GRANTED} -subscribe`, 'scriptless on >pass ~* &* +@all -eval -evalsha', 'elsewhere on >pass ~other:* +@all'],
    });
    mute = await startRedisServer({ args: ['--rename-command', 'EVALSHA', ''] });
  });
  afterAll(() => Promise.all([server.stop(), mute.stop()]));

  const place = (user: string): RedisCoordinationOptions => ({ ...PATIENT, host: server.host, port: server.port, username: user, password: 'pass', required: true });
  const refusal = async (options: RedisCoordinationOptions): Promise<string> => {
    const error: unknown = await openRedisCoordination(options).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'LTMC_COORDINATION_UNAVAILABLE' });
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) expect(inspect(cause)).not.toMatch(/s3cret|the wrong one/u);
    return String(error);
  };
  /** Something of everything, with a wait that ends by an event. */
  const useAll = async (options: RedisCoordinationOptions): Promise<unknown[]> => {
    await using store = await openRedisCoordination(options);
    await using other = await openRedisCoordination(options);
    const [space, there] = [store.space('default'), other.space('default')];
    const [sessions, agents, events] = [space.state('session'), space.members('agent'), space.stream('s')];
    await events.remove();
    await sessions.put('s', {}, { ttlMs: 60_000, events: [{ stream: 's', body: {} }] });
    await agents.join('a', {}, { ttlMs: 60_000 });
    const lock = await space.locks.acquire('l', { owner: 'ann', mode: 'exclusive', ttlMs: 60_000 });
    if (!lock.granted) throw new Error('the lock was expected to be free');
    const [woken] = await Promise.all([space.locks.untilChanged('l', { waitMs: 60_000 }).then(() => 'woken'), there.locks.extend('l', lock.grant.token).then(() => there.locks.release('l', lock.grant.token))]);
    await space.popularity('chunk').use(['x'], { owner: 'ann' });
    const lease = await store.leases.acquire('w', { owner: 'ann', ttlMs: 60_000 });
    if (lease) await store.leases.release(lease);
    const [page] = await Promise.all([events.read({ after: 1, limit: 1, waitMs: 60_000 }), there.stream('s').append({})]);
    const given = [woken, page.events.length, (await events.readAs('r', { limit: 1 })).last, await events.acknowledge('r', 1), await space.counters.add('c', 0, { ttlMs: 60_000 })];
    return [...given, await agents.beatMany(['a'], 60_000), await agents.beat('a', { ttlMs: 60_000, changes: { x: 1 } }), (await agents.list()).length, await agents.leave('a'), (await space.popularity('chunk').top({ windowMs: 300_000, limit: 1 })).length, await sessions.delete('s')];
  };
  const ALL_WORKED = ['woken', 1, 2, 1, 0, [true], expect.objectContaining({ fields: { x: 1 } }), 1, true, 1, true];

  it('works as an ACL user with just the permissions of the README, also without its channels', async () => {
    expect(await useAll(place('worker'))).toEqual(ALL_WORKED);
    expect(await useAll(place('deaf'))).toEqual(ALL_WORKED);
  });

  it.each<[string, () => RedisCoordinationOptions, RegExp]>([
    ['a wrong password', () => ({ ...place('worker'), password: 'the wrong one' }), /required and cannot be used: Redis does not accept the user name or password/u],
    ['no password', () => ({ ...PATIENT, host: server.host, port: server.port, required: true }), /asks for a password/u],
    ['a user who may run no scripts', () => place('scriptless'), /lacks a permission; grant what the README of @ltmc\/coordination lists/u],
    ['a server without scripts', () => ({ ...PATIENT, url: mute.url, required: true }), /does not know a command that is needed/u],
    ['nobody there', () => ({ ...PATIENT, port: closedPort, required: true }), /connection was refused/u],
  ])('says in one line what is wrong: %s', async (_, options, expected) => {
    const message = await refusal(options());
    expect(message).toMatch(expected);
    expect(message).not.toContain('\n');
  });

  it('says so with each call where Redis is not required', async () => {
    await using store = await openRedisCoordination({ ...place('elsewhere'), required: false });
    expect(await store.health()).toMatchObject({ state: 'ok' });
    const denied = { code: 'LTMC_COORDINATION_UNAVAILABLE', retryable: false, message: expect.stringContaining('permission') };
    await expect(store.space('default').state('session').put('s', {})).rejects.toMatchObject(denied);
    await expect(store.space('default').locks.acquire('l', { owner: 'ann', mode: 'shared', ttlMs: 1000 })).rejects.toMatchObject(denied);
    await using away = await openRedisCoordination({ ...PATIENT, port: closedPort });
    expect(await away.health()).toEqual({ state: 'unavailable', why: expect.stringContaining('refused') });
  });

  it.each<[string, RedisCoordinationOptions]>([
    ['another protocol', { url: 'http://user:s3cret@localhost' }], ['a deadline of nothing', { lockTimeoutMs: 0 }], ['half a deadline', { commandTimeoutMs: 0.5 }], ['a control character in the prefix', { prefix: 'a\n' }],
  ])('refuses options: %s', async (_, options) => {
    const error: unknown = await openRedisCoordination(options).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(String(error)).not.toContain('s3cret');
  });
});

const closedPort = await freePort();
