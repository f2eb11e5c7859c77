import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinNearDuplicates } from '../src/thin-near-duplicates.js';

/** Items are alike when their letters are. */
const similarity = (a: string, b: string): number => (a[0] === b[0] ? 1 : 0);

describe('thinNearDuplicates', () => {
  it('sets a near-duplicate of a better item back a few places', () => {
    expect(thinNearDuplicates(['a1', 'a2', 'b1', 'c1', 'd1', 'e1'], { similarity, limit: 6 })).toEqual(['a1', 'b1', 'c1', 'd1', 'a2', 'e1']);
    expect(thinNearDuplicates(['a1', 'a2', 'b1', 'c1', 'd1'], { similarity, limit: 5, setBack: 2 })).toEqual(['a1', 'b1', 'c1', 'a2', 'd1']);
  });

  it('leaves what is not alike as it is, and what lies beyond the limit', () => {
    expect(thinNearDuplicates(['a1', 'b1', 'c1'], { similarity, limit: 3 })).toEqual(['a1', 'b1', 'c1']);
    expect(thinNearDuplicates(['a1', 'a2', 'a3', 'b1'], { similarity, limit: 2, setBack: 9 })).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('drops nothing, keeps the first first, and the order of all that have no better likeness', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.stringMatching(/^[a-d][0-9]$/), { maxLength: 20 }), fc.nat(25), fc.nat(6), (items, limit, setBack) => {
      const thinned = thinNearDuplicates(items, { similarity, limit, setBack });
      expect(new Set(thinned)).toEqual(new Set(items));
      expect(thinned[0]).toBe(items[0]);
      const leaders = items.filter((item, place) => place >= limit || !items.slice(0, place).some((better) => similarity(better, item) === 1));
      expect(thinned.filter((item) => leaders.includes(item))).toEqual(leaders);
    }));
  });

  it.each([{ threshold: 2 }, { threshold: Number.NaN }, { setBack: -1 }])('refuses %j', (options) => {
    expect(() => thinNearDuplicates(['a'], { similarity, limit: 1, ...options })).toThrow(RangeError);
  });
});
