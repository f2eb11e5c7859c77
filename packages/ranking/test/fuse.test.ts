import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuse } from '../src/fuse.js';
import type { Candidate } from '../src/ranked.js';

const signal = (min: number, max: number): fc.Arbitrary<number | null> => fc.option(fc.double({ min, max, noNaN: true }), { freq: 3 });
const candidates = fc
  .uniqueArray(fc.record({ id: fc.nat(500), semantic: signal(-1, 1), keyword: signal(0, 40) }), { selector: ({ id }) => id, maxLength: 30 });
const weights = fc.double({ min: 0, max: 1, noNaN: true });

const ids = (list: readonly Candidate[], semanticWeight?: number): number[] =>
  fuse(list, semanticWeight === undefined ? {} : { semanticWeight }).map(({ candidate }) => candidate.id);

describe('fuse', () => {
  it('divides each side by its best and adds the weighted shares', () => {
    const list = [
      { id: 1, semantic: 0.8, keyword: null },
      { id: 2, semantic: 0.4, keyword: 10 },
      { id: 3, semantic: -0.5, keyword: 5 },
    ];
    const [first, second, third] = fuse(list, { semanticWeight: 0.5 });
    expect(first).toMatchObject({ candidate: { id: 2 }, score: 0.75, shares: { semantic: 0.25, keyword: 0.5, recency: 0 } });
    expect(second).toMatchObject({ candidate: { id: 1 }, score: 0.5, shares: { semantic: 0.5, keyword: 0 } });
    expect(third).toMatchObject({ candidate: { id: 3 }, score: 0.25, shares: { semantic: 0, keyword: 0.25 } });
    expect(fuse(list).map(({ score }) => score)).toEqual([0.8, 0.4, 0.3]);
  });

  it('judges what has no embedding yet by its words alone', () => {
    const list = [
      { id: 1, semantic: 0.9, keyword: 6 },
      { id: 2, semantic: null, keyword: 10 },
      { id: 3, semantic: null, keyword: null },
    ];
    expect(fuse(list, { semanticWeight: 0.5 }).map(({ candidate, score }) => [candidate.id, score])).toEqual([[2, 1], [1, 0.8], [3, 0]]);
  });

  it('gives scores from 0 to 1 that are the sum of their shares', () => {
    fc.assert(
      fc.property(candidates, weights, (list, semanticWeight) => {
        for (const { score, shares } of fuse(list, { semanticWeight })) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          expect(Object.values(shares).every((share) => share >= 0)).toBe(true);
          expect(score).toBeCloseTo(shares.semantic + shares.keyword + shares.recency, 12);
        }
      }),
    );
  });

  it('loses and invents no candidate, and orders by score, then id, whatever the order before', () => {
    fc.assert(
      fc.property(candidates, weights, (list, semanticWeight) => {
        const ranked = fuse(list, { semanticWeight });
        expect(ids(list.toReversed(), semanticWeight)).toEqual(ranked.map(({ candidate }) => candidate.id));
        expect(new Set(ranked.map(({ candidate }) => candidate))).toEqual(new Set(list));
        const keys = ranked.map(({ score, candidate }) => [score, candidate.id] as const);
        expect(keys.every(([score, id], index) => index === 0 || score < (keys[index - 1]?.[0] ?? 0) || id > (keys[index - 1]?.[1] ?? 0))).toBe(true);
      }),
    );
  });

  it('of two that both have, or both lack, a cosine never puts one below the other that both sides find worse', () => {
    fc.assert(
      fc.property(candidates, weights, (list, semanticWeight) => {
        const place = new Map(ids(list, semanticWeight).map((id, index) => [id, index]));
        const worse = (a: number | null, b: number | null): boolean => Math.max(0, a ?? 0) <= Math.max(0, b ?? 0);
        for (const a of list) {
          for (const b of list.filter(({ id, semantic }) => id < a.id && (semantic === null) === (a.semantic === null))) {
            expect(worse(a.semantic, b.semantic) && worse(a.keyword, b.keyword) && (place.get(a.id) ?? 0) < (place.get(b.id) ?? 0)).toBe(false);
          }
        }
      }),
    );
  });

  it('does not depend on the scale of a side', () => {
    const list = [{ id: 1, semantic: 0.9, keyword: 1 }, { id: 2, semantic: 0.6, keyword: 8 }, { id: 3, semantic: 0.1, keyword: 9 }];
    expect(ids(list.map((item) => ({ ...item, keyword: item.keyword * 1000 })))).toEqual(ids(list));
  });

  it('gives a silent side no weight', () => {
    expect(fuse([{ id: 1, semantic: 0.3, keyword: null }])[0]).toMatchObject({ score: 1, shares: { semantic: 1, keyword: 0 } });
    expect(fuse([{ id: 1, semantic: null, keyword: 3 }])[0]).toMatchObject({ score: 1, shares: { semantic: 0, keyword: 1 } });
    expect(fuse([{ id: 1, semantic: -0.2, keyword: null }])[0]?.score).toBe(0);
    expect(fuse([])).toEqual([]);
  });

  it('follows one side alone at the ends of the weight', () => {
    const list = [{ id: 1, semantic: 0.9, keyword: 1 }, { id: 2, semantic: 0.1, keyword: 9 }];
    expect(ids(list, 1)).toEqual([1, 2]);
    expect(ids(list, 0)).toEqual([2, 1]);
  });

  it('lets further fields of a candidate travel along', () => {
    expect(fuse([{ id: 1, semantic: 1, keyword: 1, text: 'hello' }])[0]?.candidate.text).toBe('hello');
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses the weight %d', (semanticWeight) => {
    expect(() => fuse([], { semanticWeight })).toThrow(RangeError);
  });
});
