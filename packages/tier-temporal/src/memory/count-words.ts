import type { WordFrequencies } from '@ltmc/contracts';
import { foldWord, normalizeForms } from '../words/fold.js';
import { isRespellable, nearestWord } from '../words/spelling.js';
import { englishOnly, queryTerms, type QueryTerm } from '../words/query-terms.js';
import { terms, usesOf } from './bm25.js';
import { isCurrent, type MemoryState, type MemoryVersion } from './state.js';

/** How common each word is among the current chunks, counted. */
export function countWords({ versions }: MemoryState, words: readonly string[]): WordFrequencies {
  const chunks = versions.filter(isCurrent).flatMap((version) => version.chunks.map(({ input }) => terms(input.content)));
  const holding = (wanted: readonly QueryTerm[]): number => chunks.filter((tokens) => wanted.map(usesOf).some((uses) => uses(tokens) > 0)).length;
  const wanted = words.map((word) => queryTerms(word).filter(({ isPrefix }) => !isPrefix));
  return { chunks: Math.max(1, chunks.length), holding: wanted.map(holding), inEnglish: wanted.map((terms) => holding(terms.flatMap(inEnglishOnly))) };
}

function inEnglishOnly(term: QueryTerm): QueryTerm[] {
  const form = englishOnly(term);
  return form === undefined ? [] : [{ ...term, forms: [form] }];
}

/** For words that no current chunk holds, the nearest word of what was found. */
export function respell(state: MemoryState, found: readonly MemoryVersion[], words: readonly string[]): (string | undefined)[] {
  const { holding } = countWords(state, words);
  const texts = found.flatMap(({ chunks }) => chunks.map(({ input: { content, heading, context = null } }) => [content, heading, context].join('\n')));
  return words.map((word, place) => {
    const folded = foldWord(normalizeForms(word));
    return isRespellable(folded) && holding[place] === 0 ? nearestWord(word, texts) : undefined;
  });
}
