import type { CoordinationSpace } from '@ltmc/contracts';
import { expect, it } from 'vitest';
import { LONG_MS, oneTo, SHORT_MS, until, using, usingStores, type Place } from './fixture.js';

export function stateContract(place: Place): void {
  it('knows nothing of what was never written', () => using(place, async (space) => {
    const sessions = space.state('session');
    expect([await sessions.get('s'), await sessions.getMany(['s', 't']), await sessions.count()]).toEqual([undefined, [undefined, undefined], 0]);
    expect(await sessions.list({ limit: 5 })).toEqual({ entries: [] });
    expect(await sessions.delete('s')).toBe(false);
  }));

  it('numbers the writes of an id from 1, and shows them to everybody', () => using(place, async (first, second) => {
    const before = Date.now();
    expect(await first.state('session').put('s', { step: 'one', agents: [] })).toEqual({ written: true, version: 1 });
    const entry = await second.state('session').get('s');
    expect(entry).toEqual({ id: 's', version: 1, fields: { step: 'one', agents: [] }, updatedAtMs: expect.any(Number) });
    expect(Math.abs((entry?.updatedAtMs ?? 0) - before)).toBeLessThan(60_000);
    expect(await second.state('session').put('s', { step: 'two' })).toEqual({ written: true, version: 2 });
    expect(await first.state('session').get('s')).toMatchObject({ version: 2, fields: { step: 'two' } });
  }));

  it('replaces the whole object', () => using(place, async (space) => {
    await space.state('session').put('s', { a: 1, b: 2 });
    await space.state('session').put('s', { b: 3 });
    expect((await space.state('session').get('s'))?.fields).toEqual({ b: 3 });
    await space.state('session').put('s', {});
    expect((await space.state('session').get('s'))?.fields).toEqual({});
  }));

  it('writes on condition, and else tells what is there', () => using(place, async (first, second) => {
    const [one, other] = [first.state('session'), second.state('session')];
    expect(await one.put('s', { by: 'one' }, { expectedVersion: 3 })).toEqual({ written: false, current: undefined });
    expect(await one.put('s', { by: 'one' }, { expectedVersion: 0 })).toEqual({ written: true, version: 1 });
    expect(await other.put('s', { by: 'other' }, { expectedVersion: 0 })).toEqual({ written: false, current: { id: 's', version: 1, fields: { by: 'one' }, updatedAtMs: expect.any(Number) } });
    expect(await other.put('s', { by: 'other' }, { expectedVersion: 1 })).toEqual({ written: true, version: 2 });
    expect(await one.put('s', { by: 'one' }, { expectedVersion: 1 })).toMatchObject({ written: false, current: { version: 2, fields: { by: 'other' } } });
    expect((await one.get('s'))?.fields).toEqual({ by: 'other' });
  }));

  it('loses no update of many who compare and set at once', () => using(place, async (first, second) => {
    const add = async (space: CoordinationSpace): Promise<void> => {
      const current = await space.state('session').get('s');
      const sum = Number(current?.fields.sum ?? 0) + 1;
      const outcome = await space.state('session').put('s', { sum }, { expectedVersion: current?.version ?? 0 });
      if (!outcome.written) await add(space);
    };
    await Promise.all(oneTo(24).map((index) => add(index % 2 === 0 ? first : second)));
    expect(await first.state('session').get('s')).toMatchObject({ version: 24, fields: { sum: 24 } });
  }));

  it('gives every plain write a version of its own', () => using(place, async (first, second) => {
    const outcomes = await Promise.all(oneTo(30).map((index) => (index % 2 === 0 ? first : second).state('session').put('s', { index })));
    expect(outcomes.map((outcome) => (outcome.written ? outcome.version : 0)).toSorted((a, b) => a - b)).toEqual(oneTo(30));
  }));

  it('deletes, on condition too, and goes on counting afterwards', () => using(place, async (first, second) => {
    const sessions = first.state('session');
    await sessions.put('s', { a: 1 });
    await sessions.put('s', { a: 2 });
    expect(await sessions.delete('s', { expectedVersion: 1 })).toBe(false);
    expect(await sessions.get('s')).toMatchObject({ version: 2 });
    expect(await second.state('session').delete('s', { expectedVersion: 2 })).toBe(true);
    expect([await sessions.get('s'), await sessions.count(), await sessions.delete('s')]).toEqual([undefined, 0, false]);
    expect(await sessions.put('s', { a: 3 }, { expectedVersion: 2 })).toEqual({ written: false, current: undefined });
    expect(await sessions.put('s', { a: 3 }, { expectedVersion: 0 })).toEqual({ written: true, version: 3 });
    expect(await sessions.delete('s')).toBe(true);
    expect(await sessions.put('s', { a: 4 })).toEqual({ written: true, version: 4 });
  }));

  it('ends by itself, everywhere at once, and goes on counting afterwards', () => using(place, async (first, second) => {
    const sessions = first.state('session');
    await sessions.put('short', { a: 1 });
    await sessions.put('short', { a: 2 }, { ttlMs: SHORT_MS });
    await sessions.put('stays', { a: 1 }, { ttlMs: LONG_MS });
    await until(async () => (await second.state('session').get('short')) === undefined);
    expect((await sessions.getMany(['short', 'stays'])).map((entry) => entry?.version)).toEqual([undefined, 1]);
    expect((await sessions.list({ limit: 10 })).entries.map(({ id }) => id)).toEqual(['stays']);
    expect(await sessions.count()).toBe(1);
    expect(await sessions.delete('short')).toBe(false);
    expect(await sessions.put('short', { a: 3 }, { expectedVersion: 2 })).toEqual({ written: false, current: undefined });
    expect(await sessions.put('short', { a: 3 }, { expectedVersion: 0 })).toEqual({ written: true, version: 3 });
    expect(await sessions.count()).toBe(2);
  }));

  it('lives from the last write: with its time anew, or without an end', () => using(place, async (space) => {
    const sessions = space.state('session');
    await sessions.put('s', {}, { ttlMs: SHORT_MS });
    await sessions.put('t', {}, { ttlMs: SHORT_MS });
    await sessions.put('gone', {}, { ttlMs: SHORT_MS });
    await sessions.put('s', { kept: true });
    await sessions.put('t', { kept: true }, { ttlMs: LONG_MS });
    await until(async () => (await sessions.get('gone')) === undefined);
    expect((await sessions.getMany(['s', 't'])).map((entry) => entry?.fields)).toEqual([{ kept: true }, { kept: true }]);
  }));

  it('answers for many ids in their order', () => using(place, async (space) => {
    const sessions = space.state('session');
    for (const id of ['a', 'b', 'c']) await sessions.put(id, { name: id });
    const found = await sessions.getMany(['c', 'none', 'a', 'c']);
    expect(found.map((entry) => entry?.fields.name)).toEqual(['c', undefined, 'a', 'c']);
    expect(await sessions.getMany([])).toEqual([]);
  }));

  it('lists all ids once, page by page, by their UTF-8 bytes', () => using(place, async (space) => {
    const ids = ['b', 'a', 'B', 'ab', 'ä', '\uFB00', '😀', 'a!'];
    for (const id of ids) await space.state('session').put(id, { name: id });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await space.state('session').list({ limit: 3, ...(after !== undefined && { after }) });
      expect(page.entries.length).toBeLessThanOrEqual(3);
      for (const entry of page.entries) expect(entry.fields.name).toBe(entry.id);
      seen.push(...page.entries.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(['B', 'a', 'a!', 'ab', 'b', 'ä', '\uFB00', '😀']);
    expect(await space.state('session').count()).toBe(8);
    expect((await space.state('session').list({ limit: 8 })).next).toBeUndefined();
  }));

  it('keeps namespaces and kinds apart', () => usingStores(place, async (store) => {
    const places = [['a', 'x'], ['a', 'x_y'], ['a:x', 'y'], ['a', 'y'], ['A', 'x'], ['*', 'x']] as const;
    for (const [namespace, kind] of places) await store.space(namespace).state(kind).put('id', { namespace, kind });
    for (const [namespace, kind] of places) {
      const table = store.space(namespace).state(kind);
      expect(await table.get('id')).toMatchObject({ version: 1, fields: { namespace, kind } });
      expect([await table.count(), (await table.list({ limit: 9 })).entries.length]).toEqual([1, 1]);
    }
  }));
}
