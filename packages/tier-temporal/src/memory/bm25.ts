import { CONTEXT_WEIGHT } from '../context-weight.js';
import { wordsOf } from '../words.js';

/** The usual constants; FTS5 has the same. */
const K1 = 1.2;
const B = 0.75;

/** Words without their diacritics. */
export function terms(text: string): string[] {
  return wordsOf(text.normalize('NFD').replaceAll(/\p{M}/gu, ''));
}

/** A text, and what stands around it. */
export interface Searched {
  readonly content: string;
  readonly context: string;
}

/**
 * BM25 of each text for the query's terms, as FTS5 computes it over two columns; 0 where none occurs.
 * @see Robertson, Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009)
 */
export function bm25(query: readonly string[], texts: readonly Searched[]): number[] {
  const documents = texts.map(({ content, context }) => ({ own: terms(content), around: terms(context) }));
  const lengths = documents.map(({ own, around }) => own.length + around.length);
  const averageLength = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const weights = query.map((term) => {
    const holding = documents.filter(({ own, around }) => own.includes(term) || around.includes(term)).length;
    return Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5));
  });
  return documents.map(({ own, around }, place) => query.reduce((score, term, index) => {
    const times = (words: readonly string[]): number => words.filter((word) => word === term).length;
    const count = times(own) + CONTEXT_WEIGHT * times(around);
    return score + ((weights[index] ?? 0) * count * (K1 + 1)) / (count + K1 * (1 - B + (B * (lengths[place] ?? 0)) / averageLength));
  }, 0));
}
