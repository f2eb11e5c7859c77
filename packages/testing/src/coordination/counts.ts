import { expect, it } from 'vitest';
import { LONG_MS, ODD_IDS, oneTo, SHORT_MS, until, using, usingStores, WRONG_IDS, type Place } from './fixture.js';

export function countersContract(place: Place): void {
  it('counts from nothing, up and down, for all together', () => using(place, async (first, second) => {
    expect(await first.counters.get(['a'])).toEqual([0]);
    expect([await first.counters.add('a'), await second.counters.add('a', 41), await first.counters.add('a', -50), await second.counters.add('a', 0)]).toEqual([1, 42, -8, -8]);
    await second.counters.add('b', 7);
    expect(await first.counters.get(['b', 'none', 'a', 'b'])).toEqual([7, 0, -8, 7]);
    expect(await first.counters.get([])).toEqual([]);
  }));

  it('loses no step of many who count at once', () => using(place, async (first, second) => {
    const sums = await Promise.all(oneTo(60).map((index) => (index % 2 === 0 ? first : second).counters.add('a')));
    expect(sums.toSorted((a, b) => a - b)).toEqual(oneTo(60));
  }));

  it('lives from its first step', () => using(place, async (first, second) => {
    await first.counters.add('a', 5, { ttlMs: SHORT_MS });
    await until(async () => (await second.counters.get(['a']))[0] === 0);
    expect(await first.counters.add('a', 1, { ttlMs: LONG_MS })).toBe(1);
    expect(await first.counters.add('a', 1, { ttlMs: 1 })).toBe(2);
    await first.counters.add('gone', 1, { ttlMs: 1 });
    await until(async () => (await second.counters.get(['gone']))[0] === 0);
    expect(await second.counters.get(['a'])).toEqual([2]);
  }));

  it('stays within the safe integers', () => using(place, async (space) => {
    expect(await space.counters.add('a', Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
    await expect(space.counters.add('a')).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    await expect(space.counters.add('a', Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(await space.counters.add('b', Number.MIN_SAFE_INTEGER)).toBe(Number.MIN_SAFE_INTEGER);
    await expect(space.counters.add('b', -1)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(await space.counters.get(['a', 'b'])).toEqual([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]);
    expect(await space.counters.add('a', Number.MIN_SAFE_INTEGER)).toBe(0);
  }));

  it('takes any name for just that, and keeps namespaces apart', () => usingStores(place, async (store) => {
    const spaces = [store.space('a'), store.space('a:a')];
    for (const [step, space] of spaces.entries()) for (const [index, id] of ODD_IDS.entries()) await space.counters.add(id, step * 100 + index);
    for (const [step, space] of spaces.entries()) expect(await space.counters.get(ODD_IDS)).toEqual(ODD_IDS.map((_, index) => step * 100 + index));
  }));

  it.each(WRONG_IDS)('refuses %s', (_, id) => using(place, async (space) => {
    await expect(space.counters.add(id)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    await expect(space.counters.get(['a', id])).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  }));

  it.each([0.5, Number.NaN, Infinity, 2 ** 53])('refuses steps of %s', (by) => using(place, async (space) => {
    await expect(space.counters.add('a', by)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  }));

  it.each([0, -1, 1.5, 2_592_000_001, Number.NaN])('refuses a time of %s', (ttlMs) => using(place, async (space) => {
    await expect(space.counters.add('a', 1, { ttlMs })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(await space.counters.get(['a'])).toEqual([0]);
  }));
}

const HOUR = { windowMs: 3_600_000, limit: 10 };

export function popularityContract(place: Place): void {
  it('names the most used first, then by item', () => using(place, async (first, second) => {
    const [one, other] = [first.popularity('chunk'), second.popularity('chunk')];
    expect(await one.top(HOUR)).toEqual([]);
    await one.use(['b', 'a', 'ä', '\uFB00', '😀', 'often']);
    await other.use(['often']);
    await other.use(['often', 'b']);
    expect(await one.top(HOUR)).toEqual([{ item: 'often', uses: 3 }, { item: 'b', uses: 2 }, { item: 'a', uses: 1 }, { item: 'ä', uses: 1 }, { item: '\uFB00', uses: 1 }, { item: '😀', uses: 1 }]);
    expect(await other.top({ ...HOUR, limit: 2 })).toEqual([{ item: 'often', uses: 3 }, { item: 'b', uses: 2 }]);
    expect(await other.top({ windowMs: 86_400_000, limit: 1 })).toEqual([{ item: 'often', uses: 3 }]);
  }));

  it('counts each use without an owner, also within one call', () => using(place, async (space) => {
    await space.popularity('chunk').use(['a', 'a', 'b']);
    await space.popularity('chunk').use(['a']);
    expect(await space.popularity('chunk').top(HOUR)).toEqual([{ item: 'a', uses: 3 }, { item: 'b', uses: 1 }]);
  }));

  it('counts an item once per owner for a while', () => using(place, async (first, second) => {
    // All within one step of 5 minutes, but for a run across a boundary: then every count may be one higher.
    const use = (items: readonly string[], owner?: string): Promise<void> => first.popularity('chunk').use(items, owner === undefined ? {} : { owner });
    await use(['a', 'a', 'b'], 'ann');
    await use(['a'], 'ann');
    await use(['a'], 'ben');
    await use(['a']);
    const uses = new Map((await second.popularity('chunk').top(HOUR)).map((one) => [one.item, one.uses]));
    expect(uses.get('a')).toBeGreaterThanOrEqual(3);
    expect(uses.get('a')).toBeLessThanOrEqual(4);
    expect(uses.get('b')).toBe(1);
  }));

  it('loses no use of many at once', () => using(place, async (first, second) => {
    await Promise.all(oneTo(40).map((index) => (index % 2 === 0 ? first : second).popularity('chunk').use(['a', `own ${index}`])));
    expect(await first.popularity('chunk').top({ ...HOUR, limit: 1 })).toEqual([{ item: 'a', uses: 40 }]);
    expect(await first.popularity('chunk').top({ ...HOUR, limit: 100 })).toHaveLength(41);
  }));

  it('counts a thousand items at once', () => using(place, async (space) => {
    const items = oneTo(1000).map((index) => `item ${index}`);
    await space.popularity('chunk').use(items, { owner: 'ann' });
    expect(await space.popularity('chunk').top({ ...HOUR, limit: 1000 })).toHaveLength(1000);
    await expect(space.popularity('chunk').use([...items, 'one more'])).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  }));

  it('takes any item for just that, and keeps tables and namespaces apart', () => usingStores(place, async (store) => {
    const places = [['a', 'x'], ['a', 'x_x'], ['a:x', 'x']] as const;
    for (const [namespace, table] of places) await store.space(namespace).popularity(table).use(ODD_IDS);
    for (const [namespace, table] of places) {
      const top = await store.space(namespace).popularity(table).top({ ...HOUR, limit: 100 });
      expect(top.map(({ item }) => item).toSorted()).toEqual(ODD_IDS.toSorted());
      expect(top.every(({ uses }) => uses === 1)).toBe(true);
    }
  }));

  it.each(WRONG_IDS)('refuses %s', (_, id) => using(place, async (space) => {
    await expect(space.popularity('chunk').use(['a', id])).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    await expect(space.popularity('chunk').use(['a'], { owner: id })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(await space.popularity('chunk').top(HOUR)).toEqual([]);
  }));

  it('refuses no items, and windows and limits out of range', () => using(place, async (space) => {
    const chunks = space.popularity('chunk');
    const wrong = { code: 'LTMC_INVALID_INPUT' };
    await expect(chunks.use([])).rejects.toMatchObject(wrong);
    for (const windowMs of [0, 299_999, 86_400_001, 300_000.5, Number.NaN]) await expect(chunks.top({ windowMs, limit: 1 })).rejects.toMatchObject(wrong);
    for (const limit of [0, 1001, 1.5, Number.NaN]) await expect(chunks.top({ windowMs: 300_000, limit })).rejects.toMatchObject(wrong);
  }));
}
