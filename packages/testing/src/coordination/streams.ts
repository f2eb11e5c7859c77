import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LONG_MS, ODD_IDS, oneTo, sequences, SHORT_MS, using, usingStores, WRONG_IDS, type Place } from './fixture.js';

const ALL = { limit: 1000 };
const KEPT = 10_000;

export function streamsContract(place: Place): void {
  it('is empty at first', () => using(place, async (space) => {
    const stream = space.stream('s');
    expect([await stream.last(), await stream.read(ALL), await stream.readAs('ann', ALL), await stream.position('ann')]).toEqual([0, { events: [], last: 0, missed: 0 }, { events: [], last: 0, missed: 0 }, 0]);
    expect(await stream.acknowledge('ann', 0)).toBe(0);
    await stream.remove();
  }));

  it('numbers events from 1 and gives them to everybody, as often as they like', () => using(place, async (first, second) => {
    const before = Date.now();
    expect([await first.stream('s').append({ n: 1, list: [] }), await second.stream('s').append({ n: 2 })]).toEqual([1, 2]);
    for (const space of [first, second, first]) {
      expect(await space.stream('s').read(ALL)).toEqual({ last: 2, missed: 0, events: [
        { sequence: 1, body: { n: 1, list: [] }, atMs: expect.any(Number), redelivered: false },
        { sequence: 2, body: { n: 2 }, atMs: expect.any(Number), redelivered: false },
      ] });
    }
    expect(Math.abs(((await first.stream('s').read(ALL)).events[0]?.atMs ?? 0) - before)).toBeLessThan(60_000);
  }));

  it('reads behind a position, a page at a time', () => using(place, async (first, second) => {
    for (const n of oneTo(7)) await first.stream('s').append({ n });
    const stream = second.stream('s');
    expect(sequences((await stream.read({ after: 2, limit: 3 })).events)).toEqual([3, 4, 5]);
    expect(sequences((await stream.read({ after: 5, limit: 3 })).events)).toEqual([6, 7]);
    expect(await stream.read({ after: 7, limit: 3 })).toEqual({ events: [], last: 7, missed: 0 });
    expect(await stream.read({ after: 99, limit: 3 })).toEqual({ events: [], last: 7, missed: 0 });
  }));

  it('has no gap and no double when many append at once', () => using(place, async (first, second) => {
    const given = await Promise.all(oneTo(60).map((n) => (n % 2 === 0 ? first : second).stream('s').append({ n })));
    expect(given.toSorted((a, b) => a - b)).toEqual(oneTo(60));
    const { events } = await first.stream('s').read(ALL);
    expect(sequences(events)).toEqual(oneTo(60));
    expect(events.map(({ body }) => given[Number(body.n) - 1])).toEqual(oneTo(60));
  }));

  it('shows what one user appends in the order of appending', () => using(place, async (first, second) => {
    await Promise.all(oneTo(20).map((n) => first.stream('s').append({ n })));
    expect((await second.stream('s').read(ALL)).events.map(({ body }) => body.n)).toEqual(oneTo(20));
  }));

  it('waits for the first event, whoever appends it', () => using(place, async (first, second) => {
    for (const appending of [first, second]) {
      const after = await first.stream('s').last();
      const read = first.stream('s').read({ after, limit: 5, waitMs: LONG_MS });
      const readAs = second.stream('s').readAs(`r${after}`, { limit: 5, waitMs: LONG_MS });
      await second.stream('other').append({});
      await sleep(SHORT_MS);
      const sequence = await appending.stream('s').append({ for: 'all' });
      expect(sequences((await read).events)).toEqual([sequence]);
      expect((await readAs).events.at(-1)?.sequence).toBe(after === 0 ? 1 : (await readAs).last);
    }
  }));

  it('waits for an event that comes with a write of state', () => using(place, async (first, second) => {
    const read = first.stream('s').read({ limit: 1, waitMs: LONG_MS });
    await second.state('session').put('x', {}, { events: [{ stream: 's', body: { from: 'state' } }] });
    expect((await read).events.map(({ body }) => body)).toEqual([{ from: 'state' }]);
  }));

  it('ends waits after their time, with their signal and with the store', () => usingStores(place, async (store) => {
    const stream = store.space('tenant').stream('s');
    const nothing = { events: [], last: 0, missed: 0 };
    expect(await stream.read({ limit: 1, waitMs: 20 })).toEqual(nothing);
    expect(await stream.readAs('ann', { limit: 1, waitMs: 20 })).toEqual(nothing);
    expect(await stream.read({ limit: 1, waitMs: LONG_MS, signal: AbortSignal.abort() })).toEqual(nothing);
    const stop = new AbortController();
    const aborted = stream.readAs('ann', { limit: 1, waitMs: LONG_MS, signal: stop.signal });
    await sleep(10);
    stop.abort();
    expect(await aborted).toEqual(nothing);
    const [closed] = await Promise.allSettled([stream.read({ limit: 1, waitMs: LONG_MS }), store.close()]);
    expect(closed).toMatchObject({ status: 'rejected', reason: { code: 'LTMC_STORE_CLOSED' } });
  }));

  it('gives a reader what it has not acknowledged, marked when it is given again', () => using(place, async (first, second) => {
    for (const n of oneTo(5)) await first.stream('s').append({ n });
    const flags = async (space: typeof first, limit: number): Promise<[number, boolean][]> => (await space.stream('s').readAs('ann', { limit })).events.map(({ sequence, redelivered }) => [sequence, redelivered]);
    expect(await flags(first, 2)).toEqual([[1, false], [2, false]]);
    expect(await flags(second, 3)).toEqual([[1, true], [2, true], [3, false]]);
    expect(await second.stream('s').acknowledge('ann', 2)).toBe(2);
    expect(await flags(first, 9)).toEqual([[3, true], [4, false], [5, false]]);
    expect(await first.stream('s').acknowledge('ann', 5)).toBe(5);
    expect(await flags(second, 9)).toEqual([]);
    await second.stream('s').append({ n: 6 });
    expect(await flags(second, 9)).toEqual([[6, false]]);
  }));

  it('keeps a position for each reader, and moves it forward only', () => using(place, async (first, second) => {
    for (const n of oneTo(3)) await first.stream('s').append({ n });
    expect([await first.stream('s').acknowledge('ann', 3), await second.stream('s').acknowledge('ann', 1), await first.stream('s').acknowledge('ben', 1)]).toEqual([3, 3, 1]);
    expect([await second.stream('s').position('ann'), await second.stream('s').position('ben'), await second.stream('s').position('cid')]).toEqual([3, 1, 0]);
    await expect(first.stream('s').acknowledge('ben', 4)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(await second.stream('s').position('ben')).toBe(1);
    expect(sequences((await second.stream('s').readAs('ben', ALL)).events)).toEqual([2, 3]);
  }));

  it('marks what two instances of one reader are given at once', () => using(place, async (first, second) => {
    for (const n of oneTo(4)) await first.stream('s').append({ n });
    const pages = await Promise.all([first, second, first, second].map((space) => space.stream('s').readAs('ann', ALL)));
    const fresh = pages.filter(({ events }) => events.every(({ redelivered }) => !redelivered));
    expect(fresh).toHaveLength(1);
    for (const { events } of pages) expect(sequences(events)).toEqual([1, 2, 3, 4]);
  }));

  it('removes a stream with its readers', () => using(place, async (first, second) => {
    await first.stream('s').append({});
    await first.stream('t').append({});
    await first.stream('s').acknowledge('ann', 1);
    await second.stream('s').remove();
    expect([await first.stream('s').last(), await first.stream('s').position('ann'), await first.stream('t').last()]).toEqual([0, 0, 1]);
    expect(await first.stream('s').append({})).toBe(1);
    expect((await second.stream('s').readAs('ann', ALL)).events).toMatchObject([{ sequence: 1, redelivered: false }]);
  }));

  it('keeps the newest 10,000 and tells how many a reader missed', () => using(place, async (first, second) => {
    const batch = (from: number, count: number): Promise<unknown> => first.state('filler').put('f', {}, { events: oneTo(count).map((n) => ({ stream: 's', body: { n: from + n } })) });
    await first.stream('s').append({ n: 1 });
    expect(sequences((await second.stream('s').readAs('ann', ALL)).events)).toEqual([1]);
    for (let count = 0; count < 10; count += 1) await batch(1 + count * 1000, 1000);
    await batch(KEPT + 1, 41);
    const page = await second.stream('s').read({ limit: 2 });
    expect([sequences(page.events), page.last, page.missed]).toEqual([[43, 44], KEPT + 42, 42]);
    expect((await second.stream('s').read({ after: 40, limit: 1 })).missed).toBe(2);
    expect((await second.stream('s').read({ after: 42, limit: 1 })).missed).toBe(0);
    const own = await second.stream('s').readAs('ann', { limit: 1 });
    expect([own.missed, own.events.map(({ sequence, body, redelivered }) => [sequence, body.n, redelivered])]).toEqual([42, [[43, 43, false]]]);
    await second.stream('s').acknowledge('ann', 43);
    expect((await second.stream('s').readAs('ann', { limit: 1 })).missed).toBe(0);
  }));

  it('takes any name and any reader for just that, and keeps namespaces apart', () => usingStores(place, async (store) => {
    const spaces = [store.space('a'), store.space('a:s')];
    for (const [index, space] of spaces.entries()) for (const id of ODD_IDS) expect(await space.stream(id).append({ id, index })).toBe(1);
    for (const [index, space] of spaces.entries()) for (const id of ODD_IDS) expect((await space.stream(id).readAs(id, ALL)).events.map(({ body }) => body)).toEqual([{ id, index }]);
    expect(await spaces[0]?.stream('a').acknowledge('a', 1)).toBe(1);
    expect([await spaces[0]?.stream('a').position('A'), await spaces[0]?.stream('A').position('a'), await spaces[1]?.stream('a').position('a')]).toEqual([0, 0, 0]);
  }));

  it.each(WRONG_IDS)('refuses %s', (_, id) => using(place, async (space) => {
    const wrong = { code: 'LTMC_INVALID_INPUT', retryable: false };
    expect(() => space.stream(id)).toThrow(expect.objectContaining(wrong));
    await expect(space.stream('s').readAs(id, ALL)).rejects.toMatchObject(wrong);
    await expect(space.stream('s').acknowledge(id, 0)).rejects.toMatchObject(wrong);
    await expect(space.stream('s').position(id)).rejects.toMatchObject(wrong);
  }));

  it.each([0, -1, 1001, 1.5, Number.NaN])('refuses a page of %s, and such positions', (limit) => using(place, async (space) => {
    const wrong = { code: 'LTMC_INVALID_INPUT' };
    await expect(space.stream('s').read({ limit })).rejects.toMatchObject(wrong);
    await expect(space.stream('s').readAs('ann', { limit })).rejects.toMatchObject(wrong);
    await expect(space.stream('s').read({ after: -limit - 0.5, limit: 1 })).rejects.toMatchObject(wrong);
    await expect(space.stream('s').acknowledge('ann', -limit - 0.5)).rejects.toMatchObject(wrong);
  }));

  it('refuses bodies that are too large', () => using(place, async (space) => {
    await expect(space.stream('s').append({ text: 'x'.repeat(262_144) })).rejects.toMatchObject({ code: 'LTMC_CONTENT_TOO_LARGE' });
    expect(await space.stream('s').last()).toBe(0);
  }));
}
