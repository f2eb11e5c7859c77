import { CONTEXT_WEIGHT } from '../context-weight.js';
import { indexedText, indexTerms } from '../words/index-terms.js';
import { tokensOf, type QueryTerm } from '../words/query-terms.js';

/** The usual constants; FTS5 has the same. */
const K1 = 1.2;
const B = 0.75;

/** The tokens of a text, as an index holds them, but unstemmed where it is English. */
export function terms(text: string): string[] {
  return tokensOf(indexedText(text, indexTerms(text)));
}

/** How often a term stands in the tokens of a text. */
export function usesOf({ forms, isPrefix }: QueryTerm): (tokens: readonly string[]) => number {
  const wanted = forms.map(tokensOf);
  const begins = (token: string | undefined, form: string): boolean => (isPrefix ? token?.startsWith(form) === true : token === form);
  return (tokens) => tokens.filter((_token, place) => wanted.some((form) => form.length > 0 && form.every((part, at) => begins(tokens[place + at], part)))).length;
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
export function bm25(query: readonly QueryTerm[], texts: readonly Searched[]): number[] {
  const documents = texts.map(({ content, context }) => ({ own: terms(content), around: terms(context) }));
  const lengths = documents.map(({ own, around }) => own.length + around.length);
  const averageLength = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const wanted = query.map(usesOf);
  const weights = wanted.map((uses) => {
    const holding = documents.filter(({ own, around }) => uses(own) > 0 || uses(around) > 0).length;
    return Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5));
  });
  return documents.map(({ own, around }, place) => wanted.reduce((score, uses, index) => {
    const count = uses(own) + CONTEXT_WEIGHT * uses(around);
    return score + ((weights[index] ?? 0) * count * (K1 + 1)) / (count + K1 * (1 - B + (B * (lengths[place] ?? 0)) / averageLength));
  }, 0));
}
