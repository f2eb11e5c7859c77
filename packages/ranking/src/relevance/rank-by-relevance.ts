import type { RecordKind } from '@ltmc/contracts';
import type { RankingModel, RankingSignals, RankingWeights } from './ranking-model.js';
import type { RankingFeatures } from './types.js';

/** What is ranked: a unit with its features. Further fields travel along. */
export interface RelevanceCandidate {
  /** Unique; of two with equal scores the smaller one comes first. */
  readonly id: number;
  readonly kind: RecordKind;
  readonly features: RankingFeatures;
}

/** A candidate with its place in the answer. */
export interface Relevance<Item extends RelevanceCandidate = RelevanceCandidate> {
  readonly candidate: Item;
  /** Probability that it answers the question, 0 to 1, by what speaks for it alone; `oddsAmongOthers` says more. */
  readonly probability: number;
  /** Log-odds of the probability: what is ranked by. */
  readonly score: number;
  /** What each feature adds to `score`, `base` being where all candidates start. Sums to `score`. */
  readonly shares: Readonly<Record<string, number>>;
}

/**
 * Best first; the same candidates always come in the same order. Each is ranked by the weights for the signals that it has: one that was stored a moment ago has no token signature yet, and taken for
 * usual in it would come behind all that resembles the question a little.
 */
export function rankByRelevance<Item extends RelevanceCandidate>(candidates: readonly Item[], model: RankingModel): Relevance<Item>[] {
  return candidates
    .map((candidate) => relevanceOf(candidate, model.kinds[candidate.kind === 'message' ? 'message' : 'memory'][signalsOf(candidate)]))
    .toSorted((a, b) => b.score - a.score || a.candidate.id - b.candidate.id);
}

function signalsOf({ features: { meaning, tokens } }: RelevanceCandidate): RankingSignals {
  if (meaning === undefined) return 'words';
  return tokens === undefined ? 'withoutTokens' : 'all';
}

function relevanceOf<Item extends RelevanceCandidate>(candidate: Item, { bias, weights, usual }: RankingWeights): Relevance<Item> {
  const features: Readonly<Record<string, number | undefined>> = candidate.features;
  const shareOf = (name: string): number => (weights[name] ?? 0) * (features[name] ?? usual[name] ?? 0);
  let score = bias;
  for (const name in weights) score += shareOf(name);
  return {
    candidate,
    score,
    probability: 1 / (1 + Math.exp(-score)),
    // Made when it is asked for: of hundreds that are ranked a few are shown.
    get shares() {
      return Object.fromEntries([['base', bias], ...Object.keys(weights).map((name) => [name, shareOf(name)])]);
    },
  };
}
