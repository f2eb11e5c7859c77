import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HALF_LIFE_DAYS, posteriorOf } from '../src/index.js';
import { betaQuantile, betaShare } from '../src/patterns/posterior.js';

const DAY_MS = 86_400_000;
const NOW_MS = 2_000 * DAY_MS;

describe('the beta distribution', () => {
  it('is as tables and closed forms have it', () => {
    expect(betaShare(0.3, 1, 1)).toBeCloseTo(0.3, 12);
    expect(betaShare(0.5, 2, 2)).toBeCloseTo(0.5, 12);
    expect(betaShare(0.2, 1, 5)).toBeCloseTo(1 - 0.8 ** 5, 10);
    expect(betaShare(0.7, 5, 1)).toBeCloseTo(0.7 ** 5, 10);
    // Arcsine distribution.
    expect(betaShare(0.25, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(0.5), 10);
    expect([betaShare(0, 2, 3), betaShare(1, 2, 3)]).toEqual([0, 1]);
  });

  it('has quantiles that are its inverse', () => {
    fc.assert(fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.double({ min: 0.5, max: 500, noNaN: true }), fc.double({ min: 0.5, max: 500, noNaN: true }), (p, a, b) => {
      expect(betaShare(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 6);
    }));
  });
});

describe('a posterior', () => {
  const outcomes = (worked: number, failed: number, ageDays = 0) => [true, false].flatMap((did) => Array.from({ length: did ? worked : failed }, () => ({ atMs: NOW_MS - ageDays * DAY_MS, worked: did })));

  it('knows nothing without attempts', () => {
    const { n, mean, interval: [low, high] } = posteriorOf([], NOW_MS);
    expect([n, mean]).toEqual([0, 0.5]);
    expect(low).toBeLessThan(0.01);
    expect(high).toBeGreaterThan(0.99);
  });

  it('gives the interval of Jeffreys', () => {
    // Brown, Cai and DasGupta, "Interval estimation for a binomial proportion", Statistical Science 2001: of 5 of 10, 0.2235 to 0.7765.
    const { n, mean, interval } = posteriorOf(outcomes(5, 5), NOW_MS);
    expect([n, mean]).toEqual([10, 0.5]);
    expect(interval[0]).toBeCloseTo(0.2235, 2);
    expect(interval[1]).toBeCloseTo(0.7765, 2);
  });

  it('grows surer with attempts and less sure as they grow old', () => {
    const width = ({ interval: [low, high] }: ReturnType<typeof posteriorOf>): number => high - low;
    expect(width(posteriorOf(outcomes(40, 10), NOW_MS))).toBeLessThan(width(posteriorOf(outcomes(4, 1), NOW_MS)));
    const old = posteriorOf(outcomes(40, 10, HALF_LIFE_DAYS), NOW_MS);
    expect(old.n).toBeCloseTo(25);
    expect(width(old)).toBeGreaterThan(width(posteriorOf(outcomes(40, 10), NOW_MS)));
  });

  it('believes what happened lately more than what happened long ago', () => {
    const broke = [...outcomes(10, 0, 360), ...outcomes(0, 3)];
    expect(posteriorOf(broke, NOW_MS).mean).toBeLessThan(0.3);
    expect(posteriorOf([...outcomes(0, 10, 360), ...outcomes(3, 0)], NOW_MS).mean).toBeGreaterThan(0.7);
  });

  it('counts what a clock ahead says as of now', () => {
    expect(posteriorOf(outcomes(1, 0, -5), NOW_MS).n).toBe(1);
  });
});
