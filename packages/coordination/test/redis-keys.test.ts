import { describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CoordinationSpace, CoordinationStore } from '@ltmc/contracts';
import { openRedisCoordination } from '../src/redis/open-redis-coordination.js';
import { PATIENT } from './patience.js';

const DAY_MS = 86_400_000;

describeWithServer('the keys of coordination on Redis, read with redis-cli', await needRedis(), () => {
  let server: RedisServer;
  let store: CoordinationStore;
  let space: CoordinationSpace;
  beforeAll(async () => {
    server = await startRedisServer();
    store = await openRedisCoordination({ ...PATIENT, url: server.url, required: true });
    space = store.space('default');
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });
  beforeEach(async () => { await server.command(['FLUSHALL']); });

  const cli = (...args: string[]): Promise<string> => server.command(args);
  const lines = async (...args: string[]): Promise<string[]> => (await cli(...args)).split('\n').filter((line) => line !== '');
  const allKeys = async (): Promise<string[]> => (await lines('KEYS', '*')).toSorted();

  it('session:{session_id} is a HASH of agents, context and created_at, each as JSON', async () => {
    await space.state('session').put('s1', { agents: ['a1', 'ä'], context: { goal: 'x' }, created_at: 1_700_000_000_000 });
    expect(await allKeys()).toEqual(['ltmc:@state_ids:session', 'ltmc:session:s1']);
    expect(await cli('TYPE', 'ltmc:session:s1')).toBe('hash');
    expect(JSON.parse(await cli('HGET', 'ltmc:session:s1', 'agents'))).toEqual(['a1', 'ä']);
    expect(await lines('HMGET', 'ltmc:session:s1', 'context', 'created_at', '@version')).toEqual(['{"goal":"x"}', '1700000000000', '1']);
    expect(await cli('PTTL', 'ltmc:session:s1')).toBe('-1');
  });

  it('active_agents is a SET, agent:{id}:heartbeat a STRING that ends by itself', async () => {
    await space.members('agent').join('a1', { name: 'Ann' }, { ttlMs: 60_000 });
    await space.members('agent').join('a2', {}, { ttlMs: 60_000 });
    expect(await allKeys()).toEqual(['ltmc:@member_ends:agent', 'ltmc:active_agents', 'ltmc:agent:a1:heartbeat', 'ltmc:agent:a2:heartbeat']);
    expect([await cli('TYPE', 'ltmc:active_agents'), (await lines('SMEMBERS', 'ltmc:active_agents')).toSorted()]).toEqual(['set', ['a1', 'a2']]);
    expect(await cli('GET', 'ltmc:agent:a1:heartbeat')).toBe('{"name":"Ann"}');
    expect(Number(await cli('PTTL', 'ltmc:agent:a1:heartbeat'))).toBeLessThanOrEqual(60_000);
    expect(Number(await cli('PTTL', 'ltmc:agent:a1:heartbeat'))).toBeGreaterThan(50_000);
    await space.members('agent').beatMany(['a1'], 90_000);
    expect(Number(await cli('PTTL', 'ltmc:agent:a1:heartbeat'))).toBeGreaterThan(60_000);
  });

  it('the dead are swept out of active_agents by whoever comes next', async () => {
    await space.members('agent').join('dead', {}, { ttlMs: 1 });
    while ((await space.members('agent').get('dead')) !== undefined);
    expect([await space.members('agent').list(), await space.members('agent').count()]).toEqual([[], 0]);
    await space.members('agent').join('alive', {}, { ttlMs: 60_000 });
    expect(await lines('SMEMBERS', 'ltmc:active_agents')).toEqual(['alive']);
  });

  it('another namespace has the same keys behind n:{namespace}', async () => {
    await store.space('team:a/b').state('session').put('s1', { a: 1 });
    await store.space('team:a/b').members('agent').join('a1', {}, { ttlMs: 60_000 });
    expect(await allKeys()).toEqual(['@member_ends:agent', '@state_ids:session', 'active_agents', 'agent:a1:heartbeat', 'session:s1'].map((key) => `ltmc:n:team%3Aa%2Fb:${key}`));
    expect(await space.state('session').count()).toBe(0);
    for (const make of [() => space.state('n'), () => space.members('n')]) expect(make).toThrow(expect.objectContaining({ code: 'LTMC_INVALID_INPUT' }));
  });

  it('a state is never taken for a sign of life, nor a field for the version', async () => {
    const agents = space.state('agent');
    await space.members('agent').join('a1', { alive: true }, { ttlMs: 60_000 });
    const ids = ['a1:heartbeat', 'a1:heartbeat:', 'a1', ':heartbeat'];
    for (const id of ids) await agents.put(id, { '@version': id, '@@version': 'two', '@': 'one' });
    expect((await agents.getMany(ids)).map((entry) => entry?.fields)).toEqual(ids.map((id) => ({ '@version': id, '@@version': 'two', '@': 'one' })));
    expect((await agents.list({ limit: 9 })).entries.map(({ id, version, fields }) => [id, version, fields['@version']])).toEqual(ids.toSorted().map((id) => [id, 1, id]));
    expect((await space.members('agent').get('a1'))?.fields).toEqual({ alive: true });
  });

  it('a stream is a STREAM with the sequence for its ids, and ends 7 days after its last event', async () => {
    await space.state('session').put('s1', {}, { events: [{ stream: 'session:s1', body: { n: 1 } }] });
    await space.stream('session:s1').append({ n: 2 });
    await space.stream('session:s1').acknowledge('a1', 1);
    expect((await lines('XRANGE', 'ltmc:@stream:session:s1', '-', '+')).filter((line) => line.startsWith('{') || line.endsWith('-0'))).toEqual(['1-0', '{"n":1}', '2-0', '{"n":2}']);
    expect(await cli('HGET', 'ltmc:@stream_readers:session:s1', 'a1')).toBe('1 1');
    for (const key of ['ltmc:@stream:session:s1', 'ltmc:@stream_readers:session:s1']) {
      expect(Number(await cli('PTTL', key))).toBeGreaterThan(6.9 * DAY_MS);
      expect(Number(await cli('PTTL', key))).toBeLessThanOrEqual(7 * DAY_MS);
    }
  });

  it('a stream whose readers were evicted goes on counting', async () => {
    const stream = space.stream('s');
    await stream.append({ n: 1 });
    await stream.append({ n: 2 });
    await cli('DEL', 'ltmc:@stream_readers:s');
    expect([await stream.last(), await stream.append({ n: 3 })]).toEqual([2, 3]);
    await cli('DEL', 'ltmc:@stream:s');
    expect(await stream.append({ n: 4 })).toBe(4);
    expect(await stream.read({ limit: 9 })).toMatchObject({ events: [{ sequence: 4 }], last: 4, missed: 3 });
  });

  it('locks and leases have no time to live, so that nothing evicts them; names long unheard of are forgotten', async () => {
    for (const name of ['old', 'held', 'new']) {
      const outcome = await space.locks.acquire(name, { owner: 'ann', mode: 'exclusive', ttlMs: 60_000 });
      if (name !== 'held' && outcome.granted) await space.locks.release(name, outcome.grant.token);
    }
    await store.leases.acquire('writer', { owner: 'ann', ttlMs: 60_000 });
    for (const key of ['ltmc:@lock:held', 'ltmc:@lease:writer', 'ltmc:@locked', 'ltmc:@granted']) expect(await cli('PTTL', key)).toBe('-1');
    const longAgoMs = String(Date.now() - 31 * DAY_MS);
    await cli('ZADD', 'ltmc:@granted', longAgoMs, 'old', longAgoMs, 'held');
    await space.locks.acquire('new', { owner: 'ann', mode: 'exclusive', ttlMs: 60_000 });
    expect((await allKeys()).filter((key) => key.includes('@lock:'))).toEqual(['ltmc:@lock:held', 'ltmc:@lock:new']);
    expect((await space.locks.status('held')).holders).toHaveLength(1);
    expect(await cli('ZCARD', 'ltmc:@granted')).toBe('2');
  });

  it('the version of a state that is gone is remembered for 30 days', async () => {
    const sessions = space.state('session');
    for (const id of ['old', 'young']) {
      await sessions.put(id, {});
      await sessions.delete(id);
    }
    await cli('ZADD', 'ltmc:@state_gone:session', String(Date.now() - 31 * DAY_MS), 'old');
    await sessions.put('other', {});
    expect(await lines('HGETALL', 'ltmc:@state_versions:session')).toEqual(['young', '1']);
    expect(await sessions.put('young', {})).toMatchObject({ version: 2 });
  });

  it('states that ended by themselves leave the index with the next writes, and never fill a page', async () => {
    const sessions = space.state('session');
    for (let n = 0; n < 5; n += 1) await sessions.put(`dead ${n}`, {}, { ttlMs: 1 });
    await sessions.put('z', {});
    while ((await sessions.get('dead 4')) !== undefined);
    await sessions.put('y', {});
    expect(await lines('ZRANGE', 'ltmc:@state_ids:session', '0', '-1')).toEqual(['y', 'z']);
    await cli('ZADD', 'ltmc:@state_ids:session', '0', 'dead 0', '0', 'dead 1', '0', 'dead 2'); // as if nobody had swept yet
    expect((await sessions.list({ limit: 2 })).entries.map(({ id }) => id)).toEqual(['y']);
    expect((await sessions.list({ after: 'dead', limit: 2 })).entries.map(({ id }) => id)).toEqual(['y']);
  });
});
