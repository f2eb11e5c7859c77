import { createLatencyHistogram, type LatencyHistogram } from './latency-histogram.js';
import { chanceOfSoMany, deviationsAbove, median, trendStatistic } from './statistics.js';

/** A call of a tool that has ended. */
export interface ObservedCall {
  readonly tool: string;
  /** How long it took, milliseconds. */
  readonly ms: number;
  /** Whether it failed by no fault of the caller. */
  readonly failed: boolean;
}

/** Something out of the usual in one interval of a tool. */
export interface Anomaly {
  /** `slow`: most of the slowest calls were far slower than in the intervals before; `failing`: more failed than chance explains. */
  readonly kind: 'slow' | 'failing';
  /** When the interval ended, Unix epoch milliseconds. */
  readonly atMs: number;
  /** `slow`: its 95th percentile, milliseconds; `failing`: the share that failed. */
  readonly value: number;
  /** The same in the intervals before, in the middle. */
  readonly usual: number;
}

/** How fast a tool is. */
export interface ToolPerformance {
  readonly tool: string;
  /** Calls and failures that are remembered. */
  readonly calls: number;
  readonly failures: number;
  /** Of these calls, milliseconds. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Of the medians of the intervals; `unknown` while there are too few to tell from chance. */
  readonly trend: 'slower' | 'faster' | 'steady' | 'unknown';
  /** Newest first. */
  readonly anomalies: readonly Anomaly[];
}

/** Latencies of tools, interval by interval. */
export interface PerformanceMonitor {
  note(call: ObservedCall): void;
  /** Ends the interval. @returns what was out of the usual in it. */
  endInterval(nowMs: number): readonly (Anomaly & { readonly tool: string })[];
  /** By name of the tool. */
  report(): readonly ToolPerformance[];
}

/** Intervals that are remembered: a day of 15 minutes each. */
const REMEMBERED = 96;
/** An interval with fewer calls tells little: it joins the next one. */
const LEAST_CALLS = 20;
/** Before it is known what is usual. */
const LEAST_INTERVALS = 8;
/** Robust standard deviations of the logarithm from which on a 95th percentile is out of the usual, and by what factor at least. */
const FAR = 3.5;
const MUCH_SLOWER = 1.5;
/** Chance below which so many failures are none. */
const UNLIKELY = 0.001;
/** Beyond chance at five percent, and so much from the first third of the intervals to the last. */
const TREND = 1.96;
const NOTABLY = 1.1;
const KEPT_ANOMALIES = 20;

interface Interval {
  readonly histogram: LatencyHistogram;
  failures: number;
}

interface ToolState {
  current: Interval;
  readonly past: (Interval & { readonly p50: number; readonly p95: number })[];
  anomalies: Anomaly[];
}

/** Remembers a day of intervals, in this process. */
export function createPerformanceMonitor(): PerformanceMonitor {
  const tools = new Map<string, ToolState>();
  const stateOf = (tool: string): ToolState => {
    const known = tools.get(tool) ?? { current: emptyInterval(), past: [], anomalies: [] };
    tools.set(tool, known);
    return known;
  };
  return {
    note: ({ tool, ms, failed }) => {
      const { current } = stateOf(tool);
      current.histogram.add(ms);
      if (failed) current.failures += 1;
    },
    endInterval: (nowMs) => [...tools].flatMap(([tool, state]) => {
      const found = endOf(state, nowMs);
      state.anomalies = [...found, ...state.anomalies].slice(0, KEPT_ANOMALIES);
      return found.map((anomaly) => ({ ...anomaly, tool }));
    }),
    report: () => [...tools].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([tool, state]) => performanceOf(tool, state)),
  };
}

function emptyInterval(): Interval {
  return { histogram: createLatencyHistogram(), failures: 0 };
}

function endOf(state: ToolState, atMs: number): Anomaly[] {
  const { current: { histogram, failures }, past } = state;
  if (histogram.count < LEAST_CALLS) return [];
  const ended = { histogram, failures, p50: histogram.quantile(0.5) ?? 0, p95: histogram.quantile(0.95) ?? 0 };
  const found = past.length < LEAST_INTERVALS ? [] : anomaliesOf(ended, past, atMs);
  past.push(ended);
  if (past.length > REMEMBERED) past.shift();
  state.current = emptyInterval();
  return found;
}

function anomaliesOf({ histogram, failures, p95 }: ToolState['past'][number], past: ToolState['past'], atMs: number): Anomaly[] {
  const usual = median(past.map((interval) => interval.p95)) ?? 0;
  const isSlow = p95 >= MUCH_SLOWER * usual && deviationsAbove(Math.log(p95), past.map((interval) => Math.log(interval.p95))) > FAR;
  const [calls, failed] = [sum(past.map((interval) => interval.histogram.count)), sum(past.map((interval) => interval.failures))];
  // As if one more had failed: where none ever did, the first is no sign yet.
  const share = (failed + 1) / (calls + 1);
  const isFailing = chanceOfSoMany(failures, histogram.count, share) < UNLIKELY;
  return [
    ...(isSlow ? [{ kind: 'slow' as const, atMs, value: p95, usual }] : []),
    ...(isFailing ? [{ kind: 'failing' as const, atMs, value: failures / histogram.count, usual: failed / calls }] : []),
  ];
}

function performanceOf(tool: string, { current, past, anomalies }: ToolState): ToolPerformance {
  const intervals = [...past, current];
  const all = createLatencyHistogram(intervals.map(({ histogram }) => histogram));
  return {
    tool,
    calls: all.count,
    failures: sum(intervals.map(({ failures }) => failures)),
    p50Ms: all.quantile(0.5) ?? 0,
    p95Ms: all.quantile(0.95) ?? 0,
    trend: trendOf(past.map(({ p50 }) => p50)),
    anomalies,
  };
}

function trendOf(medians: readonly number[]): ToolPerformance['trend'] {
  if (medians.length < LEAST_INTERVALS) return 'unknown';
  const statistic = trendStatistic(medians);
  const third = Math.ceil(medians.length / 3);
  const [first = 1, last = 1] = [median(medians.slice(0, third)), median(medians.slice(-third))];
  if (statistic > TREND && last > NOTABLY * first) return 'slower';
  return statistic < -TREND && first > NOTABLY * last ? 'faster' : 'steady';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
