import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from '../src/bootstrap-interval.js';
import { mrrAt, ndcgAt, recallAt } from '../src/metrics.js';

const ranking = ['a', 'b', 'c', 'd', 'e'];

describe('recallAt', () => {
  it('is the share of the relevant ids found by then', () => {
    expect(recallAt(ranking, new Set(['b', 'e', 'z']), 2)).toBeCloseTo(1 / 3);
    expect(recallAt(ranking, new Set(['b', 'e', 'z']), 5)).toBeCloseTo(2 / 3);
    expect(recallAt(ranking, new Set(), 5)).toBe(0);
  });

  it('counts an id once, at its best place', () => {
    expect(recallAt(['a', 'a', 'a', 'b'], new Set(['a', 'b']), 2)).toBe(1);
  });
});

describe('mrrAt', () => {
  it('is one by the place of the first relevant id', () => {
    expect(mrrAt(ranking, new Set(['c', 'e']), 10)).toBeCloseTo(1 / 3);
    expect(mrrAt(ranking, new Set(['c']), 2)).toBe(0);
  });
});

describe('ndcgAt', () => {
  it('agrees with values worked out by hand', () => {
    // Found at 2 and 5 of three relevant: (1/log2(3) + 1/log2(6)) / (1 + 1/log2(3) + 1/log2(4))
    expect(ndcgAt(ranking, new Set(['b', 'e', 'z']), 5)).toBeCloseTo((0.63093 + 0.38685) / (1 + 0.63093 + 0.5), 4);
    expect(ndcgAt(ranking, new Set(['a']), 10)).toBe(1);
    expect(ndcgAt(ranking, new Set(['z']), 10)).toBe(0);
  });

  it('is 1 for the best order alone, also when more are relevant than fit, and grows when a relevant id moves up', () => {
    expect(ndcgAt(ranking, new Set('abcdefgh'), 3)).toBe(1);
    fc.assert(
      fc.property(fc.shuffledSubarray(ranking, { minLength: 5 }), fc.subarray(ranking, { minLength: 1 }), fc.nat(3), (order, gold, at) => {
        const relevant = new Set(gold);
        const swapped = order.with(at, order[at + 1] ?? '').with(at + 1, order[at] ?? '');
        const [before, after] = [ndcgAt(order, relevant, 5), ndcgAt(swapped, relevant, 5)];
        const moved = Number(relevant.has(order[at + 1] ?? '')) - Number(relevant.has(order[at] ?? ''));
        expect(Math.sign(Number((after - before).toFixed(12)))).toBe(moved);
      }),
    );
  });
});

describe('bootstrapInterval', () => {
  const values = Array.from({ length: 400 }, (_, index) => index % 2);

  it('lies around the mean, as wide as theory says', () => {
    const { mean, low, high } = bootstrapInterval(values, { seed: 7, samples: 4000 });
    expect(mean).toBe(0.5);
    // 1.96 standard errors of a fair coin thrown 400 times: 0.049
    expect(low).toBeCloseTo(0.451, 2);
    expect(high).toBeCloseTo(0.549, 2);
  });

  it('is the same for the same seed, another for another', () => {
    expect(bootstrapInterval(values, { seed: 1 })).toEqual(bootstrapInterval(values, { seed: 1 }));
    expect(bootstrapInterval(values, { seed: 1 })).not.toEqual(bootstrapInterval(values, { seed: 2 }));
  });

  it('narrows with less confidence, and has no width where nothing varies', () => {
    const wide = bootstrapInterval(values, { seed: 3 });
    const narrow = bootstrapInterval(values, { seed: 3, confidence: 0.5 });
    expect(narrow.high - narrow.low).toBeLessThan(wide.high - wide.low);
    expect(bootstrapInterval([0.25, 0.25], { seed: 3 })).toEqual({ mean: 0.25, low: 0.25, high: 0.25 });
  });

  it('refuses no values and impossible options', () => {
    expect(() => bootstrapInterval([], { seed: 1 })).toThrow(RangeError);
    expect(() => bootstrapInterval([1], { seed: 1, confidence: 1 })).toThrow(RangeError);
    expect(() => bootstrapInterval([1], { seed: 1, samples: 0 })).toThrow(RangeError);
  });
});
