import { at, surroundings, type Neighbourhood, type Surrounding } from './neighbourhood.js';
import { termsOf, termsOfUnit } from './terms.js';
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
/** Within so many places a word that stands beside the unit covers the question too, each place further away a little less. */
const SURROUNDINGS = 5;
const FURTHER = 0.85;
/** So far around a unit its talk may have to do with it. */
const AROUND = 12;
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
  const texts = units.map((unit) => readTerms(termsOfUnit(unit), query.terms));
  const beside = texts.map((_, place) => besideOf(texts, neighbours, place, query.terms.length));
  const withNeighbours = Float64Array.from(texts, (text, place) => {
    const { counts, length } = joined(text, beside[place], NEIGHBOUR);
    return wordScore(query, counts, length / (averageLength * NEIGHBOURS_LENGTH), FLAT);
  });
  const spelled = query.spelled.map((term) => query.terms.indexOf(term)).filter((at) => at >= 0);
  return texts.map((text, place) => {
    const { counts, length, places } = text;
    const passage = joined(text, beside[place], 1);
    const around = surroundings(neighbours, place, AROUND);
    return {
      words: wordScore(query, counts, length / averageLength, FLAT),
      wordsByLength: wordScore(query, counts, length / averageLength, BY_LENGTH),
      wordsWithNeighbours: withNeighbours[place] ?? 0,
      wordsOfPassage: wordScore(query, passage.counts, passage.length / (averageLength * 2), BY_LENGTH),
      wordsAroundBest: around.reduce((best, { place: other }) => Math.max(best, at(withNeighbours, other)), 0),
      coverage: covered(query, (term) => (at(counts, term) > 0 ? 1 : 0)),
      coverageOfSurroundings: covered(query, (term) => (at(counts, term) > 0 ? 1 : nearestUse(texts, around, term))),
      phrase: phraseShare(query, places),
      spelled: spelled.length === 0 ? 0 : spelled.filter((term) => at(counts, term) > 0).length / spelled.length,
      length: Math.log1p(length),
    };
  });
}

type Counted = Pick<ReadTerms, 'counts' | 'length'>;

/** The two that stand right beside a text, as one. */
function besideOf(texts: readonly ReadTerms[], { previous, next }: Neighbourhood, place: number, terms: number): Counted {
  const nothing = { counts: Array.from({ length: terms }, () => 0), length: 0 };
  return joined(texts[previous[place] ?? -1] ?? nothing, texts[next[place] ?? -1], 1);
}

/** A text with a second one, whose words count `weight`. */
function joined({ counts, length }: Counted, other: Counted | undefined, weight: number): Counted {
  if (other === undefined) return { counts, length };
  return { counts: counts.map((count, term) => count + weight * at(other.counts, term)), length: length + weight * other.length };
}

/** The share of the question's rarity that is covered, each term as much as `of` says, 0 to 1. */
function covered({ terms, rarity, total }: QueryTerms, of: (term: number) => number): number {
  return terms.reduce((sum, _, term) => sum + at(rarity, term) * of(term), 0) / total;
}

/** What a use of a term in the surroundings counts, where a use in the unit itself counts 1; the further away the less. */
function nearestUse(texts: readonly ReadTerms[], around: readonly Surrounding[], term: number): number {
  return around.reduce((most, { place, distance }) => (distance <= SURROUNDINGS && at(texts[place]?.counts ?? [], term) > 0 ? Math.max(most, FURTHER ** distance) : most), 0);
}

interface ReadTerms {
  readonly length: number;
  /** How often each term of the question is there. */
  readonly counts: readonly number[];
  readonly places: readonly (readonly number[])[];
}

function readTerms(terms: readonly string[], wanted: readonly string[]): ReadTerms {
  const numbers = new Map(wanted.map((term, index) => [term, index]));
  const places: number[][] = wanted.map(() => []);
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
