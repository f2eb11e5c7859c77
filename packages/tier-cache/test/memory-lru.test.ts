import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMemoryCacheStore } from '../src/memory-driver.js';
import { modelOutcomes, outcomes, steps, TTL_MS } from './cache-model.js';

/** A clock that is moved by hand. */
function handClock(): { readonly nowMs: () => number; pass(ms: number): void } {
  let now = 1000;
  return { nowMs: () => now, pass: (ms) => { now += ms; } };
}

it('makes room by removing what was used longest ago, and counts it', async () => {
  await using store = createMemoryCacheStore({ maxBytes: 20_000 });
  const raw = store.bytes('raw');
  const value = new Uint8Array(5000);
  for (const key of ['a', 'b', 'c']) await raw.set(key, value);
  await raw.get('a'); // used last now
  await raw.set('d', value);
  expect(await raw.getMany(['a', 'b', 'c', 'd'])).toEqual([value, undefined, value, value]);
  expect(await store.statistics()).toMatchObject({ evictions: 1 });
});

it('never takes more memory than it may', async () => {
  await using store = createMemoryCacheStore({ maxBytes: 50_000 });
  for (let n = 0; n < 200; n += 1) {
    await store.bytes('raw').set(`k${n}`, new Uint8Array(n * 37));
    expect((await store.statistics()).bytes).toBeLessThanOrEqual(50_000);
  }
  expect((await store.statistics()).evictions).toBeGreaterThan(50);
});

it('counts nothing once everything is gone', async () => {
  const clock = handClock();
  await using store = createMemoryCacheStore({ nowMs: clock.nowMs });
  await store.json('one').set('a', 'x'.repeat(1000));
  await store.json('two').set('a', 1, { ttlMs: 10 });
  await store.json('two').increment('n', 5, { ttlMs: 10 });
  await store.json('three').set('a', 1);
  await store.json('one').bump();
  await store.json('three').delete('a');
  expect((await store.statistics()).bytes).toBeGreaterThan(0);
  clock.pass(10);
  expect(await store.statistics()).toMatchObject({ bytes: 0, evictions: 0 });
});

it('an entry ends exactly when its time is over', async () => {
  const clock = handClock();
  await using store = createMemoryCacheStore({ nowMs: clock.nowMs });
  await store.json('notes').set('a', 1, { ttlMs: 100 });
  clock.pass(99);
  expect(await store.json('notes').get('a')).toBe(1);
  clock.pass(1);
  expect(await store.json('notes').get('a')).toBeUndefined();
});

it('makes room at once when it is made smaller, and keeps more when it is made larger', async () => {
  await using store = createMemoryCacheStore({ maxBytes: 100_000, maxValueBytes: 4096 });
  const notes = store.json('notes');
  const fill = async (): Promise<number> => {
    for (let at = 0; at < 100; at += 1) await notes.set(`n${at}`, 'x'.repeat(1000));
    let kept = 0;
    for await (const _key of notes.keys()) kept += 1;
    return kept;
  };
  const kept = await fill();
  store.resize(20_000);
  expect(store.maxBytes).toBe(20_000);
  expect((await store.statistics()).bytes).toBeLessThanOrEqual(20_000);
  expect(await notes.get('n99')).toBeDefined(); // used last
  expect(await notes.get('n80')).toBeUndefined();
  store.resize(400_000);
  expect(await fill()).toBe(100);
  expect(kept).toBeLessThan(100);
  expect(() => store.resize(4000)).toThrowError(expect.objectContaining({ code: 'LTMC_INVALID_INPUT' }));
});

it.each([{ maxBytes: 0 }, { maxBytes: 1.5 }, { maxValueBytes: 0 }, { maxBytes: 2048, maxValueBytes: 4096 }])('refuses %o', (options) => {
  expect(() => createMemoryCacheStore(options)).toThrowError(expect.objectContaining({ code: 'LTMC_INVALID_INPUT' }));
});

it('behaves as a map with ends, whatever is done in whatever order', async () => {
  await fc.assert(fc.asyncProperty(steps({ withTime: true }), async (done) => {
    const clock = handClock();
    await using store = createMemoryCacheStore({ nowMs: clock.nowMs });
    const pass = async (ms: number): Promise<void> => { clock.pass(ms); };
    expect(await outcomes(store.json('n', { ttlMs: TTL_MS }), done, pass)).toEqual(modelOutcomes(done));
  }), { numRuns: 300 });
});
