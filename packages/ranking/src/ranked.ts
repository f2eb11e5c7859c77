/** Something that may be an answer, and what each side of the search says of it. Further fields travel along. */
export interface Candidate {
  /** Unique among the candidates; of two with equal scores the smaller one comes first. */
  readonly id: number;
  /** Cosine, -1 to 1; null where there is none. */
  readonly semantic: number | null;
  /** BM25 or another score that is positive, better when higher, and comparable within one list; null where the words did not find it. */
  readonly keyword: number | null;
}

/** What each signal added to a score. */
export interface Shares {
  readonly semantic: number;
  readonly keyword: number;
  readonly recency: number;
}

/** A candidate with its place in the answer. */
export interface Ranked<Item extends Candidate = Candidate> {
  readonly candidate: Item;
  /** 0 to 1; comparable within one list only, since signals are scaled to the best candidate. */
  readonly score: number;
  /** Sums to `score`. */
  readonly shares: Shares;
}

/** A ranked candidate whose score is the sum of its shares. */
export function scored<Item extends Candidate>(candidate: Item, shares: Shares): Ranked<Item> {
  // Rounding may lift a sum of weights that are 1 together just above it.
  return { candidate, shares, score: Math.min(1, shares.semantic + shares.keyword + shares.recency) };
}

/** Best first; the same candidates always come in the same order. */
export function sortRanked<Item extends Candidate>(ranked: readonly Ranked<Item>[]): Ranked<Item>[] {
  return ranked.toSorted((a, b) => b.score - a.score || a.candidate.id - b.candidate.id);
}

/** @throws RangeError when a weight is not from 0 to 1. */
export function checkWeight(name: string, weight: number): void {
  if (!(weight >= 0 && weight <= 1)) throw new RangeError(`${name} must be from 0 to 1, not ${weight}`);
}
