import type { JsonObject, PutOptions } from '@ltmc/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ODD_IDS, sequences, using, WRONG_IDS, type Place } from './fixture.js';

const MAX_BYTES = 262_144;

/** `levels` objects, one in the other. */
const nested = (levels: number): JsonObject => (levels === 1 ? {} : { in: nested(levels - 1) });

export function stateValuesContract(place: Place): void {
  it('takes any id for just an id', () => using(place, async (first, second) => {
    for (const id of ODD_IDS) expect(await first.state('session').put(id, { id })).toEqual({ written: true, version: 1 });
    const entries = await second.state('session').getMany(ODD_IDS);
    expect(entries.map((entry) => entry?.fields.id)).toEqual(ODD_IDS);
    expect(await second.state('session').count()).toBe(ODD_IDS.length);
  }));

  it('gives back every JSON object as it was', () => using(place, async (first, second) => {
    const objects = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 3 })) as fc.Arbitrary<JsonObject>;
    await fc.assert(fc.asyncProperty(objects, async (fields) => {
      await first.state('session').put('s', fields);
      expect((await second.state('session').get('s'))?.fields).toEqual(JSON.parse(JSON.stringify(fields)));
    }), { numRuns: 60 });
  }));

  it.each<[string, string]>([
    ['empty lists and objects', '{"a":[],"b":{},"c":[[]],"":""}'],
    ['names that objects have by themselves', '{"__proto__":{"x":1},"constructor":1,"version":"v","id":2,"fields":3}'],
    ['numbers at the end of what is exact', '{"a":9007199254740991,"b":-9007199254740991,"c":5e-324,"d":1.7976931348623157e308,"e":0.1}'],
    ['nothing, truth and texts that look like them', '{"a":null,"b":true,"c":"null","d":"1","e":"\\"","f":"\\u0000"}'],
  ])('keeps %s', (_, text) => using(place, async (first, second) => {
    const fields: JsonObject = JSON.parse(text);
    await first.state('session').put('s', fields);
    expect(JSON.stringify(sorted((await second.state('session').get('s'))?.fields))).toBe(JSON.stringify(sorted(fields)));
  }));

  it('takes objects up to 262,144 bytes and 64 levels, and nothing above', () => using(place, async (space) => {
    const sessions = space.state('session');
    const largest = { text: 'x'.repeat(MAX_BYTES - '{"text":""}'.length) };
    await sessions.put('s', largest);
    expect((await sessions.get('s'))?.fields).toEqual(largest);
    await expect(sessions.put('s', { text: `${largest.text}x` })).rejects.toMatchObject({ code: 'LTMC_CONTENT_TOO_LARGE', retryable: false });
    await expect(sessions.put('s', { text: 'ä'.repeat(MAX_BYTES / 2) })).rejects.toMatchObject({ code: 'LTMC_CONTENT_TOO_LARGE' });
    await sessions.put('deep', nested(64));
    expect((await sessions.get('deep'))?.fields).toEqual(nested(64));
    await expect(sessions.put('deep', nested(65))).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect((await sessions.getMany(['s', 'deep'])).map((entry) => entry?.version)).toEqual([1, 1]);
  }));

  it('appends events if and only if it writes', () => using(place, async (first, second) => {
    const sessions = first.state('session');
    const events = [{ stream: 'one', body: { n: 1 } }, { stream: 'two', body: { n: 2 } }, { stream: 'one', body: { n: 3 } }];
    await sessions.put('s', {}, { expectedVersion: 0, events });
    await sessions.put('s', {}, { expectedVersion: 0, events });
    expect(await sessions.delete('s', { expectedVersion: 9, events })).toBe(false);
    expect(await sessions.delete('none', { events })).toBe(false);
    const one = await second.stream('one').read({ limit: 10 });
    expect([one.events.map(({ body }) => body), sequences(one.events), await second.stream('two').last()]).toEqual([[{ n: 1 }, { n: 3 }], [1, 2], 1]);
    expect(await sessions.delete('s', { events: [{ stream: 'two', body: { gone: true } }] })).toBe(true);
    expect((await second.stream('two').read({ after: 1, limit: 10 })).events.map(({ body }) => body)).toEqual([{ gone: true }]);
  }));

  it('does nothing at all when an event is wrong', () => using(place, async (space) => {
    const events = [{ stream: 'one', body: {} }, { stream: '', body: {} }];
    await expect(space.state('session').put('s', {}, { events })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    await expect(space.state('session').put('s', {}, { events: [{ stream: 'one', body: { text: 'x'.repeat(MAX_BYTES) } }] })).rejects.toMatchObject({ code: 'LTMC_CONTENT_TOO_LARGE' });
    expect([await space.state('session').get('s'), await space.stream('one').last()]).toEqual([undefined, 0]);
  }));

  it.each(WRONG_IDS)('refuses %s', (_, id) => using(place, async (space) => {
    const sessions = space.state('session');
    const wrong = { code: 'LTMC_INVALID_INPUT', retryable: false };
    await expect(sessions.get(id)).rejects.toMatchObject(wrong);
    await expect(sessions.getMany(['a', id])).rejects.toMatchObject(wrong);
    await expect(sessions.put(id, {})).rejects.toMatchObject(wrong);
    await expect(sessions.delete(id)).rejects.toMatchObject(wrong);
    await expect(sessions.list({ after: id, limit: 1 })).rejects.toMatchObject(wrong);
    expect(await sessions.count()).toBe(0);
  }));

  it.each<[string, PutOptions]>([
    ['no time', { ttlMs: 0 }], ['a negative time', { ttlMs: -1 }], ['a fraction', { ttlMs: 10.5 }], ['more than 30 days', { ttlMs: 2_592_000_001 }], ['no number', { ttlMs: Number.NaN }],
    ['a negative version', { expectedVersion: -1 }], ['half a version', { expectedVersion: 0.5 }], ['endless versions', { expectedVersion: Infinity }],
  ])('refuses %s', (_, options) => using(place, async (space) => {
    await expect(space.state('session').put('s', {}, options)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(await space.state('session').count()).toBe(0);
  }));

  it.each<[string, () => unknown]>([
    ['a list', () => []], ['nothing', () => null], ['a text', () => 'text'], ['a number that is none', () => ({ a: Number.NaN })], ['an endless number', () => ({ a: [Infinity] })],
    ['a date', () => ({ a: new Date() })], ['a function', () => ({ a: { b: () => 1 } })], ['undefined', () => ({ a: undefined })], ['a big integer', () => ({ a: 1n })],
    ['half a surrogate pair in a name', () => ({ 'a\uDC00': 1 })], ['a cycle', () => { const a: Record<string, unknown> = {}; a.a = a; return a; }],
  ])('refuses %s for an object', (_, make) => using(place, async (space) => {
    const fields = make() as JsonObject;
    await expect(space.state('session').put('s', fields)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    await expect(space.members('agent').join('a', fields, { ttlMs: 1000 })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    await expect(space.stream('s').append(fields)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  }));

  it.each([0, -1, 1001, 1.5, Number.NaN])('refuses pages of %s', (limit) => using(place, async (space) => {
    await expect(space.state('session').list({ limit })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  }));

  it('refuses more than 1,000 ids', () => using(place, async (space) => {
    const ids = Array.from({ length: 1001 }, (_, index) => `s${index}`);
    expect(await space.state('session').getMany(ids.slice(1))).toHaveLength(1000);
    await expect(space.state('session').getMany(ids)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  }));
}

/** With its names in order: a driver may keep another one. */
function sorted(fields: JsonObject | undefined): [string, unknown][] {
  return Object.entries(fields ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
