/** Ids as ranked, best first. An id that comes again is passed over, so that a document found by several chunks counts once, at its best place. */
type Ranking<Id> = readonly Id[];

/** Share of the relevant ids among the first `k`; 0 when nothing is relevant. */
export function recallAt<Id>(ranking: Ranking<Id>, relevant: ReadonlySet<Id>, k: number): number {
  return relevant.size === 0 ? 0 : places(ranking, relevant, k).length / relevant.size;
}

/** One divided by the place of the first relevant id; 0 when none is among the first `k`. */
export function mrrAt<Id>(ranking: Ranking<Id>, relevant: ReadonlySet<Id>, k: number): number {
  const [first] = places(ranking, relevant, k);
  return first === undefined ? 0 : 1 / first;
}

/**
 * Discounted gain of the relevant ids among the first `k`, divided by that of the best order; 0 when nothing is relevant.
 * Every relevant id has gain 1, place `n` the discount `log2(n + 1)`.
 * @see Järvelin, Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques", ACM TOIS 20(4), 2002
 */
export function ndcgAt<Id>(ranking: Ranking<Id>, relevant: ReadonlySet<Id>, k: number): number {
  const best = Array.from({ length: Math.min(relevant.size, k) }, (_, index) => index + 1);
  return relevant.size === 0 ? 0 : discountedGain(places(ranking, relevant, k)) / discountedGain(best);
}

function discountedGain(found: readonly number[]): number {
  return found.reduce((sum, place) => sum + 1 / Math.log2(place + 1), 0);
}

/** Places, from 1, of the relevant ids among the first `k`. */
function places<Id>(ranking: Ranking<Id>, relevant: ReadonlySet<Id>, k: number): number[] {
  return [...new Set(ranking)].slice(0, k).flatMap((id, index) => (relevant.has(id) ? [index + 1] : []));
}
