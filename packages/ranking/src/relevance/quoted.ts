import { termsOf, termsOfUnit } from './terms.js';
import type { RankingUnit } from './types.js';

/** What stands between a pair of double quotation marks, of whatever country. Single ones are apostrophes too often. */
const QUOTED = /"([^"\n]+)"|“([^“”\n]+)”|„([^„“”\n]+)[“”]|«([^«»\n]+)»|「([^「」\n]+)」/gu;

/** The terms of each phrase that a question quotes; single words are none. */
export function quotedPhrases(text: string): string[][] {
  return Array.from(text.matchAll(QUOTED), (found) => termsOf(found.slice(1).find((inside) => inside !== undefined) ?? '')).filter(({ length }) => length > 1);
}

/** The share of the phrases that stand in the unit as they were quoted, 0 to 1; 0 where none was. */
export function quotedShare(phrases: readonly (readonly string[])[], unit: RankingUnit): number {
  if (phrases.length === 0) return 0;
  const terms = termsOfUnit(unit);
  return phrases.filter((phrase) => terms.some((_term, place) => phrase.every((term, at) => terms[place + at] === term))).length / phrases.length;
}
