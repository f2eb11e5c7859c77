import { checkWeight, scored, sortRanked, type Candidate, type Ranked } from './ranked.js';

/** How much newness counts. */
export interface RecencyOptions {
  /** The moment of the question, Unix epoch milliseconds. */
  readonly nowMs: number;
  /** Most that newness can add, 0 to 1; everything else is scaled to the rest. Default 0.01, below the usual distance of two neighbours in a ranking. */
  readonly weight?: number;
  /** After this many days newness is worth half. Default 30. */
  readonly halfLifeDays?: number;
}

const DAY_MS = 86_400_000;

/**
 * Prefers the newer of two answers that are about equally good: blends in `weight * 0.5 ** (age / half-life)`.
 *
 * Two hits whose scores differ by more than `weight / (1 - weight)` never change places.
 * @param timeOf - when a candidate was stored, Unix epoch milliseconds; a time after `nowMs` counts as `nowMs`.
 * @throws RangeError when `weight` is not from 0 to 1 or `halfLifeDays` is not positive.
 */
export function boostRecent<Item extends Candidate>(
  ranked: readonly Ranked<Item>[],
  timeOf: (candidate: Item) => number,
  { nowMs, weight = 0.01, halfLifeDays = 30 }: RecencyOptions,
): Ranked<Item>[] {
  checkWeight('weight', weight);
  if (!(halfLifeDays > 0)) throw new RangeError(`halfLifeDays must be above 0, not ${halfLifeDays}`);
  return sortRanked(
    ranked.map(({ candidate, shares }) => {
      const ageDays = Math.max(0, nowMs - timeOf(candidate)) / DAY_MS;
      return scored(candidate, {
        semantic: (1 - weight) * shares.semantic,
        keyword: (1 - weight) * shares.keyword,
        recency: (1 - weight) * shares.recency + weight * 0.5 ** (ageDays / halfLifeDays),
      });
    }),
  );
}
