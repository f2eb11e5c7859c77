import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { gate, SHORT_MS, until, using, type OpenCacheStores } from './fixture.js';

export function computeContract(open: OpenCacheStores): void {
  it('computes once, then finds', () => using(open, async (first, second) => {
    let computed = 0;
    const compute = async (): Promise<{ value: number }> => ({ value: (computed += 1) });
    expect(await first.json('notes').getOrCompute('a', compute)).toBe(1);
    expect(await second.json('notes').getOrCompute('a', compute)).toBe(1);
    expect(await second.json('notes').get('a')).toBe(1);
    expect(await second.json('notes').getOrCompute('b', compute)).toBe(2);
  }));

  it('computes once for all who come meanwhile', () => using(open, async (first, second) => {
    let computed = 0;
    const compute = async (): Promise<{ value: string }> => {
      computed += 1;
      await sleep(60);
      return { value: 'done' };
    };
    const asked = Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? first : second).json('notes').getOrCompute('a', compute));
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 30 }, () => 'done'));
    expect(computed).toBe(1);
  }));

  it('computes different keys side by side', () => using(open, async (first) => {
    const { passed, open: finish } = gate();
    const slow = first.json('notes').getOrCompute('slow', async () => {
      await passed;
      return { value: 'slow' };
    });
    expect(await first.json('notes').getOrCompute('fast', async () => ({ value: 'fast' }))).toBe('fast');
    finish();
    expect(await slow).toBe('slow');
  }));

  it('gives a failure to those who wait, stores nothing, and lets the next one try', () => using(open, async (first) => {
    const notes = first.json('notes');
    const failing = async (): Promise<never> => {
      await sleep(20);
      throw new Error('no answer');
    };
    const both = await Promise.allSettled([notes.getOrCompute('a', failing), notes.getOrCompute('a', failing)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await notes.getOrCompute('a', async () => ({ value: 'second try' }))).toBe('second try');
  }));

  it('stores for as long as the computation says, and not at all for 0', () => using(open, async (first, second) => {
    const notes = first.json('notes');
    expect(await notes.getOrCompute('never', async () => ({ value: 1, ttlMs: 0 }))).toBe(1);
    expect(await notes.getOrCompute('past', async () => ({ value: 1, ttlMs: -5 }))).toBe(1);
    expect(await second.json('notes').getMany(['never', 'past'])).toEqual([undefined, undefined]);
    expect(await second.json('notes').getOrCompute('never', async () => ({ value: 2 }))).toBe(2);
    await notes.getOrCompute('short', async () => ({ value: 1, ttlMs: SHORT_MS + 0.5 }));
    expect(await second.json('notes').get('short')).toBe(1);
    await until(async () => (await notes.get('short')) === undefined);
  }));

  it('returns a value that is too large to be stored', () => using(open, async (first) => {
    const small = first.json('notes', { maxValueBytes: 10 });
    expect(await small.getOrCompute('a', async () => ({ value: 'far too long for this' }))).toBe('far too long for this');
    expect(await small.get('a')).toBeUndefined();
  }));

  it('does not wait longer than it was told', () => using(open, async (first, second) => {
    const { passed, open: finish } = gate();
    const begun = gate();
    const stuck = first.json('notes').getOrCompute('a', async () => {
      begun.open();
      await passed;
      return { value: 'late' };
    });
    await begun.passed;
    // Where the two stores are one object, both share what is under way.
    const impatient = second.json('notes').getOrCompute('a', async () => ({ value: 'own' }), { waitMs: 20 });
    if (first === second) finish();
    expect(await impatient).toBe(first === second ? 'late' : 'own');
    finish();
    expect(await stuck).toBe('late');
  }));

  it('gives every caller a value of their own', () => using(open, async (first) => {
    const compute = async (): Promise<{ value: Uint8Array<ArrayBuffer> }> => ({ value: Uint8Array.of(1, 2) });
    await first.bytes('raw').getOrCompute('a', compute);
    (await first.bytes('raw').getOrCompute('a', compute)).fill(9);
    expect(await first.bytes('raw').get('a')).toEqual(Uint8Array.of(1, 2));
  }));

  it.each([-1, 0.5, Number.NaN, 600_001])('refuses to wait for %s ms', (waitMs) => using(open, async (first) => {
    await expect(first.json('notes').getOrCompute('a', async () => ({ value: 1 }), { waitMs })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  }));
}
