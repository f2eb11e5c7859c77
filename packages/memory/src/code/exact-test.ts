/** Counts of two groups: how many of each passed, and how many there are. */
export interface TwoGroups {
  readonly passedWith: number;
  readonly totalWith: number;
  readonly passedWithout: number;
  readonly totalWithout: number;
}

/** Tables that are as likely as the one seen but for rounding count as such. */
const SLACK = 1 + 1e-7;

/** Fisher's exact test, two-sided: how likely groups at least this different are if they do not differ. Right for few counts, too. */
export function fisherExact({ passedWith, totalWith, passedWithout, totalWithout }: TwoGroups): number {
  const passed = passedWith + passedWithout;
  const total = totalWith + totalWithout;
  const logs = logFactorials(total);
  const log = (n: number): number => logs[n] ?? 0;
  const logChoose = (n: number, k: number): number => log(n) - log(k) - log(n - k);
  const likelihood = (k: number): number => Math.exp(logChoose(totalWith, k) + logChoose(totalWithout, passed - k) - logChoose(total, passed));
  const seen = likelihood(passedWith) * SLACK;
  let p = 0;
  for (let k = Math.max(0, passed - totalWithout); k <= Math.min(passed, totalWith); k += 1) if (likelihood(k) <= seen) p += likelihood(k);
  return Math.min(1, p);
}

function logFactorials(upTo: number): Float64Array {
  const logs = new Float64Array(upTo + 1);
  for (let n = 2; n <= upTo; n += 1) logs[n] = (logs[n - 1] ?? 0) + Math.log(n);
  return logs;
}

/**
 * Which of many p-values count, so that at most the share `falseShare` of those that do are chance (Benjamini-Hochberg): asking of every tag
 * whether it matters would else find some that seem to.
 * @returns one flag for each value, in order.
 */
export function discoveries(pValues: readonly number[], falseShare: number): boolean[] {
  const sorted = pValues.toSorted((a, b) => a - b);
  const last = sorted.findLastIndex((p, index) => p <= ((index + 1) / sorted.length) * falseShare);
  const threshold = last < 0 ? -1 : (sorted[last] ?? -1);
  return pValues.map((p) => p <= threshold);
}
