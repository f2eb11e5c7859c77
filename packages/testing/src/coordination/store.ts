import type { CoordinationSpace } from '@ltmc/contracts';
import { expect, it } from 'vitest';
import { exclusive, usingStores, type Place } from './fixture.js';

/** Every call of a space that asks the store. */
const CALLS: readonly (readonly [string, (space: CoordinationSpace) => Promise<unknown>])[] = [
  ['state.get', (space) => space.state('session').get('s')],
  ['state.getMany', (space) => space.state('session').getMany(['s'])],
  ['state.put', (space) => space.state('session').put('s', {})],
  ['state.delete', (space) => space.state('session').delete('s')],
  ['state.list', (space) => space.state('session').list({ limit: 1 })],
  ['state.count', (space) => space.state('session').count()],
  ['members.join', (space) => space.members('agent').join('a', {}, { ttlMs: 1000 })],
  ['members.beat', (space) => space.members('agent').beat('a', { ttlMs: 1000 })],
  ['members.beatMany', (space) => space.members('agent').beatMany(['a'], 1000)],
  ['members.get', (space) => space.members('agent').get('a')],
  ['members.leave', (space) => space.members('agent').leave('a')],
  ['members.list', (space) => space.members('agent').list()],
  ['members.count', (space) => space.members('agent').count()],
  ['locks.acquire', (space) => space.locks.acquire('a', exclusive('ann'))],
  ['locks.leaveQueue', (space) => space.locks.leaveQueue('a', 't')],
  ['locks.extend', (space) => space.locks.extend('a', 't')],
  ['locks.release', (space) => space.locks.release('a', 't')],
  ['locks.find', (space) => space.locks.find('a', 't')],
  ['locks.status', (space) => space.locks.status('a')],
  ['locks.count', (space) => space.locks.count()],
  ['stream.append', (space) => space.stream('s').append({})],
  ['stream.read', (space) => space.stream('s').read({ limit: 1 })],
  ['stream.readAs', (space) => space.stream('s').readAs('r', { limit: 1 })],
  ['stream.acknowledge', (space) => space.stream('s').acknowledge('r', 0)],
  ['stream.position', (space) => space.stream('s').position('r')],
  ['stream.last', (space) => space.stream('s').last()],
  ['stream.remove', (space) => space.stream('s').remove()],
  ['counters.add', (space) => space.counters.add('a')],
  ['counters.get', (space) => space.counters.get(['a'])],
  ['popularity.use', (space) => space.popularity('chunk').use(['a'])],
  ['popularity.top', (space) => space.popularity('chunk').top({ windowMs: 300_000, limit: 1 })],
];

export function storeContract(place: Place): void {
  it('says what it can do', () => usingStores(place, async ({ capabilities }) => {
    expect(capabilities).toEqual({ driver: expect.stringMatching(/^[a-z]+$/u), reach: expect.stringMatching(/^(machine|network)$/u), durable: expect.any(Boolean), deadlineMs: expect.any(Number) });
    expect(capabilities.deadlineMs).toBeGreaterThan(0);
  }));

  it('is well, and says how long a round trip takes', () => usingStores(place, async (first, second) => {
    for (const store of [first, second]) expect(await store.health()).toEqual({ state: 'ok', latencyMs: expect.any(Number) });
  }));

  it('gives the same things when asked twice', () => usingStores(place, async (store) => {
    const [one, other] = [store.space('a'), store.space('a')];
    expect(one.namespace).toBe('a');
    await one.state('session').put('s', { from: 'one' });
    await one.counters.add('c', 3);
    expect((await other.state('session').get('s'))?.fields).toEqual({ from: 'one' });
    expect(await other.counters.get(['c'])).toEqual([3]);
  }));

  it('has leases, shared by all', () => usingStores(place, async (first, second) => {
    expect(first.leases.capabilities.reach).toBe(first.capabilities.reach);
    expect(await first.leases.acquire('writer', { owner: 'ann', ttlMs: 60_000 })).toMatchObject({ owner: 'ann' });
    expect(await second.leases.acquire('writer', { owner: 'ben', ttlMs: 60_000 })).toBeUndefined();
  }));

  it.each(['', 'n'.repeat(256), 'a\uD800', 'a\nb', undefined as unknown as string])('refuses the namespace %j', (namespace) => usingStores(place, async (store) => {
    expect(() => store.space(namespace)).toThrow(expect.objectContaining({ code: 'LTMC_INVALID_INPUT' }));
  }));

  it.each(['', 'A', '1a', 'a-b', 'a:b', 'ä', 'a'.repeat(33), undefined as unknown as string])('refuses the kind %j', (kind) => usingStores(place, async (store) => {
    const wrong = expect.objectContaining({ code: 'LTMC_INVALID_INPUT' });
    expect(() => store.space('a').state(kind)).toThrow(wrong);
    expect(() => store.space('a').members(kind)).toThrow(wrong);
    expect(() => store.space('a').popularity(kind)).toThrow(wrong);
  }));

  it('closes twice without harm, then rejects every call', async () => {
    const [store, other] = await place.open();
    await using _other = other;
    const space = store.space('a');
    await Promise.all([store.close(), store.close()]);
    await store.close();
    for (const [name, call] of CALLS) {
      const outcome = await call(space).then(() => 'was answered', (error: unknown) => error);
      expect(outcome, name).toMatchObject({ code: 'LTMC_STORE_CLOSED' });
    }
    await expect(store.leases.holder('writer')).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
    expect(await store.health()).toEqual({ state: 'unavailable', why: expect.stringMatching(/closed/u) });
    expect(await other.health()).toMatchObject({ state: 'ok' });
  });

  it('leaves what it holds when it is closed', async () => {
    const [store, other] = await place.open();
    await using _other = other;
    await store.space('a').members('agent').join('ann', {}, { ttlMs: 60_000 });
    await store.space('a').locks.acquire('a', exclusive('ann'));
    await store.close();
    expect(await other.space('a').members('agent').count()).toBe(1);
    expect((await other.space('a').locks.status('a')).holders).toHaveLength(1);
  });
}
