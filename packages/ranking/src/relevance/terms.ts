import { stemOf } from '../content-words.js';
import type { RankingUnit } from './types.js';

const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;
/** Scripts written without spaces: their words are taken as overlapping pairs of characters. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const ASCII = /^[\0-\x7f]*$/;
const ASCII_WORD = /[a-z0-9]+/g;
/** Words met lately with their stems: a text has most of its words in common with others. */
const STEMS = new Map<string, string>();
const MOST_STEMS = 20_000;

/** The terms of a text in order, repeats included: words in small letters without marks and English endings, character pairs where no spaces part the words. */
export function termsOf(text: string): string[] {
  if (ASCII.test(text)) return (text.toLowerCase().match(ASCII_WORD) ?? []).map(knownStem);
  const words = text.normalize('NFKD').replaceAll(/\p{M}+/gu, '').toLowerCase().match(WORD) ?? [];
  return words.flatMap((word) => (UNSPACED.test(word) ? pairsOf(word) : [knownStem(word)]));
}

/** By what the texts were read from, and no longer than that is held. */
const TERMS = new WeakMap<object, readonly string[]>();

/** The terms of a unit's text; where its `origin` is told, they are made once. */
export function termsOfUnit({ text, origin }: Pick<RankingUnit, 'text' | 'origin'>): readonly string[] {
  const known = origin && TERMS.get(origin);
  if (known) return known;
  const terms = termsOf(text ?? '');
  if (origin) TERMS.set(origin, terms);
  return terms;
}

function knownStem(word: string): string {
  const known = STEMS.get(word);
  if (known !== undefined) return known;
  if (STEMS.size >= MOST_STEMS) STEMS.clear();
  const stem = stemOf(word);
  STEMS.set(word, stem);
  return stem;
}

function pairsOf(word: string): string[] {
  const characters = [...word];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
}
