import { wordsOf } from '../words.js';

/** The usual constants; FTS5 has the same. */
const K1 = 1.2;
const B = 0.75;

/** Words without their diacritics. */
export function terms(text: string): string[] {
  return wordsOf(text.normalize('NFD').replaceAll(/\p{M}/gu, ''));
}

/**
 * BM25 of each text for the query's terms; 0 where none occurs.
 * @see Robertson, Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009)
 */
export function bm25(query: readonly string[], texts: readonly string[]): number[] {
  const documents = texts.map(terms);
  const averageLength = documents.reduce((sum, document) => sum + document.length, 0) / documents.length;
  const weights = query.map((term) => {
    const holding = documents.filter((document) => document.includes(term)).length;
    return Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5));
  });
  return documents.map((document) => query.reduce((score, term, index) => {
    const count = document.filter((word) => word === term).length;
    return score + ((weights[index] ?? 0) * count * (K1 + 1)) / (count + K1 * (1 - B + (B * document.length) / averageLength));
  }, 0));
}
