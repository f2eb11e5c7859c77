import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CoordinationSpace, CoordinationStore, LockRequest } from '@ltmc/contracts';
import { openSqliteCoordination } from '../src/index.js';
import { foreign, tamper } from './foreign-program.js';
import { until } from './processes.js';
import { freshPath } from './temporary-folder.js';

const ANN: LockRequest = { owner: 'ann', mode: 'exclusive', ttlMs: 60_000 };
const LONG = { ttlMs: 60_000 };
const DAY_MS = 86_400_000;

/** Something of each kind that has a time, and something that has none. */
async function fill(space: CoordinationSpace): Promise<void> {
  await space.members('agent').join('ann', {}, LONG);
  await space.state('session').put('ends', { a: 1 }, LONG);
  await space.state('session').put('stays', { a: 1 });
  await space.counters.add('ends', 5, LONG);
  await space.counters.add('stays', 5);
  await space.popularity('chunk').use(['a']);
  await space.stream('s').append({ n: 1 });
  await space.stream('s').readAs('ann', { limit: 1 });
  await space.locks.acquire('a', ANN);
  await space.locks.acquire('a', { ...ANN, owner: 'ben', queueForMs: 60_000 });
}

async function view(space: CoordinationSpace): Promise<unknown> {
  const { holders, waiting } = await space.locks.status('a');
  return {
    members: [await space.members('agent').count(), (await space.members('agent').list()).length],
    state: [await space.state('session').count(), (await space.state('session').list({ limit: 9 })).entries.map(({ id }) => id)],
    counters: await space.counters.get(['ends', 'stays']),
    popularity: (await space.popularity('chunk').top({ windowMs: DAY_MS, limit: 9 })).length,
    events: (await space.stream('s').readAs('ann', { limit: 9 })).events.map(({ redelivered }) => redelivered),
    locks: [await space.locks.count(), holders.length, waiting],
  };
}

const ALL = { members: [1, 1], state: [2, ['ends', 'stays']], counters: [5, 5], popularity: 1, events: [true], locks: [1, 1, 1] };
const WITHOUT_TIMES = { members: [0, 0], state: [1, ['stays']], counters: [0, 5], popularity: 0, events: [true], locks: [0, 0, 0] };

describe('a start of the machine', () => {
  it.each([
    ['another boot', "UPDATE machine SET boot_id = 'of another boot'"],
    ['a clock that began anew', 'UPDATE machine SET clock_us = clock_us + 365 * 86400 * 1000000'],
  ])('ends what had a time and keeps the rest: %s', async (_, script) => {
    const path = await freshPath();
    let fence = 0;
    {
      await using store = await openSqliteCoordination({ path });
      await fill(store.space('a'));
      expect(await view(store.space('a'))).toEqual(ALL);
      fence = (await store.space('a').locks.status('a')).lastFence;
    }
    {
      await using store = await openSqliteCoordination({ path });
      expect(await view(store.space('a'))).toEqual(ALL);
    }
    await tamper(path, script);
    await using store = await openSqliteCoordination({ path });
    const space = store.space('a');
    expect(await view(space)).toEqual(WITHOUT_TIMES);
    expect(await space.state('session').put('ends', {})).toEqual({ written: true, version: 2 });
    expect(await space.locks.acquire('a', ANN)).toMatchObject({ granted: true });
    // Far above, so that grants which a power cut has undone are not given out again: neither of known names nor of those that were lost with them.
    expect((await space.locks.status('a')).lastFence).toBeGreaterThan(fence + 100_000);
    expect(await space.locks.acquire('unknown', ANN)).toMatchObject({ granted: true, grant: { fence: expect.any(Number) } });
    expect((await space.locks.status('unknown')).lastFence).toBeGreaterThan(100_000);
  });
});

describe('a lost file', () => {
  it('begins with fences above what the caller has seen', async () => {
    const fences: number[] = [];
    for (const fenceAbove of [0, 0, 7]) {
      await using store = await openSqliteCoordination({ path: await freshPath() });
      const outcome = await store.space('a').locks.acquire('a', { ...ANN, fenceAbove: Math.max(fenceAbove, ...fences) });
      fences.push(outcome.granted ? outcome.grant.fence : 0);
    }
    expect(fences).toEqual([1, 2, 8]);
  });
});

describe('the wall clock', () => {
  afterEach(() => { vi.useRealTimers(); });

  it('ends nothing and lengthens nothing, wherever it jumps', async () => {
    await using store = await openSqliteCoordination({ path: await freshPath() });
    await fill(store.space('a'));
    await store.space('a').members('agent').join('brief', {}, { ttlMs: 300 });
    for (const jumpMs of [DAY_MS, -DAY_MS]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + jumpMs });
      expect(await view(store.space('a'))).toMatchObject({ state: ALL.state, locks: ALL.locks, counters: ALL.counters, popularity: 1 });
      vi.useRealTimers();
    }
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - DAY_MS });
    await until(async () => (await store.space('a').members('agent').get('brief')) === undefined);
  });
});

