import { stemOf } from '../content-words.js';
import { lightStem } from './light-stem.js';
import type { RankingUnit } from './types.js';

const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;
/** Scripts written without spaces: their words are taken as overlapping pairs of characters. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const LETTER = /\p{L}/gu;

/** Whether most of a text is in a script that is written without spaces. Models of English know little of these, so that words tell more than meaning. */
export function isUnspaced(text: string): boolean {
  const letters = text.match(LETTER) ?? [];
  return letters.filter((letter) => UNSPACED.test(letter)).length > letters.length / 2;
}

const ASCII = /^[\0-\x7f]*$/;
const ASCII_WORD = /[a-z0-9]+/g;
/** Reads texts as terms. */
export interface TermReader {
  /** The terms of a text in order, repeats included: words in small letters without marks and endings, character pairs where no spaces part the words. */
  of(text: string): string[];
  /** The terms of a unit's text, after those of its name; where its `origin` is told, the text's are made once. */
  ofUnit(unit: Pick<RankingUnit, 'text' | 'origin' | 'named'>): readonly string[];
}

const MOST_STEMS = 20_000;

function createTermReader(stemOfWord: (word: string) => string): TermReader {
  /** Words met lately with their stems: a text has most of its words in common with others. */
  const stems = new Map<string, string>();
  /** By what the texts were read from, and no longer than that is held. */
  const known = new WeakMap<object, readonly string[]>();

  const stem = (word: string): string => {
    const before = stems.get(word);
    if (before !== undefined) return before;
    if (stems.size >= MOST_STEMS) stems.clear();
    const made = stemOfWord(word);
    stems.set(word, made);
    return made;
  };
  const of = (text: string): string[] => {
    if (ASCII.test(text)) return (text.toLowerCase().match(ASCII_WORD) ?? []).map(stem);
    const words = text.normalize('NFKD').replaceAll(/\p{M}+/gu, '').toLowerCase().match(WORD) ?? [];
    return words.flatMap((word) => (UNSPACED.test(word) ? pairsOf(word) : [stem(word)]));
  };
  return {
    of,
    ofUnit: ({ text, origin, named }) => {
      const before = origin && known.get(origin);
      const terms = before ?? of(text ?? '');
      if (origin && !before) known.set(origin, terms);
      return named ? [...of(named), ...terms] : terms;
    },
  };
}

/** Without English endings. */
export const ENGLISH_TERMS = createTermReader(stemOf);
/** Without the endings that other languages of Europe share. */
export const FOREIGN_TERMS = createTermReader(lightStem);

/** The terms of a text in order, repeats included: words in small letters without marks and English endings, character pairs where no spaces part the words. */
export const termsOf = ENGLISH_TERMS.of;

/** {@link termsOf} of a unit's text, after its name; where its `origin` is told, the text's are made once. */
export const termsOfUnit = ENGLISH_TERMS.ofUnit;

function pairsOf(word: string): string[] {
  const characters = [...word];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
}
