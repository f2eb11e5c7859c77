import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boostRecent } from '../src/boost-recent.js';
import { fuse } from '../src/fuse.js';

const DAY = 86_400_000;
const NOW = 1_800_000_000_000;
const item = (id: number, semantic: number, ageDays: number): { id: number; semantic: number; keyword: null; atMs: number } => ({ id, semantic, keyword: null, atMs: NOW - ageDays * DAY });
type Item = ReturnType<typeof item>;
const boost = (items: readonly Item[], options: { weight?: number; halfLifeDays?: number } = {}): ReturnType<typeof boostRecent<Item>> =>
  boostRecent(fuse(items), ({ atMs }) => atMs, { nowMs: NOW, ...options });

describe('boostRecent', () => {
  it('puts the newer of two equals first', () => {
    expect(boost([item(1, 0.8, 300), item(2, 0.8, 1)]).map(({ candidate }) => candidate.id)).toEqual([2, 1]);
  });

  it('halves with every half-life', () => {
    const recency = boost([item(1, 0.8, 0), item(2, 0.8, 10), item(3, 0.8, 20)], { weight: 0.2, halfLifeDays: 10 }).map(({ shares }) => shares.recency);
    expect(recency).toEqual([0.2, 0.1, 0.05]);
  });

  it('takes the future for now', () => {
    expect(boost([item(1, 0.8, -50)], { weight: 0.2 })[0]?.shares.recency).toBe(0.2);
  });

  it('never swaps hits that differ by more than the weight allows, and keeps scores in bounds', () => {
    const items = fc.array(fc.tuple(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.double({ min: 0, max: 5000, noNaN: true })), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(items, fc.double({ min: 0, max: 0.3, noNaN: true }), (pairs, weight) => {
        const list = pairs.map(([semantic, age], id) => item(id, semantic, age));
        const before = new Map(fuse(list).map(({ candidate, score }) => [candidate.id, score]));
        const after = boost(list, { weight });
        after.forEach(({ candidate, score, shares }, place) => {
          expect(score).toBeLessThanOrEqual(1);
          expect(score).toBeCloseTo(shares.semantic + shares.keyword + shares.recency, 12);
          const [own, next] = [before.get(candidate.id) ?? 0, before.get(after[place + 1]?.candidate.id ?? -1) ?? 0];
          expect(next - own).toBeLessThanOrEqual(weight / (1 - weight) + 1e-12);
        });
      }),
    );
  });

  it.each([{ weight: -1 }, { weight: 2 }, { halfLifeDays: 0 }, { halfLifeDays: Number.NaN }])('refuses %j', (options) => {
    expect(() => boost([], options)).toThrow(RangeError);
  });
});
