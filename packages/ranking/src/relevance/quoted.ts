import { termsOf, termsOfUnit } from './terms.js';
import type { RankingUnit } from './types.js';

/** What stands between a pair of double quotation marks, of whatever country. Single ones are apostrophes too often. */
const QUOTED = /"([^"\n]+)"|“([^“”\n]+)”|„([^„“”\n]+)[“”]|«([^«»\n]+)»|「([^「」\n]+)」/gu;

/** Words that are joined: taken whole, then looked at, as one pattern for both would take time with the square of their number. */
const JOINED = /(?<![\p{L}\p{N}])[\p{L}\p{N}]+(?:(?:[_./-]|::)[\p{L}\p{N}]+)+/gu;
/** What joins the words of a name of code: `user_keys`, `json.loads`, `std::vector`, `src/auth/token.ts`, `6.15.0`; not those of "and/or" and "well-known". */
const JOINS_CODE = /[_.]|::/u;
/** As in "e.g." and "U.S." */
const ABBREVIATION = /^\p{L}(?:\.\p{L})+$/u;

/** The terms of each phrase that a question quotes, and of each name of code in it; single words are none. */
export function quotedPhrases(text: string): string[][] {
  const quoted = Array.from(text.matchAll(QUOTED), (found) => found.slice(1).find((inside) => inside !== undefined) ?? '');
  const names = (text.match(JOINED) ?? []).filter((name) => JOINS_CODE.test(name) && !ABBREVIATION.test(name));
  return [...quoted, ...names].map(termsOf).filter(({ length }) => length > 1);
}

/** The share of the phrases that stand in the unit as they were quoted, 0 to 1; 0 where none was. */
export function quotedShare(phrases: readonly (readonly string[])[], unit: RankingUnit): number {
  if (phrases.length === 0) return 0;
  const terms = termsOfUnit(unit);
  return phrases.filter((phrase) => terms.some((_term, place) => phrase.every((term, at) => terms[place + at] === term))).length / phrases.length;
}
