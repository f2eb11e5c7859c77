import { expect, it } from 'vitest';
import { exclusive, expectGranted, LONG_MS, oneTo, expectRefused, shared, SHORT_MS, until, using, usingStores, type Place } from './fixture.js';

export function locksContract(place: Place): void {
  it('goes to one exclusive holder at a time, and says who holds it', () => using(place, async (first, second) => {
    const grant = expectGranted(await first.locks.acquire('memory:a', exclusive('ann')));
    expect(grant).toEqual({ name: 'memory:a', mode: 'exclusive', token: expect.stringMatching(/^[0-9a-f]{32}$/u), fence: expect.any(Number), owner: 'ann', ttlMs: LONG_MS, expiresInMs: expect.any(Number) });
    expect(grant.expiresInMs).toBeLessThanOrEqual(LONG_MS);
    expect(grant.expiresInMs).toBeGreaterThan(LONG_MS - 10_000);
    const { token: _, ...seenByOthers } = grant;
    const other = expectRefused(await second.locks.acquire('memory:a', exclusive('ben')));
    expect(other).toEqual({ granted: false, holders: [{ ...seenByOthers, expiresInMs: expect.any(Number) }], position: 1, seen: expect.any(String) });
    expect(await second.locks.status('memory:a')).toEqual({ holders: [{ ...seenByOthers, expiresInMs: expect.any(Number) }], waiting: 0, lastFence: grant.fence });
    expect(await second.locks.find('memory:a', grant.token)).toEqual({ ...grant, expiresInMs: expect.any(Number) });
    expect(await second.locks.find('memory:a', 'f'.repeat(32))).toBeUndefined();
  }));

  it('is not re-entrant', () => using(place, async (first, second) => {
    expectGranted(await first.locks.acquire('a', exclusive('ann')));
    expectRefused(await first.locks.acquire('a', exclusive('ann')));
    expectRefused(await second.locks.acquire('a', shared('ann')));
  }));

  it('goes to exactly one of many who ask at once', () => using(place, async (first, second) => {
    const outcomes = await Promise.all(oneTo(40).map((index) => (index % 2 === 0 ? first : second).locks.acquire('a', exclusive(`o${index}`))));
    expect(outcomes.filter((outcome) => outcome.granted)).toHaveLength(1);
    expect(await first.locks.count()).toBe(1);
  }));

  it('goes to any number of readers, and to no writer beside them', () => using(place, async (first, second) => {
    const [ann, ben] = [expectGranted(await first.locks.acquire('a', shared('ann'))), expectGranted(await second.locks.acquire('a', shared('ben')))];
    expect(ben.fence).toBeGreaterThan(ann.fence);
    expect(expectRefused(await first.locks.acquire('a', exclusive('cid'))).holders.map(({ owner }) => owner).toSorted()).toEqual(['ann', 'ben']);
    expect(await first.locks.release('a', ann.token)).toBe(true);
    expectRefused(await first.locks.acquire('a', exclusive('cid')));
    expect(await first.locks.release('a', ben.token)).toBe(true);
    expectRefused(await (async () => {
      expectGranted(await first.locks.acquire('a', exclusive('cid')));
      return second.locks.acquire('a', shared('ann'));
    })());
  }));

  it('is freed by its token and nothing else', () => using(place, async (first, second) => {
    const grant = expectGranted(await first.locks.acquire('a', exclusive('ann')));
    expect([await first.locks.release('a', 'f'.repeat(32)), await first.locks.release('b', grant.token), await first.locks.extend('a', 'no token')]).toEqual([false, false, undefined]);
    expectRefused(await second.locks.acquire('a', exclusive('ben')));
    expect([await second.locks.release('a', grant.token), await second.locks.release('a', grant.token)]).toEqual([true, false]);
    expect(await first.locks.find('a', grant.token)).toBeUndefined();
    expect(await first.locks.extend('a', grant.token)).toBeUndefined();
    expect(await first.locks.status('a')).toEqual({ holders: [], waiting: 0, lastFence: grant.fence });
    expect(expectGranted(await second.locks.acquire('a', exclusive('ben'))).fence).toBeGreaterThan(grant.fence);
  }));

  it('runs out by itself and is lost for good then', () => using(place, async (first, second) => {
    const paused = expectGranted(await first.locks.acquire('a', exclusive('ann', { ttlMs: SHORT_MS })));
    await until(async () => (await second.locks.find('a', paused.token)) === undefined);
    expect([await first.locks.extend('a', paused.token), await first.locks.release('a', paused.token)]).toEqual([undefined, false]);
    expect(await first.locks.status('a')).toEqual({ holders: [], waiting: 0, lastFence: paused.fence });
    expect(await first.locks.count()).toBe(0);
    const next = expectGranted(await second.locks.acquire('a', exclusive('ben')));
    expect(next.fence).toBeGreaterThan(paused.fence);
    expect(await first.locks.release('a', paused.token)).toBe(false);
    expect(await first.locks.find('a', next.token)).toMatchObject({ owner: 'ben' });
  }));

  it('holds on by extension, under the same token and fence', () => using(place, async (first, second) => {
    const grant = expectGranted(await first.locks.acquire('a', exclusive('ann', { ttlMs: 1500 })));
    const startedAtMs = performance.now();
    while (performance.now() < startedAtMs + 1800) {
      expect(await second.locks.extend('a', grant.token)).toEqual({ ...grant, expiresInMs: expect.any(Number) });
      expectRefused(await second.locks.acquire('a', exclusive('ben')));
    }
    const longer = await first.locks.extend('a', grant.token, LONG_MS);
    expect(longer).toMatchObject({ ttlMs: LONG_MS, fence: grant.fence });
    expect(longer?.expiresInMs).toBeGreaterThan(LONG_MS - 10_000);
    await first.locks.extend('a', grant.token, SHORT_MS);
    await until(async () => (await second.locks.acquire('a', exclusive('ben'))).granted);
    expect(await first.locks.extend('a', grant.token)).toBeUndefined();
  }));

  it('one of several readers runs out alone', () => using(place, async (first, second) => {
    const short = expectGranted(await first.locks.acquire('a', shared('ann', { ttlMs: SHORT_MS })));
    const long = expectGranted(await second.locks.acquire('a', shared('ben')));
    await until(async () => (await first.locks.find('a', short.token)) === undefined);
    expect((await first.locks.status('a')).holders.map(({ owner }) => owner)).toEqual(['ben']);
    expect(await first.locks.count()).toBe(1);
    expectRefused(await first.locks.acquire('a', exclusive('cid')));
    await second.locks.release('a', long.token);
    expectGranted(await first.locks.acquire('a', exclusive('cid')));
  }));

  it('raises the fence with every grant, above what the caller has seen', () => using(place, async (first, second) => {
    const fences: number[] = [];
    for (const [space, fenceAbove] of [[first, 0], [second, 0], [first, 7000], [second, 5], [first, 0], [second, Number.MAX_SAFE_INTEGER - 9]] as const) {
      const grant = expectGranted(await space.locks.acquire('a', exclusive('ann', { fenceAbove })));
      expect(grant.fence).toBeGreaterThan(Math.max(fenceAbove, ...fences));
      fences.push(grant.fence);
      await space.locks.release('a', grant.token);
    }
    expect((await first.locks.status('a')).lastFence).toBe(fences.at(-1));
    expect(Number.isSafeInteger(fences.at(-1))).toBe(true);
  }));

  it('knows nothing of a lock that never was', () => using(place, async (space) => {
    expect(await space.locks.status('a')).toEqual({ holders: [], waiting: 0, lastFence: 0 });
    expect([await space.locks.count(), await space.locks.release('a', 'x'), await space.locks.extend('a', 'x'), await space.locks.find('a', 'x')]).toEqual([0, false, undefined, undefined]);
    await space.locks.leaveQueue('a', 'x');
  }));

  it('counts names, not holders, and keeps them and namespaces apart', () => usingStores(place, async (store) => {
    const names = ['a', 'A', 'a ', 'memory:ä.md', "x'; DROP TABLE locks; --", '*', 'a\u0308', '😀', '__proto__', 'n'.repeat(1024)];
    const spaces = [store.space('one'), store.space('one:a'), store.space('two')];
    for (const space of spaces) for (const name of names) expect(expectGranted(await space.locks.acquire(name, shared('ann'))).name).toBe(name);
    for (const space of spaces) expectGranted(await space.locks.acquire('a', shared('ben')));
    for (const space of spaces) expect(await space.locks.count()).toBe(names.length);
    expect((await spaces[0]?.locks.status('A'))?.holders).toHaveLength(1);
  }));
}
