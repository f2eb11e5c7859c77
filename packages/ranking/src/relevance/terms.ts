import { stemOf } from '../content-words.js';

const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;
/** Scripts written without spaces: their words are taken as overlapping pairs of characters. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** The terms of a text in order, repeats included: words in small letters without marks and English endings, character pairs where no spaces part the words. */
export function termsOf(text: string): string[] {
  const words = text.normalize('NFKD').replaceAll(/\p{M}+/gu, '').toLowerCase().match(WORD) ?? [];
  return words.flatMap((word) => (UNSPACED.test(word) ? pairsOf(word) : [stemOf(word)]));
}

function pairsOf(word: string): string[] {
  const characters = [...word];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
}
