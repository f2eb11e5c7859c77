import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLatencyHistogram } from '../src/index.js';
import { createPerformanceMonitor, type PerformanceMonitor } from '../src/performance/performance-monitor.js';
import { chanceOfSoMany, deviationsAbove, median, trendStatistic } from '../src/performance/statistics.js';

describe('a histogram of latencies', () => {
  it('tells any quantile to eight percent, whatever the durations', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0.2, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (durations, q) => {
      const histogram = createLatencyHistogram();
      for (const ms of durations) histogram.add(ms);
      const exact = durations.toSorted((a, b) => a - b)[Math.ceil(q * durations.length - 1e-9) - 1] ?? 0;
      const said = histogram.quantile(q) ?? 0;
      expect(said).toBeGreaterThan(exact / 1.09);
      expect(said).toBeLessThan(exact * 1.09);
    }));
  });

  it('joins others, and takes what is no duration for the shortest', () => {
    const [one, other] = [createLatencyHistogram(), createLatencyHistogram()];
    for (let ms = 1; ms <= 50; ms += 1) one.add(ms);
    for (let ms = 51; ms <= 100; ms += 1) other.add(ms);
    const both = createLatencyHistogram([one, other]);
    expect([both.count, one.count]).toEqual([100, 50]);
    expect(both.quantile(0.5)).toBeCloseTo(50, -1);
    const odd = createLatencyHistogram();
    for (const ms of [Number.NaN, -1, 0, Infinity]) odd.add(ms);
    expect(odd.count).toBe(4);
    expect(odd.quantile(0.5)).toBeLessThan(0.11);
    expect(createLatencyHistogram().quantile(0.5)).toBeUndefined();
  });
});

describe('statistics', () => {
  it('tell the middle and how far a value lies above it', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, undefined]);
    // One outlier among the usual ones moves neither: 1.4826 times the median deviation of 1.
    expect(deviationsAbove(7, [1, 2, 3, 4, 100])).toBeCloseTo((7 - 3) / 1.4826);
    expect(deviationsAbove(2, [2, 2, 2])).toBe(0);
  });

  it('tell a trend as Mann and Kendall do', () => {
    // Gilbert, "Statistical methods for environmental pollution monitoring", 1987: of n values that only rise S = n(n-1)/2, its variance n(n-1)(2n+5)/18.
    expect(trendStatistic([1, 2, 3, 4, 5, 6, 7, 8])).toBeCloseTo(27 / Math.sqrt((8 * 7 * 21) / 18));
    expect(trendStatistic([8, 7, 6, 5, 4, 3, 2, 1])).toBeCloseTo(-27 / Math.sqrt((8 * 7 * 21) / 18));
    expect([trendStatistic([5, 5, 5, 5]), trendStatistic([1]), trendStatistic([])]).toEqual([0, 0, 0]);
  });

  it('tell how improbable so many failures are', () => {
    expect(chanceOfSoMany(1, 2, 0.5)).toBeCloseTo(0.75);
    expect(chanceOfSoMany(3, 10, 0.1)).toBeCloseTo(0.0702, 4);
    expect([chanceOfSoMany(0, 10, 0.1), chanceOfSoMany(1, 10, 0), chanceOfSoMany(10, 10, 1)]).toEqual([1, 0, 1]);
  });
});

/** An interval of calls that take about `ms`, some a little more. */
function interval(monitor: PerformanceMonitor, ms: number, { atMs = 0, failed = 0, calls = 40 } = {}) {
  for (let call = 0; call < calls; call += 1) monitor.note({ tool: 'retrieve_memory', ms: ms * (1 + (call % 7) / 20), failed: call < failed });
  return monitor.endInterval(atMs);
}

describe('the performance monitor', () => {
  it('tells of each tool how fast it is, from the first call on', () => {
    const monitor = createPerformanceMonitor();
    monitor.note({ tool: 'store_memory', ms: 30, failed: false });
    monitor.note({ tool: 'add_todo', ms: 3, failed: true });
    expect(monitor.report()).toMatchObject([
      { tool: 'add_todo', calls: 1, failures: 1, trend: 'unknown', anomalies: [] },
      { tool: 'store_memory', calls: 1, failures: 0, trend: 'unknown', anomalies: [] },
    ]);
    expect(monitor.report()[1]?.p50Ms).toBeCloseTo(30, -1);
  });

  it('finds an interval that is far slower than usual, and says what was usual', () => {
    const monitor = createPerformanceMonitor();
    for (let at = 0; at < 10; at += 1) expect(interval(monitor, 20 + (at % 3), { atMs: at })).toEqual([]);
    const [slow, ...more] = interval(monitor, 90, { atMs: 10 });
    expect(more).toEqual([]);
    expect(slow).toMatchObject({ tool: 'retrieve_memory', kind: 'slow', atMs: 10 });
    expect(slow?.value).toBeGreaterThan(90);
    expect(slow?.usual).toBeLessThan(32);
    expect(interval(monitor, 21, { atMs: 11 })).toEqual([]);
    expect(monitor.report()[0]?.anomalies).toEqual([{ kind: 'slow', atMs: 10, value: slow?.value, usual: slow?.usual }]);
  });

  it('takes neither a little more nor few calls for an anomaly', () => {
    const monitor = createPerformanceMonitor();
    for (let at = 0; at < 10; at += 1) interval(monitor, 20);
    expect(interval(monitor, 26)).toEqual([]);
    // Too few to tell: they count in the next interval.
    expect(interval(monitor, 500, { calls: 5 })).toEqual([]);
    expect(interval(monitor, 20, { calls: 300 })).toEqual([]);
    expect(monitor.report()[0]?.calls).toBe(10 * 40 + 40 + 5 + 300);
  });

  it('finds failures that chance does not explain', () => {
    const monitor = createPerformanceMonitor();
    for (let at = 0; at < 10; at += 1) interval(monitor, 20);
    expect(interval(monitor, 20, { failed: 1 })).toEqual([]);
    expect(interval(monitor, 20, { failed: 8, atMs: 5 })).toMatchObject([{ kind: 'failing', value: 0.2, atMs: 5 }]);
  });

  it.each([['slower', 1.06], ['faster', 1 / 1.06], ['steady', 1]] as const)('tells that a tool gets %s', (trend, step) => {
    const monitor = createPerformanceMonitor();
    for (let at = 0; at < 12; at += 1) interval(monitor, 20 * step ** at);
    expect(monitor.report()[0]?.trend).toBe(trend);
  });
});
