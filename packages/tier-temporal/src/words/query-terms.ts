import { foldWord, normalizeForms } from './fold.js';
import { asToken, englishForm, formsOf } from './forms.js';
import { nameWords } from './identifiers.js';
import { languageOf, OTHER_STOP_WORDS } from './language.js';
import { quotedPhrases } from './quoted.js';
import { lengthOf, pairsOf, piecesOf } from './scripts.js';
import { STOP_WORDS } from './stop-words.js';

/** One thing to look for. */
export interface QueryTerm {
  /** Tokens of the index, any of which will do; at least one. Several in one form, parted by spaces, must follow each other. */
  readonly forms: readonly string[];
  /** Whether a token need only begin so. */
  readonly isPrefix: boolean;
}

/** Of a longer query the first ones count. */
const MOST_TERMS = 20_000;

/** The distinct terms of a query that are worth looking for: without stop words, unless there is nothing else; and what it quotes, as a phrase. */
export function queryTerms(query: string): QueryTerm[] {
  const text = normalizeForms(query);
  const isOther = languageOf(text) === 'other';
  const isStopWord = (word: string): boolean => STOP_WORDS.has(word) || (isOther && OTHER_STOP_WORDS.has(word));
  const terms = new Map<string, QueryTerm>();
  const stopWords = new Map<string, QueryTerm>();
  const add = (word: string, forms: readonly string[], isPrefix = false): void => {
    (isStopWord(word) ? stopWords : terms).set(forms[0] ?? word, { forms, isPrefix });
  };
  for (const piece of piecesOf(text)) {
    if (piece.unspaced) for (const term of runTerms(piece.text)) add(piece.text, term.forms, term.isPrefix);
    else add(foldWord(piece.text), formsOf(piece.text));
  }
  const { wholes, parts } = nameWords(text);
  for (const whole of wholes) add(whole, [englishForm(whole)]);
  for (const part of parts) add(part, formsOf(part));
  const phrases = quotedPhrases(text).map((forms): QueryTerm => ({ forms, isPrefix: false }));
  return [...(terms.size > 0 ? terms : stopWords).values(), ...phrases].slice(0, MOST_TERMS);
}

/** The form in which a word stands in English texts and in no others; undefined where it has one form for all. */
export function englishOnly({ forms }: QueryTerm): string | undefined {
  return forms.length > 1 ? forms[0] : undefined;
}

/** The pairs of a run; a single character is looked for at the beginning of pairs. */
function runTerms(run: string): QueryTerm[] {
  const pairs = pairsOf(run).map(asToken);
  if (lengthOf(run) === 1) return pairs.map((pair) => ({ forms: [pair], isPrefix: true }));
  return pairs.slice(0, -1).map((pair) => ({ forms: [pair], isPrefix: false }));
}

/** All tokens in a text that the index sees, without diacritics, in order. */
export function tokensOf(indexed: string): string[] {
  return indexed.normalize('NFD').replaceAll(/\p{M}/gu, '').normalize('NFC').toLowerCase().match(/[\p{L}\p{N}\p{Co}]+/gu) ?? [];
}
