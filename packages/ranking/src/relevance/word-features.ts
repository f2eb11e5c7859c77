import { at, nearby, type Neighbourhood } from './neighbourhood.js';
import { termsOf } from './terms.js';
import type { RankingFeatures, RankingQuery, RankingUnit } from './types.js';

/** How fast further uses of a word stop counting, and how much a longer text needs more of them. */
interface Saturation {
  readonly k1: number;
  readonly b: number;
}

const FLAT: Saturation = { k1: 0.6, b: 0.3 };
/** The usual values: better for passages, too hard on short turns. */
const BY_LENGTH: Saturation = { k1: 1.2, b: 0.75 };
/** What a word beside the unit counts, where its own counts 1. */
const NEIGHBOUR = 0.35;
const NEIGHBOURS_LENGTH = 1 + 2 * NEIGHBOUR - 0.04;
/** Words of a phrase stand next to each other or one apart. */
const PHRASE_DISTANCE = 2;

/** A question's distinct terms with the rarity of each, in order. */
export interface QueryTerms {
  readonly terms: readonly string[];
  readonly rarity: Float64Array;
  /** Above 0. */
  readonly total: number;
}

/** Several terms of one word (characters of an unspaced script) share its rarity. */
export function queryTerms(words: RankingQuery['words']): QueryTerms {
  const rarities = new Map<string, number>();
  for (const { word, rarity } of words) {
    const terms = termsOf(word);
    for (const term of terms) if (!rarities.has(term)) rarities.set(term, Math.max(rarity, 0) / terms.length);
  }
  const rarity = Float64Array.from(rarities.values());
  return { terms: [...rarities.keys()], rarity, total: rarity.reduce((sum, value) => sum + value, 0) || 1 };
}

/** What is told by the words, for each unit. */
export function wordFeatures(query: QueryTerms & { readonly spelled: readonly string[] }, averageLength: number, units: readonly RankingUnit[], neighbours: Neighbourhood): RankingFeatures[] {
  const texts = units.map(({ text }) => readTerms(text ?? '', query.terms));
  const lengths = Float64Array.from(texts, ({ length }) => length);
  const own = Float64Array.from(texts, ({ counts, length }) => wordScore(query, counts, length / averageLength, FLAT));
  const { previous, next } = neighbours;
  const spelled = query.spelled.map((term) => query.terms.indexOf(term)).filter((at) => at >= 0);
  return texts.map(({ counts, length, places }, place) => {
    const [before, after] = [previous[place] ?? -1, next[place] ?? -1];
    const beside = query.terms.map((_, term) => at(texts[before]?.counts ?? [], term) + at(texts[after]?.counts ?? [], term));
    const besideLength = at(lengths, before) + at(lengths, after);
    const withWeight = (weight: number): number[] => counts.map((count, term) => count + weight * (beside[term] ?? 0));
    const around = nearby(own, neighbours, place);
    return {
      words: own[place] ?? 0,
      wordsByLength: wordScore(query, counts, length / averageLength, BY_LENGTH),
      wordsWithNeighbours: wordScore(query, withWeight(NEIGHBOUR), (length + NEIGHBOUR * besideLength) / (averageLength * NEIGHBOURS_LENGTH), FLAT),
      wordsOfPassage: wordScore(query, withWeight(1), (length + besideLength) / (averageLength * 2), BY_LENGTH),
      wordsOfNeighbours: (at(own, before) + at(own, after)) / 2,
      wordsNearby: around.mean,
      wordsNearbyBest: around.best,
      coverage: counts.reduce((sum, count, term) => sum + (count > 0 ? (query.rarity[term] ?? 0) : 0), 0) / query.total,
      phrase: phraseShare(query, places),
      spelled: spelled.length === 0 ? 0 : spelled.filter((at) => (counts[at] ?? 0) > 0).length / spelled.length,
      length: Math.log1p(length),
    };
  });
}

interface ReadTerms {
  readonly length: number;
  /** How often each term of the question is there. */
  readonly counts: readonly number[];
  readonly places: readonly (readonly number[])[];
}

function readTerms(text: string, wanted: readonly string[]): ReadTerms {
  const numbers = new Map(wanted.map((term, index) => [term, index]));
  const places: number[][] = wanted.map(() => []);
  const terms = termsOf(text);
  terms.forEach((term, place) => {
    const number = numbers.get(term);
    if (number !== undefined) places[number]?.push(place);
  });
  return { length: terms.length, counts: places.map((some) => some.length), places };
}

/** BM25 as a share of the most that the question's words can reach, 0 to 1. */
function wordScore({ rarity, total }: QueryTerms, counts: readonly number[], relativeLength: number, { k1, b }: Saturation): number {
  const half = k1 * (1 - b + b * relativeLength);
  return counts.reduce((sum, count, term) => (count === 0 ? sum : sum + ((rarity[term] ?? 0) * count) / (count + half)), 0) / total;
}

/** The share of the question's neighbouring pairs of words that stand together here, in order. */
function phraseShare({ rarity }: QueryTerms, places: ReadTerms['places']): number {
  let [found, all] = [0, 0];
  for (let term = 1; term < places.length; term += 1) {
    const weight = Math.min(rarity[term - 1] ?? 0, rarity[term] ?? 0);
    all += weight;
    const seconds = places[term] ?? [];
    if (places[term - 1]?.some((first) => seconds.some((second) => second > first && second - first <= PHRASE_DISTANCE))) found += weight;
  }
  return all === 0 ? 0 : found / all;
}
