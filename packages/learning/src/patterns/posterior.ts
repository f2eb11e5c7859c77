/** What is known of how often something works, told from attempts of which newer ones count for more. */
export interface Posterior {
  /** Attempts, each as much as it still counts. */
  readonly n: number;
  /** Mean of the share that works. */
  readonly mean: number;
  /** Within which the share lies with a probability of 95 %, equal tails. */
  readonly interval: readonly [low: number, high: number];
}

/** An attempt: when, and whether it worked. */
export interface Outcome {
  /** Unix epoch milliseconds. */
  readonly atMs: number;
  readonly worked: boolean;
}

/** After which an attempt counts half: libraries and code bases change. */
export const HALF_LIFE_DAYS = 90;
const HALF_LIFE_MS = HALF_LIFE_DAYS * 86_400_000;
/** Jeffreys' prior: as if half an attempt had worked and half had not. */
const PRIOR = 0.5;

/** The beta posterior of a share under Jeffreys' prior, with counts that decay. Attempts of the future count as of now. */
export function posteriorOf(outcomes: readonly Outcome[], nowMs: number): Posterior {
  let [worked, failed] = [0, 0];
  for (const { atMs, worked: did } of outcomes) {
    const weight = 0.5 ** (Math.max(0, nowMs - atMs) / HALF_LIFE_MS);
    if (did) worked += weight;
    else failed += weight;
  }
  const [a, b] = [worked + PRIOR, failed + PRIOR];
  return { n: worked + failed, mean: a / (a + b), interval: [betaQuantile(0.025, a, b), betaQuantile(0.975, a, b)] };
}

/** Where the distribution function of a beta distribution reaches `p`: by halving, as it only rises. */
export function betaQuantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (betaShare(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The regularised incomplete beta function, to about twelve digits.
 * @see Press et al., "Numerical Recipes", section 6.4: the continued fraction by Lentz's method
 */
export function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  return front * betaFraction(x, a, b);
}

const TINY = 1e-300;
const CLOSE = 1e-13;
const MOST_STEPS = 10_000;

function betaFraction(x: number, a: number, b: number): number {
  const awayFromZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < MOST_STEPS; m += 1) {
    let change = 1;
    for (const step of [(m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)), (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))]) {
      d = 1 / awayFromZero(1 + step * d);
      c = awayFromZero(1 + step / c);
      change = c * d;
      fraction *= change;
    }
    if (Math.abs(change - 1) < CLOSE) break;
  }
  return fraction;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Lanczos' approximation with seven terms (g = 5), for positive numbers. */
const LANCZOS = [76.180_091_729_471_46, -86.505_320_329_416_8, 24.014_098_240_830_91, -1.231_739_572_450_155, 0.001_208_650_973_866_179, -0.000_005_395_239_384_953];

function logGamma(x: number): number {
  const near = x + 5.5;
  const series = LANCZOS.reduce((sum, coefficient, index) => sum + coefficient / (x + index + 1), 1.000_000_000_190_015);
  return (x + 0.5) * Math.log(near) - near + Math.log((Math.sqrt(2 * Math.PI) * series) / x);
}
