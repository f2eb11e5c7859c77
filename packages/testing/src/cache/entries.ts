import { expect, it } from 'vitest';
import type { CacheStore, JsonValue } from '@ltmc/contracts';
import { SHORT_MS, sortedKeys, until, using, type OpenCacheStores } from './fixture.js';

const AWKWARD_KEYS = ['a', 'A', 'a ', ' a', 'ä', 'a\u0308', '😀', '*', '[a]', '?', '\\', 'a:b', ':', '{a}', '\n', '\0', '__proto__', 'k'.repeat(512)];

export function entriesContract(open: OpenCacheStores): void {
  it('finds for all users what one has stored', () => using(open, async (first, second) => {
    await first.json('notes').set('a', { text: 'Oslo', places: [1, null, 'å'] });
    expect(await second.json('notes').get('a')).toEqual({ text: 'Oslo', places: [1, null, 'å'] });
    expect(await second.json('notes').get('b')).toBeUndefined();
    await second.json('notes').set('a', 'replaced');
    expect(await first.json('notes').get('a')).toBe('replaced');
  }));

  it.each<[string, JsonValue]>([['null', null], ['false', false], ['zero', 0], ['an empty text', ''], ['an empty list', []], ['an empty object', {}], ['half a surrogate pair', 'a\uD800'], ['a fraction', -1.5e-7]])('keeps %s apart from no entry', (_, value) => using(open, async (first, second) => {
    await first.json('notes').set('a', value);
    expect(await second.json('notes').get('a')).toEqual(value);
  }));

  it('keeps bytes exactly, those of an embedding among them', () => using(open, async (first, second) => {
    const vector = Float32Array.from({ length: 384 }, (_, index) => Math.sin(index));
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    await first.bytes('vectors').set('v', new Uint8Array(vector.buffer));
    await first.bytes('vectors').set('all', all);
    await first.bytes('vectors').set('none', new Uint8Array());
    const read = await second.bytes('vectors').get('v');
    expect(new Float32Array(read?.buffer ?? new ArrayBuffer(0))).toEqual(vector);
    expect(await second.bytes('vectors').getMany(['all', 'none'])).toEqual([all, new Uint8Array()]);
  }));

  it('copies values in and out', () => using(open, async (first) => {
    const vectors = first.bytes('vectors');
    const given = Uint8Array.of(1, 2, 3);
    const storing = vectors.set('v', given);
    given[0] = 9;
    await storing;
    const read = await vectors.get('v');
    read?.fill(7);
    expect(await vectors.get('v')).toEqual(Uint8Array.of(1, 2, 3));
  }));

  it('keeps keys apart, whatever they hold, and names each once', () => using(open, async (first, second) => {
    const notes = first.json('notes');
    await Promise.all(AWKWARD_KEYS.map((key, index) => notes.set(key, index)));
    expect(await second.json('notes').getMany(AWKWARD_KEYS)).toEqual(AWKWARD_KEYS.map((_, index) => index));
    expect(await sortedKeys(second.json('notes').keys())).toEqual(AWKWARD_KEYS.toSorted());
  }));

  it('keeps namespaces apart', () => using(open, async (first, second) => {
    for (const name of ['a', 'ab', 'a-b', 'a_b', 'a1']) await first.json(name).set('k', name);
    for (const name of ['a', 'ab', 'a-b', 'a_b', 'a1']) {
      expect(await second.json(name).get('k')).toBe(name);
      expect(await sortedKeys(second.json(name).keys())).toEqual(['k']);
    }
  }));

  it('deletes, and says whether there was something', () => using(open, async (first, second) => {
    await first.json('notes').set('a', 1);
    expect(await second.json('notes').delete('a')).toBe(true);
    expect(await first.json('notes').delete('a')).toBe(false);
    expect(await first.json('notes').get('a')).toBeUndefined();
    expect(await sortedKeys(first.json('notes').keys())).toEqual([]);
  }));

  it('reads many in their order, some of them missing or named twice', () => using(open, async (first) => {
    const notes = first.json('notes');
    await notes.set('a', 1);
    await notes.set('c', 3);
    expect(await notes.getMany(['c', 'b', 'a', 'c'])).toEqual([3, undefined, 1, 3]);
    expect(await notes.getMany([])).toEqual([]);
  }));

  it('answers many calls at once, each with its own', () => using(open, async (first, second) => {
    const numbers = Array.from({ length: 300 }, (_, index) => index);
    await Promise.all(numbers.map((number) => first.json('notes').set(`k${number}`, number)));
    expect(await Promise.all(numbers.map((number) => second.json('notes').get(`k${number}`)))).toEqual(numbers);
  }));

  it('forgets an entry when its time has passed, and not before', () => using(open, async (first, second) => {
    await first.json('notes', { ttlMs: SHORT_MS }).set('a', 1);
    await first.json('notes', { ttlMs: 60_000 }).set('b', 2, { ttlMs: SHORT_MS });
    await first.json('notes').set('c', 3);
    expect(await second.json('notes').getMany(['a', 'b', 'c'])).toEqual([1, 2, 3]);
    await until(async () => (await second.json('notes').getMany(['a', 'b'])).every((value) => value === undefined));
    expect(await second.json('notes').get('c')).toBe(3);
    expect(await sortedKeys(second.json('notes').keys())).toEqual(['c']);
  }));

  it('counts the time from the last write', () => using(open, async (first) => {
    const notes = first.json('notes');
    await notes.set('a', 1, { ttlMs: SHORT_MS });
    await notes.set('a', 2, { ttlMs: 60_000 });
    await notes.set('b', 1, { ttlMs: SHORT_MS });
    await until(async () => (await notes.get('b')) === undefined);
    expect(await notes.get('a')).toBe(2);
  }));

  it('takes bytes that are no JSON for no entry', () => using(open, async (first) => {
    await first.bytes('mixed').set('a', Uint8Array.of(0xff, 0x7b));
    expect(await first.json('mixed').get('a')).toBeUndefined();
  }));

  it('refuses a value over the limit, and takes one at the limit', () => using(open, async (first) => {
    const small = first.bytes('small', { maxValueBytes: 100 });
    await small.set('a', new Uint8Array(100));
    await expect(small.set('b', new Uint8Array(101))).rejects.toMatchObject({ code: 'LTMC_CACHE_VALUE_TOO_LARGE', details: { sizeBytes: 101, limitBytes: 100 } });
    await expect(first.json('notes').set('a', 'x'.repeat(2 * 1_048_576))).rejects.toMatchObject({ code: 'LTMC_CACHE_VALUE_TOO_LARGE' });
    await first.json('notes').set('a', 'x'.repeat(65_536));
    expect(await first.json('notes').get('a')).toHaveLength(65_536);
    expect(await small.get('b')).toBeUndefined();
  }));

  it.each<[string, (store: CacheStore) => Promise<unknown>]>([
    ['an empty key', (store) => store.json('notes').get('')],
    ['a key that is too long', (store) => store.json('notes').set('k'.repeat(513), 1)],
    ['half a surrogate pair in a key', (store) => store.json('notes').delete('a\uD800')],
    ['too many keys', (store) => store.json('notes').getMany(Array.from({ length: 1001 }, (_, index) => `k${index}`))],
    ['no time', (store) => store.json('notes').set('a', 1, { ttlMs: 0 })],
    ['a fraction of a millisecond', (store) => store.json('notes').set('a', 1, { ttlMs: 1.5 })],
    ['more than 30 days', (store) => store.json('notes').set('a', 1, { ttlMs: 2_592_000_001 })],
    ['an upper-case namespace', async (store) => store.json('Notes')],
    ['a namespace with a colon', async (store) => store.json('a:b')],
    ['a reserved namespace', async (store) => store.bytes('session')],
    ['a limit beyond that of the driver', async (store) => store.bytes('notes', { maxValueBytes: store.capabilities.maxValueBytes + 1 })],
  ])('refuses %s', (_, call) => using(open, async (first) => {
    await expect(call(first)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT', retryable: false });
  }));
}
