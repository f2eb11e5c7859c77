import { expect, it } from 'vitest';
import { SHORT_MS, until, using, type OpenCacheStores } from './fixture.js';

export function countersContract(open: OpenCacheStores): void {
  it('counts from nothing, up and down, for all users together', () => using(open, async (first, second) => {
    const [one, other] = [first.json('counts'), second.json('counts')];
    expect(await one.increment('a')).toBe(1);
    expect(await other.increment('a', 41)).toBe(42);
    expect(await one.increment('a', -50)).toBe(-8);
    expect(await other.increment('a', 0)).toBe(-8);
    expect(await one.get('a')).toBe(-8);
  }));

  it('loses no step of many who count at once', () => using(open, async (first, second) => {
    const steps = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? first : second).json('counts').increment('a', 1));
    const sums = await Promise.all(steps);
    expect(sums.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  }));

  it('lets a counter live from its first step', () => using(open, async (first) => {
    const counts = first.json('counts');
    await counts.increment('a', 1, { ttlMs: SHORT_MS });
    await until(async () => (await counts.increment('a', 1, { ttlMs: 60_000 })) === 1);
    expect(await counts.get('a')).toBe(1);
  }));

  it('goes on from a number that was set', () => using(open, async (first) => {
    await first.json('counts').set('a', 41);
    expect(await first.json('counts').increment('a')).toBe(42);
  }));

  it.each([['a text', 'seven', 1], ['a fraction', 1.5, 1], ['a sum that is not exact', Number.MAX_SAFE_INTEGER, 1], ['a sum that is not exact below', -Number.MAX_SAFE_INTEGER, -2]])('refuses %s and leaves it', (_, value, by) => using(open, async (first) => {
    await first.json('counts').set('a', value);
    await expect(first.json('counts').increment('a', by)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(await first.json('counts').get('a')).toBe(value);
  }));

  it('refuses a step that is no whole number', () => using(open, async (first) => {
    await expect(first.json('counts').increment('a', 0.5)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  }));

  it('replaces what is as expected, and nothing else', () => using(open, async (first, second) => {
    const [one, other] = [first.json('notes'), second.json('notes')];
    expect(await one.compareAndSet('a', { at: 1 }, { at: 2 })).toBe(false);
    expect(await one.compareAndSet('a', undefined, { at: 1 })).toBe(true);
    expect(await other.compareAndSet('a', undefined, { at: 9 })).toBe(false);
    expect(await other.compareAndSet('a', { at: 2 }, { at: 9 })).toBe(false);
    expect(await other.compareAndSet('a', { at: 1 }, { at: 2 })).toBe(true);
    expect(await one.get('a')).toEqual({ at: 2 });
  }));

  it('tells an empty value from no entry', () => using(open, async (first) => {
    const bytes = first.bytes('raw');
    expect(await bytes.compareAndSet('a', new Uint8Array(), Uint8Array.of(1))).toBe(false);
    await bytes.set('a', new Uint8Array());
    expect(await bytes.compareAndSet('a', undefined, Uint8Array.of(1))).toBe(false);
    expect(await bytes.compareAndSet('a', new Uint8Array(), Uint8Array.of(1))).toBe(true);
    expect(await bytes.get('a')).toEqual(Uint8Array.of(1));
  }));

  it('lets exactly one of many replace the same value', () => using(open, async (first, second) => {
    await first.json('notes').set('a', 0);
    const tries = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? first : second).json('notes').compareAndSet('a', 0, index + 1));
    const won = (await Promise.all(tries)).flatMap((replaced, index) => (replaced ? [index + 1] : []));
    expect(won).toHaveLength(1);
    expect(await second.json('notes').get('a')).toBe(won[0]);
  }));

  it('gives what it replaces a new time', () => using(open, async (first) => {
    const notes = first.json('notes');
    await notes.set('a', 1);
    expect(await notes.compareAndSet('a', 1, 2, { ttlMs: SHORT_MS })).toBe(true);
    await until(async () => (await notes.get('a')) === undefined);
  }));
}
