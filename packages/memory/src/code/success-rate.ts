/** How often something worked, and how sure that is. */
export interface SuccessRate {
  /** Attempts counted. */
  readonly n: number;
  /** Share of them that passed. */
  readonly rate: number;
  /** 95 % Wilson interval of the share in the long run. */
  readonly interval: readonly [low: number, high: number];
}

/** Two-sided 95 %. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval: sound from the first attempt on, where rate plus or minus an error is not.
 * @see https://doi.org/10.1080/01621459.1927.10502953
 */
export function successRate(passed: number, n: number): SuccessRate {
  if (n === 0) return { n, rate: 0, interval: [0, 1] };
  const rate = passed / n;
  const spread = Z * Math.sqrt((rate * (1 - rate) + (Z * Z) / (4 * n)) / n);
  const scale = 1 + (Z * Z) / n;
  const centre = rate + (Z * Z) / (2 * n);
  const bound = (value: number): number => Math.min(1, Math.max(0, value));
  // At the ends the interval includes the rate itself, which rounding would miss.
  return { n, rate, interval: [passed === 0 ? 0 : bound((centre - spread) / scale), passed === n ? 1 : bound((centre + spread) / scale)] };
}
