import { checkWeight, scored, sortRanked, type Candidate, type Ranked } from './ranked.js';

/** How the two sides of a hybrid search are weighed. */
export interface FuseOptions {
  /** Weight of meaning, 0 to 1; words have the rest. Default 0.4; the README says how it was chosen. */
  readonly semanticWeight?: number;
}

/**
 * Ranks candidates by a convex combination of their scores, each divided by the largest of its side; a cosine of 0 or less counts 0.
 *
 * For candidates that only the words found, supply the cosine all the same (it is cheap to compute exactly). A candidate without one (null: not embedded
 * yet) is judged by its words alone, with full weight: what was stored a moment ago must not sink for it. A side that says nothing about any candidate has
 * no weight.
 * @see Bruch, Gai, Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 42(1), 2023: better than reciprocal rank fusion, and robust in its one parameter.
 * @throws RangeError when `semanticWeight` is not from 0 to 1.
 */
export function fuse<Item extends Candidate>(candidates: readonly Item[], { semanticWeight = 0.4 }: FuseOptions = {}): Ranked<Item>[] {
  checkWeight('semanticWeight', semanticWeight);
  const semanticMax = largest(candidates.map(({ semantic }) => semantic));
  const keywordMax = largest(candidates.map(({ keyword }) => keyword));
  const weight = semanticMax === 0 ? 0 : keywordMax === 0 ? 1 : semanticWeight;
  return sortRanked(
    candidates.map((candidate) => {
      const semanticShare = candidate.semantic === null ? 0 : weight;
      return scored(candidate, {
        semantic: semanticShare * scaled(candidate.semantic, semanticMax),
        keyword: (1 - semanticShare) * scaled(candidate.keyword, keywordMax),
        recency: 0,
      });
    }),
  );
}

function largest(values: readonly (number | null)[]): number {
  return values.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
}

function scaled(value: number | null, max: number): number {
  return value === null || value <= 0 ? 0 : value / max;
}
