/** How the interval is drawn. */
export interface BootstrapOptions {
  /** The same seed gives the same interval. Print it with the result. */
  readonly seed: number;
  /** How often the values are drawn anew. Default 1,000. */
  readonly samples?: number;
  /** Share of the means that lie inside, between 0 and 1. Default 0.95. */
  readonly confidence?: number;
}

/** A mean and where it may lie. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile bootstrap of a mean. To compare two systems on the same questions, pass the differences: a gain is real when `low` is above 0.
 * @throws RangeError without values, or when `confidence` or `samples` is out of bounds.
 * @see Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13
 */
export function bootstrapInterval(values: readonly number[], { seed, samples = 1000, confidence = 0.95 }: BootstrapOptions): Interval {
  if (values.length === 0) throw new RangeError('an interval needs at least one value');
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`confidence must lie between 0 and 1, not ${confidence}`);
  if (!Number.isInteger(samples) || samples < 1) throw new RangeError(`samples must be a whole number of at least 1, not ${samples}`);
  const random = createRandom(seed);
  const means = Float64Array.from({ length: samples }, () => meanOfDraw(values, random)).toSorted();
  const at = (share: number): number => means[Math.min(samples - 1, Math.floor(share * samples))] ?? Number.NaN;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, low: at((1 - confidence) / 2), high: at((1 + confidence) / 2) };
}

function meanOfDraw(values: readonly number[], random: () => number): number {
  let sum = 0;
  for (let draw = 0; draw < values.length; draw += 1) sum += values[Math.floor(random() * values.length)] ?? 0;
  return sum / values.length;
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
function createRandom(seed: number): () => number {
  let state = Math.trunc(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
