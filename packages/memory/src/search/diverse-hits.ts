import { areAlike, diversify, termsOfUnit } from '@ltmc/ranking';
import { searchedText } from '../engine/chunk-context.js';
import type { RankedChunk } from '../rank-chunks.js';

/** The same words, or almost: the same thing in two documents, or two versions of a fact, which an agent may have to tell apart, so both stay in sight. */
export const NEAR_DUPLICATE = 0.9;
const NEAR_DUPLICATE_PLACES = 3;
/** A further part of the same document comes after the best of others: who wants more of it opens it by its name. */
const SAME_DOCUMENT_PLACES = 20;
/** So many beyond those that are wanted may come in: give as many. */
export const DIVERSITY_DEPTH = 40;

/**
 * The best so many, where what repeats a better hit makes room for others. A hit that was set back has at most the score of the one before it, so that scores fall from place to place.
 * @param ranked - best first; more than are wanted.
 */
export function diverseHits(ranked: readonly RankedChunk[], topK: number): RankedChunk[] {
  const terms = new Map(ranked.slice(0, topK + DIVERSITY_DEPTH).map(({ candidate: { view } }) => [view.vectorId, new Set(termsOfUnit({ text: searchedText(view), origin: view }))]));
  const setBack = ({ candidate: { view } }: RankedChunk, { candidate: { view: better } }: RankedChunk): number => {
    if (view.kind === 'memory' && view.resourceId === better.resourceId) return SAME_DOCUMENT_PLACES;
    // Two todos in the same words are two.
    if (view.kind === 'todo' || view.kind === 'pattern') return 0;
    const [own, others] = [terms.get(view.vectorId), terms.get(better.vectorId)];
    return own && others && areAlike(own, others, NEAR_DUPLICATE) ? NEAR_DUPLICATE_PLACES : 0;
  };
  return falling(diversify(ranked, { setBack, limit: topK + DIVERSITY_DEPTH }).slice(0, topK));
}

function falling(hits: readonly RankedChunk[]): RankedChunk[] {
  let least = Infinity;
  return hits.map((hit) => {
    if (hit.score <= least) {
      least = hit.score;
      return hit;
    }
    return withScore(hit, least);
  });
}

/** The shares are of the score, so they fall with it. */
function withScore({ candidate, score, scoreAlone, why, features }: RankedChunk, lower: number): RankedChunk {
  const part = lower / score;
  const { semantic, keyword, tokens, neighbours, form, recency, graph, feedback } = why;
  return {
    candidate, score: lower, scoreAlone, ...(features && { features }),
    why: { semantic: semantic * part, keyword: keyword * part, tokens: tokens * part, neighbours: neighbours * part, form: form * part, recency: recency * part, graph: graph * part, feedback: feedback * part },
  };
}
