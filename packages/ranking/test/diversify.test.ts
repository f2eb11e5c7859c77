import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areAlike, diversify } from '../src/diversify.js';

/** Items repeat each other when their letters are the same. */
const repeats = (places: number) => (item: string, better: string): number => (item[0] === better[0] ? places : 0);

describe('diversify', () => {
  it('sets what repeats a better item back a few places', () => {
    expect(diversify(['a1', 'a2', 'b1', 'c1', 'd1', 'e1'], { setBack: repeats(3), limit: 6 })).toEqual(['a1', 'b1', 'c1', 'd1', 'a2', 'e1']);
    expect(diversify(['a1', 'a2', 'b1', 'c1', 'd1'], { setBack: repeats(2), limit: 5 })).toEqual(['a1', 'b1', 'c1', 'a2', 'd1']);
  });

  it('sets the third back further than the second', () => {
    expect(diversify(['a1', 'a2', 'a3', 'b1', 'c1', 'd1', 'e1', 'f1'], { setBack: repeats(3), limit: 8 })).toEqual(['a1', 'b1', 'c1', 'a2', 'd1', 'e1', 'f1', 'a3']);
  });

  it('leaves what repeats nothing as it is, and what lies beyond the limit', () => {
    expect(diversify(['a1', 'b1', 'c1'], { setBack: repeats(3), limit: 3 })).toEqual(['a1', 'b1', 'c1']);
    expect(diversify(['a1', 'a2', 'a3', 'b1'], { setBack: repeats(9), limit: 2 })).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('drops nothing, keeps the first first, and the order of all that repeat nothing better', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.stringMatching(/^[a-d][0-9]$/), { maxLength: 20 }), fc.nat(25), fc.nat(6), (items, limit, places) => {
      const diverse = diversify(items, { setBack: repeats(places), limit });
      expect(new Set(diverse)).toEqual(new Set(items));
      expect(diverse[0]).toBe(items[0]);
      const leaders = items.filter((item, place) => place >= limit || !items.slice(0, place).some((better) => item[0] === better[0]));
      expect(diverse.filter((item) => leaders.includes(item))).toEqual(leaders);
    }));
  });

  it.each([-1, Number.NaN])('refuses to set back by %d', (places) => {
    expect(() => diversify(['a1', 'a2'], { setBack: () => places, limit: 2 })).toThrow(RangeError);
  });
});

describe('areAlike', () => {
  it('compares the share of the terms that both have', () => {
    const [abc, bcd] = [new Set(['a', 'b', 'c']), new Set(['b', 'c', 'd'])];
    expect([areAlike(abc, bcd, 0.5), areAlike(abc, bcd, 0.51), areAlike(abc, new Set(), 0.01), areAlike(new Set(), new Set(), 1), areAlike(abc, abc, 1)]).toEqual([true, false, false, true, true]);
  });

  it('agrees with the share counted out', () => {
    const terms = fc.uniqueArray(fc.integer({ min: 0, max: 12 }).map(String), { maxLength: 10 });
    fc.assert(fc.property(terms, terms, fc.integer({ min: 1, max: 20 }), (a, b, twentieths) => {
      const both = a.filter((term) => b.includes(term)).length;
      const all = a.length + b.length - both;
      expect(areAlike(new Set(a), new Set(b), twentieths / 20)).toBe(all === 0 || 20 * both >= twentieths * all);
    }));
  });
});
