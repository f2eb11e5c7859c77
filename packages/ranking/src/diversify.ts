/** How a list is made more diverse. */
export interface DiversifyOptions<Item> {
  /** How many places an item goes down because of a better one that says the same or is of the same document, at least 0; 0 where the two have nothing to do with each other. Those of several better ones add up. */
  readonly setBack: (item: Item, better: Item) => number;
  /** How many items are put in order; the rest follow as they are. */
  readonly limit: number;
}

/**
 * Moves what repeats a better item down a few places, so that an answer of ten is not one thing said ten times, or ten parts of one document. Nothing is dropped, and what repeats nothing
 * above it keeps its order.
 *
 * A kind of maximal marginal relevance whose price does not depend on the scale of scores.
 * @param ranked - best first.
 * @see Carbonell, Goldstein, "The Use of MMR, Diversity-Based Reranking for Reordering Documents and Producing Summaries", SIGIR 1998
 * @throws RangeError when `setBack` gives less than 0, or no number.
 */
export function diversify<Item>(ranked: readonly Item[], { setBack, limit }: DiversifyOptions<Item>): Item[] {
  const looked = ranked.slice(0, Math.max(0, limit));
  const placesDown = (item: Item, place: number): number => looked.slice(0, place).reduce((sum, better) => sum + checked(setBack(item, better)), 0);
  const places = looked.map((item, before) => ({ item, before, place: before + placesDown(item, before) }));
  // At equal places what was set back comes last: it goes down as many places as it was told to.
  return [...places.toSorted((a, b) => a.place - b.place || b.before - a.before).map(({ item }) => item), ...ranked.slice(looked.length)];
}

function checked(places: number): number {
  if (!(places >= 0)) throw new RangeError(`an item goes down by 0 or more places, not by ${places}`);
  return places;
}

/** Spares a term too few from being found too many by rounding. */
const ROUNDING = 1e-9;

/**
 * Whether two texts are at least so alike by their terms (`termsOf`): of all terms the share that both have; all where neither has any.
 * @param least - 0 to 1.
 * @see Jaccard, "The Distribution of the Flora in the Alpine Zone", 1912
 */
export function areAlike(a: ReadonlySet<string>, b: ReadonlySet<string>, least: number): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  // both / (a + b - both) >= least, told by how many of the smaller one may be missing.
  let mayMiss = few.size - (least * (a.size + b.size)) / (1 + least) + ROUNDING;
  if (mayMiss < 0) return false;
  for (const term of few) {
    if (!many.has(term)) mayMiss -= 1;
    if (mayMiss < 0) return false;
  }
  return true;
}
