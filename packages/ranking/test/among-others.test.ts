import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oddsAmongOthers, type FoundUnit } from '../src/index.js';

const COMPETITION = { slope: 1.5, bias: 0.5, nothing: -3 };
const alone = (score: number): FoundUnit[] => [{ group: 1, score }];
const documents = (...scores: readonly number[]): FoundUnit[] => scores.map((score, group) => ({ group, score }));
const first = (found: readonly FoundUnit[]): number => oddsAmongOthers(found, COMPETITION)[0] ?? Number.NaN;

describe('the odds of a unit among others', () => {
  it('are those of a softmax over the documents and nothing, but for the bias', () => {
    const [a = 0, b = 0] = oddsAmongOthers(documents(-1, -2), COMPETITION);
    const [strong, weak, nothing] = [Math.exp(-1.5), Math.exp(-3), Math.exp(-3)];
    expect(a).toBeCloseTo(Math.log(strong / (weak + nothing)) + 0.5, 10);
    expect(b).toBeCloseTo(Math.log(weak / (strong + nothing)) + 0.5, 10);
  });

  it('are higher for what stands alone than for one of several that resemble the question as much', () => {
    expect(first(alone(-2))).toBeGreaterThan(first(documents(-2, -2)));
    expect(first(documents(-2, -2))).toBeGreaterThan(first(documents(-2, -2, -2)));
    expect(first(documents(-2, -9))).toBeCloseTo(first(alone(-2)), 2);
  });

  it('are low where nothing resembles the question, however much better the best is than the rest', () => {
    expect(first(documents(-7, -20))).toBeLessThan(-5);
  });

  it('do not fall because a longer answer was asked for', () => {
    const ten = Array.from({ length: 10 }, (_, at) => -1 - at / 10);
    expect(first(documents(...ten, -3, -3, -3, -3))).toBe(first(documents(...ten)));
  });

  it('are not lowered by other parts of the same document, nor by the same text in another', () => {
    const [one, again = 0, other] = oddsAmongOthers([{ group: 1, score: -1 }, { group: 1, score: -1 }, { group: 2, score: -5 }], COMPETITION);
    expect([one, again]).toEqual([first(documents(-1, -5)), first(documents(-1, -5))]);
    expect(other).toBeLessThan(again);
  });

  it('keep the order, and are finite, for any scores', () => {
    fc.assert(fc.property(fc.array(fc.record({ group: fc.nat(6), score: fc.double({ min: -400, max: 400, noNaN: true }) }), { maxLength: 40 }), (found) => {
      const odds = oddsAmongOthers(found.toSorted((a, b) => b.score - a.score), COMPETITION);
      expect(odds).toHaveLength(found.length);
      expect(odds.every(Number.isFinite)).toBe(true);
      expect(odds).toEqual(odds.toSorted((a, b) => b - a));
    }));
  });
});
