/** The middle value, the mean of the two middle ones of an even number; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted[middle - 1];
  return sorted.length % 2 === 0 && upper !== undefined && lower !== undefined ? (upper + lower) / 2 : upper;
}

/** Makes the median absolute deviation of normal values their standard deviation. */
const TO_DEVIATION = 1.4826;
/** Values that hardly differ would make anything else far from them. */
const LEAST_DEVIATION = 0.05;

/**
 * How many robust standard deviations a value lies above the usual ones (modified z-score).
 * @see Iglewicz and Hoaglin, "How to detect and handle outliers", 1993, who take 3.5 for far
 */
export function deviationsAbove(value: number, usual: readonly number[]): number {
  const centre = median(usual);
  if (centre === undefined) return 0;
  const spread = median(usual.map((one) => Math.abs(one - centre))) ?? 0;
  return (value - centre) / Math.max(LEAST_DEVIATION, TO_DEVIATION * spread);
}

/**
 * Whether values rise or fall with time, whatever the shape: the Mann-Kendall statistic as a standard normal, positive where they rise, corrected for ties.
 * 0 of fewer than two. From about eight values on 1.96 is beyond chance at five percent.
 * @see Mann, "Nonparametric tests against trend", Econometrica 1945; Kendall, "Rank correlation methods", 1975
 */
export function trendStatistic(values: readonly number[]): number {
  const n = values.length;
  let rising = 0;
  for (let late = 1; late < n; late += 1) for (let early = 0; early < late; early += 1) rising += Math.sign((values[late] ?? 0) - (values[early] ?? 0));
  const ties = [...values.reduce((counts, value) => counts.set(value, (counts.get(value) ?? 0) + 1), new Map<number, number>()).values()];
  const tied = ties.reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0);
  const variance = (n * (n - 1) * (2 * n + 5) - tied) / 18;
  return variance <= 0 || rising === 0 ? 0 : (rising - Math.sign(rising)) / Math.sqrt(variance);
}

/**
 * How improbable it is that so many of `n` calls fail where usually a share `usual` does: the chance of `failed` or more (binomial, exact).
 * @param usual - 0 to 1.
 */
export function chanceOfSoMany(failed: number, n: number, usual: number): number {
  if (failed <= 0) return 1;
  if (usual <= 0) return 0;
  if (usual >= 1) return 1;
  let log = n * Math.log1p(-usual); // of none
  let below = 0;
  for (let count = 0; count < failed; count += 1) {
    below += Math.exp(log);
    log += Math.log((n - count) / (count + 1)) + Math.log(usual / (1 - usual));
  }
  return Math.max(0, 1 - below);
}
