import { expect, it } from 'vitest';
import { LONG_MS, ODD_IDS, oneTo, SHORT_MS, until, using, usingStores, WRONG_IDS, type Place } from './fixture.js';

const LONG = { ttlMs: LONG_MS };
const SHORT = { ttlMs: SHORT_MS };

export function membersContract(place: Place): void {
  it('shows who joined, to everybody, with what it said of itself', () => using(place, async (first, second) => {
    expect(await first.members('agent').join('ann', { skills: ['read'], empty: [] }, LONG)).toBe(true);
    const ann = await second.members('agent').get('ann');
    expect(ann).toEqual({ id: 'ann', fields: { skills: ['read'], empty: [] }, expiresInMs: expect.any(Number) });
    expect(ann?.expiresInMs).toBeLessThanOrEqual(LONG_MS);
    expect(ann?.expiresInMs).toBeGreaterThan(LONG_MS - 10_000);
    expect((await second.members('agent').list()).map(({ id }) => id)).toEqual(['ann']);
    expect([await second.members('agent').count(), await second.members('agent').get('ben')]).toEqual([1, undefined]);
  }));

  it('lets a living one be replaced only on request', () => using(place, async (first, second) => {
    await first.members('agent').join('ann', { turn: 1 }, LONG);
    expect(await second.members('agent').join('ann', { turn: 2 }, LONG)).toBe(false);
    expect((await first.members('agent').get('ann'))?.fields).toEqual({ turn: 1 });
    expect(await second.members('agent').join('ann', { turn: 3 }, { ...LONG, replace: true })).toBe(true);
    expect((await first.members('agent').get('ann'))?.fields).toEqual({ turn: 3 });
    expect(await first.members('agent').count()).toBe(1);
  }));

  it('lets exactly one of many join under an id', () => using(place, async (first, second) => {
    const joined = await Promise.all(oneTo(30).map((turn) => (turn % 2 === 0 ? first : second).members('agent').join('ann', { turn }, LONG)));
    expect(joined.filter(Boolean)).toHaveLength(1);
    expect((await first.members('agent').get('ann'))?.fields).toEqual({ turn: joined.indexOf(true) + 1 });
  }));

  it('forgets who is silent, in every answer at once', () => using(place, async (first, second) => {
    const agents = second.members('agent');
    await first.members('agent').join('silent', {}, SHORT);
    await first.members('agent').join('stays', {}, LONG);
    await until(async () => (await agents.get('silent')) === undefined);
    expect([(await agents.list()).map(({ id }) => id), await agents.count()]).toEqual([['stays'], 1]);
    expect([await agents.beat('silent', LONG), await agents.beatMany(['silent', 'stays'], LONG_MS), await agents.leave('silent')]).toEqual([undefined, [false, true], false]);
    expect(await agents.get('silent')).toBeUndefined();
    expect(await agents.join('silent', { back: true }, LONG)).toBe(true);
    expect(await first.members('agent').count()).toBe(2);
  }));

  it('keeps who gives signs of life, alone or with others', () => using(place, async (first, second) => {
    const agents = first.members('agent');
    for (const id of ['ann', 'ben', 'cid']) await agents.join(id, {}, { ttlMs: 1500 });
    const startedAtMs = performance.now();
    while (performance.now() < startedAtMs + 1800) {
      expect(await agents.beat('ann', { ttlMs: 1500 })).toMatchObject({ id: 'ann' });
      expect(await second.members('agent').beatMany(['none', 'ben'], 1500)).toEqual([false, true]);
    }
    expect((await agents.list()).map(({ id }) => id)).toEqual(['ann', 'ben']);
  }));

  it('gives the time of the last sign', () => using(place, async (space) => {
    const agents = space.members('agent');
    await agents.join('ann', {}, LONG);
    expect((await agents.beat('ann', { ttlMs: 1000 }))?.expiresInMs).toBeLessThanOrEqual(1000);
    expect((await agents.get('ann'))?.expiresInMs).toBeLessThanOrEqual(1000);
    expect(await agents.beatMany(['ann'], LONG_MS)).toEqual([true]);
    expect((await agents.get('ann'))?.expiresInMs).toBeGreaterThan(1000);
  }));

  it('lays changes over the fields: a null removes one', () => using(place, async (first, second) => {
    await first.members('agent').join('ann', { task: 'read', list: [], deep: { a: 1 }, big: 9007199254740991 }, LONG);
    const beaten = await second.members('agent').beat('ann', { ...LONG, changes: { task: null, deep: { b: [] }, none: null, added: 'x' } });
    expect(beaten?.fields).toEqual({ list: [], deep: { b: [] }, big: 9007199254740991, added: 'x' });
    expect((await first.members('agent').get('ann'))?.fields).toEqual(beaten?.fields);
    expect((await first.members('agent').beat('ann', LONG))?.fields).toEqual(beaten?.fields);
  }));

  it('refuses changes that make it too large, and stays as it was', () => using(place, async (space) => {
    const half = 'x'.repeat(140_000);
    await space.members('agent').join('ann', { a: half }, LONG);
    await expect(space.members('agent').beat('ann', { ...LONG, changes: { b: half } })).rejects.toMatchObject({ code: 'LTMC_CONTENT_TOO_LARGE' });
    expect((await space.members('agent').get('ann'))?.fields).toEqual({ a: half });
    expect((await space.members('agent').beat('ann', { ...LONG, changes: { a: null, b: half } }))?.fields).toEqual({ b: half });
  }));

  it('loses no change of many who beat at once', () => using(place, async (first, second) => {
    await first.members('agent').join('ann', {}, LONG);
    await Promise.all(oneTo(20).map((index) => (index % 2 === 0 ? first : second).members('agent').beat('ann', { ...LONG, changes: { [`f${index}`]: index } })));
    expect(Object.keys((await first.members('agent').get('ann'))?.fields ?? {})).toHaveLength(20);
  }));

  it('lets members leave', () => using(place, async (first, second) => {
    await first.members('agent').join('ann', {}, LONG);
    expect([await second.members('agent').leave('ann'), await second.members('agent').leave('ann')]).toEqual([true, false]);
    expect([await first.members('agent').get('ann'), await first.members('agent').count(), await first.members('agent').list()]).toEqual([undefined, 0, []]);
    expect(await first.members('agent').join('ann', { again: true }, LONG)).toBe(true);
  }));

  it('lists members by the UTF-8 bytes of their ids, which may be odd', () => using(place, async (first, second) => {
    for (const id of ODD_IDS) await first.members('agent').join(id, { id }, LONG);
    const listed = await second.members('agent').list();
    expect(listed.map(({ id }) => id)).toEqual(ODD_IDS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    for (const { id, fields } of listed) expect(fields.id).toBe(id);
    expect(await second.members('agent').beatMany(ODD_IDS, LONG_MS)).toEqual(ODD_IDS.map(() => true));
    expect(await second.members('agent').beatMany(['a', 'none', 'a'], LONG_MS)).toEqual([true, false, true]);
  }));

  it('keeps namespaces and groups apart', () => usingStores(place, async (store) => {
    const places = [['a', 'x'], ['a:x', 'x'], ['a', 'x_x'], ['b', 'x']] as const;
    for (const [namespace, group] of places) expect(await store.space(namespace).members(group).join('id', { namespace, group }, LONG)).toBe(true);
    for (const [namespace, group] of places) expect((await store.space(namespace).members(group).list()).map(({ fields }) => fields)).toEqual([{ namespace, group }]);
  }));

  it.each(WRONG_IDS)('refuses %s', (_, id) => using(place, async (space) => {
    const agents = space.members('agent');
    const wrong = { code: 'LTMC_INVALID_INPUT', retryable: false };
    await expect(agents.join(id, {}, LONG)).rejects.toMatchObject(wrong);
    await expect(agents.beat(id, LONG)).rejects.toMatchObject(wrong);
    await expect(agents.beatMany(['a', id], LONG_MS)).rejects.toMatchObject(wrong);
    await expect(agents.get(id)).rejects.toMatchObject(wrong);
    await expect(agents.leave(id)).rejects.toMatchObject(wrong);
  }));

  it.each([0, -1, 0.5, 86_400_001, Number.NaN, Infinity])('refuses a time of %s', (ttlMs) => using(place, async (space) => {
    const wrong = { code: 'LTMC_INVALID_INPUT' };
    await space.members('agent').join('ann', {}, LONG);
    await expect(space.members('agent').join('ben', {}, { ttlMs })).rejects.toMatchObject(wrong);
    await expect(space.members('agent').beat('ann', { ttlMs })).rejects.toMatchObject(wrong);
    await expect(space.members('agent').beatMany(['ann'], ttlMs)).rejects.toMatchObject(wrong);
    expect(await space.members('agent').count()).toBe(1);
  }));
}
