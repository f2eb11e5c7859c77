/** How near-duplicates are thinned. */
export interface ThinningOptions<Item> {
  /** How alike two items are, 0 to 1: the cosine of their vectors. */
  readonly similarity: (a: Item, b: Item) => number;
  /** How many items are put in order; the rest follow as they are. */
  readonly limit: number;
  /** From here on two items are near-duplicates, 0 to 1. Default 0.95: the same said in almost the same words. */
  readonly threshold?: number;
  /** Places that a near-duplicate of a better item goes down, at least 0. Default 3. */
  readonly setBack?: number;
}

/**
 * Moves near-duplicates of better items down a few places, so that an answer of ten is not one thing said ten times. Nothing is dropped, and what has no
 * near-duplicate above it keeps its order.
 *
 * A kind of maximal marginal relevance whose price does not depend on the scale of scores.
 * @param ranked - best first.
 * @see Carbonell, Goldstein, "The Use of MMR, Diversity-Based Reranking for Reordering Documents and Producing Summaries", SIGIR 1998
 * @throws RangeError when an option is out of bounds.
 */
export function thinNearDuplicates<Item>(ranked: readonly Item[], { similarity, limit, threshold = 0.95, setBack = 3 }: ThinningOptions<Item>): Item[] {
  if (!(threshold >= 0 && threshold <= 1)) throw new RangeError(`threshold must be from 0 to 1, not ${threshold}`);
  if (!(setBack >= 0)) throw new RangeError(`setBack must be at least 0, not ${setBack}`);
  const looked = ranked.slice(0, Math.max(0, limit));
  const isRepeated = (item: Item, place: number): boolean => looked.slice(0, place).some((better) => similarity(better, item) >= threshold);
  const places = looked.map((item, before) => ({ item, before, place: before + (isRepeated(item, before) ? setBack : 0) }));
  // At equal places what was set back comes last: it goes down as many places as it was told to.
  return [...places.toSorted((a, b) => a.place - b.place || b.before - a.before).map(({ item }) => item), ...ranked.slice(looked.length)];
}
