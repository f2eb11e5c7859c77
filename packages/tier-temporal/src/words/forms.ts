import { foldWord } from './fold.js';
import { lightStem } from './light-stem.js';

/** A letter that nobody types (a half-long mark). At the end of a word it keeps FTS5's porter tokenizer from stemming it as English, and tells it from one that was. */
const UNSTEMMED = '\u02d1';
const IS_LATIN = /^[a-z]+$/u;
/** Shorter words are as they are in every language. */
const LEAST_LETTERS = 3;
const MARKS = /\p{M}/gu;
/** Where FTS5's tokenizer ends a word at a mark (the vowel signs of India, of Thai), a letter of the private use area stands for it. */
const PRIVATE_START = 0xe000;
const PRIVATE_SIZE = 6400;

/** A token that FTS5 takes for one word. */
export function asToken(folded: string): string {
  return folded.replaceAll(MARKS, (mark) => String.fromCodePoint(PRIVATE_START + ((mark.codePointAt(0) ?? 0) % PRIVATE_SIZE)));
}

/** How a word stands in the index where its text is not English. */
export function foreignForm(word: string): string {
  const folded = foldWord(word);
  if (!IS_LATIN.test(folded)) return asToken(lightStem(folded));
  return folded.length < LEAST_LETTERS ? folded : lightStem(folded) + UNSTEMMED;
}

/** How a word stands in the index where its text is English, or may be: FTS5 stems it. */
export function englishForm(word: string): string {
  return asToken(foldWord(word));
}

/** Each form a word may stand in, so that it is found whatever its text and the question were taken for. */
export function formsOf(word: string): string[] {
  return [...new Set([englishForm(word), foreignForm(word)])];
}
