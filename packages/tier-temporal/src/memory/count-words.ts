import type { WordFrequencies } from '@ltmc/contracts';
import { queryTerms } from '../words/query-terms.js';
import { terms, usesOf } from './bm25.js';
import { isCurrent, type MemoryState } from './state.js';

/** How common each word is among the current chunks, counted. */
export function countWords({ versions }: MemoryState, words: readonly string[]): WordFrequencies {
  const chunks = versions.filter(isCurrent).flatMap((version) => version.chunks.map(({ input }) => terms(input.content)));
  const holding = words.map((word) => {
    const wanted = queryTerms(word).filter(({ isPrefix }) => !isPrefix).map(usesOf);
    return chunks.filter((tokens) => wanted.some((uses) => uses(tokens) > 0)).length;
  });
  return { chunks: Math.max(1, chunks.length), holding };
}