describe('popularity', () => {
  it('counts what lies in the window, and an owner again in the next five minutes', async () => {
    const path = await freshPath();
    await using store = await openSqliteCoordination({ path });
    const chunks = store.space('a').popularity('chunk');
    const back = (buckets: number): Promise<void> => tamper(path, `UPDATE popularity SET bucket = bucket - ${buckets}; UPDATE popularity_owners SET bucket = bucket - ${buckets}`);
    const top = async (windowMs: number): Promise<number> => (await chunks.top({ windowMs, limit: 1 }))[0]?.uses ?? 0;
    await chunks.use(['a'], { owner: 'ann' });
    await back(1);
    await chunks.use(['a'], { owner: 'ann' });
    expect([await top(300_000), await top(3_600_000)]).toEqual([2, 2]);
    await back(11);
    expect([await top(300_000), await top(3_600_000), await top(DAY_MS)]).toEqual([0, 2, 2]);
    await back(1);
    expect([await top(3_600_000), await top(DAY_MS)]).toEqual([1, 2]);
    await back(276);
    expect(await top(DAY_MS)).toBe(1);
  });
});

describe('what has ended', () => {
  /** Writes until nothing that has ended is left in the file. */
  async function writeUntilSwept(store: CoordinationStore, path: string): Promise<void> {
    await until(async () => {
      await store.space('other').counters.add('writes');
      await sleep(1);
      return foreign(path, (exec) => exec(LEFT)).then(() => true, () => false);
    });
  }
  /** Fails while there is a row that should have been swept. */
  const LEFT = `
    CREATE TEMP TABLE left_over (number INTEGER CHECK (number = 0));
    INSERT INTO left_over SELECT count(*) FROM members WHERE id LIKE 'brief%';
    INSERT INTO left_over SELECT count(*) FROM state WHERE id LIKE 'brief%';
    INSERT INTO left_over SELECT count(*) FROM counters WHERE name LIKE 'brief%';
    INSERT INTO left_over SELECT count(*) FROM locks WHERE until_us > 0 AND name LIKE 'brief%';`;

  it('is swept with later writes, and counts stay right', async () => {
    const path = await freshPath();
    await using store = await openSqliteCoordination({ path });
    const space = store.space('a');
    await fill(space);
    const brief = { ttlMs: 1 };
    await Promise.all(Array.from({ length: 100 }, (_, index) => Promise.all([
      space.members('agent').join(`brief ${index}`, {}, brief), space.state('session').put(`brief ${index}`, {}, brief),
      space.counters.add(`brief ${index}`, 1, brief), space.locks.acquire(`brief ${index}`, { ...ANN, ...brief }),
    ])));
    await sleep(5);
    expect(await view(space)).toEqual(ALL);
    await writeUntilSwept(store, path);
    expect(await view(space)).toEqual(ALL);
    expect(await space.state('session').put('brief 7', {}, { expectedVersion: 0 })).toEqual({ written: true, version: 2 });
    expect((await space.locks.status('brief 7')).lastFence).toBe(1);
    expect(await view(space)).toMatchObject({ state: [3, ['brief 7', 'ends', 'stays']] });
  });

  it('of a stream is swept when nobody has appended for a week, and its numbers go on', async () => {
    const path = await freshPath();
    await using store = await openSqliteCoordination({ path });
    const [idle, used] = [store.space('a').stream('idle'), store.space('a').stream('used')];
    for (let n = 1; n <= 70; n += 1) {
      await idle.append({ n });
      await used.append({ n });
    }
    await idle.acknowledge('ann', 30);
    await tamper(path, `UPDATE streams SET appended_at_ms = appended_at_ms - 8 * ${DAY_MS} WHERE name = 'idle'`);
    await until(async () => {
      await store.space('a').counters.add('writes');
      return (await idle.read({ limit: 1 })).events.length === 0;
    });
    expect(await idle.readAs('ann', { limit: 1 })).toEqual({ events: [], last: 70, missed: 40 });
    expect(await idle.append({ n: 71 })).toBe(71);
    expect(await idle.readAs('ann', { limit: 9 })).toMatchObject({ events: [{ sequence: 71, redelivered: false }], missed: 40 });
    expect((await used.read({ limit: 1000 })).events).toHaveLength(70);
  });

  it('leaves the fence of a lock for 30 days, and no lower one after them', async () => {
    const path = await freshPath();
    await using store = await openSqliteCoordination({ path });
    const { locks } = store.space('a');
    const old = await locks.acquire('old', { ...ANN, fenceAbove: 40 });
    if (old.granted) await locks.release('old', old.grant.token);
    for (const [days, kept] of [[29, 41], [2, 0]] as const) {
      await tamper(path, `UPDATE locks SET granted_at_ms = granted_at_ms - ${days} * ${DAY_MS}`);
      const startedAtMs = performance.now();
      await until(async () => {
        await store.space('a').counters.add('writes');
        return (await locks.status('old')).lastFence === 0 || (kept > 0 && performance.now() > startedAtMs + 2500);
      });
      expect((await locks.status('old')).lastFence).toBe(kept);
    }
    expect(await locks.acquire('old', ANN)).toMatchObject({ grant: { fence: 42 } });
  });
});
