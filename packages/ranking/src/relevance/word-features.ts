import { at, visitAround, type Neighbourhood } from './neighbourhood.js';
import { ENGLISH_TERMS, type TermReader } from './terms.js';
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
  /** What the terms were read with. */
  readonly reader: TermReader;
}

/** Several terms of one word (characters of an unspaced script) share its rarity. */
export function queryTerms(words: RankingQuery['words'], reader: TermReader = ENGLISH_TERMS): QueryTerms {
  const rarities = new Map<string, number>();
  for (const { word, rarity } of words) {
    const terms = reader.of(word);
    for (const term of terms) if (!rarities.has(term)) rarities.set(term, Math.max(rarity, 0) / terms.length);
  }
  const rarity = Float64Array.from(rarities.values());
  return { terms: [...rarities.keys()], rarity, total: rarity.reduce((sum, value) => sum + value, 0) || 1, reader };
}

/** Terms of a question of which it counts whether they are there, however rare they are. */
export interface ExactTerms {
  readonly spelled: readonly string[];
  readonly lookedUp: readonly string[];
}

/** What is told by the words, for each unit. */
export function wordFeatures(query: QueryTerms & ExactTerms, averageLength: number, units: readonly RankingUnit[], neighbours: Neighbourhood): RankingFeatures[] {
  const numbers = new Map(query.terms.map((term, number) => [term, number]));
  const texts = units.map((unit) => readTerms(query.reader.ofUnit(unit), numbers));
  const withNeighbours = Float64Array.from(texts, (_, place) => {
    const { counts, length } = passageOf(texts, neighbours, place, NEIGHBOUR);
    return wordScore(query, counts, length / (averageLength * NEIGHBOURS_LENGTH), FLAT);
  });
  const [spelled, lookedUp] = [query.spelled, query.lookedUp].map((exact) => exact.map((term) => query.terms.indexOf(term)).filter((at) => at >= 0));
  return texts.map((text, place) => {
    const { counts, length } = text;
    const passage = passageOf(texts, neighbours, place, 1);
    const uses = counts.map(isThere);
    let wordsAroundBest = 0;
    visitAround(neighbours, place, AROUND, (other, distance) => {
      wordsAroundBest = Math.max(wordsAroundBest, at(withNeighbours, other));
      if (distance <= SURROUNDINGS) raise(uses, texts[other]?.counts, FURTHER ** distance);
    });
    return {
      words: wordScore(query, counts, length / averageLength, FLAT),
      wordsByLength: wordScore(query, counts, length / averageLength, BY_LENGTH),
      wordsWithNeighbours: at(withNeighbours, place),
      wordsOfPassage: wordScore(query, passage.counts, passage.length / (averageLength * 2), BY_LENGTH),
      wordsAroundBest,
      coverage: covered(query, counts.map(isThere)),
      coverageOfSurroundings: covered(query, uses),
      phrase: phraseShare(query, text),
      spelled: shareThere(spelled, counts),
      lookedUp: shareThere(lookedUp, counts),
      length: Math.log1p(length),
    };
  });
}

/** 0 where there are none. */
function shareThere(terms: readonly number[] = [], counts: Float64Array): number {
  return terms.length === 0 ? 0 : terms.filter((term) => at(counts, term) > 0).length / terms.length;
}

function isThere(count: number): number {
  return count > 0 ? 1 : 0;
}

/** A text with the two that stand right beside it, whose words count `weight`. */
function passageOf(texts: readonly ReadTerms[], { previous, next }: Neighbourhood, place: number, weight: number): Pick<ReadTerms, 'counts' | 'length'> {
  const [own, before, after] = [texts[place], texts[previous[place] ?? -1], texts[next[place] ?? -1]];
  const counts = new Float64Array(own?.counts.length ?? 0);
  for (let term = 0; term < counts.length; term += 1) counts[term] = at(own?.counts ?? NONE, term) + weight * (at(before?.counts ?? NONE, term) + at(after?.counts ?? NONE, term));
  return { counts, length: (own?.length ?? 0) + weight * ((before?.length ?? 0) + (after?.length ?? 0)) };
}

const NONE = new Float64Array();

/** What a use of a term in the surroundings counts, where a use in the unit itself counts 1; of several the nearest. */
function raise(uses: Float64Array, counts: Float64Array | undefined, worth: number): void {
  for (let term = 0; term < uses.length; term += 1) if (at(counts ?? NONE, term) > 0 && at(uses, term) < worth) uses[term] = worth;
}

/** The share of the question's rarity that is covered, each term as much as `uses` says, 0 to 1. */
function covered({ rarity, total }: QueryTerms, uses: Float64Array): number {
  let sum = 0;
  for (let term = 0; term < uses.length; term += 1) sum += at(rarity, term) * at(uses, term);
  return sum / total;
}

interface ReadTerms {
  readonly length: number;
  /** How often each term of the question is there. */
  readonly counts: Float64Array;
  /** The terms of the question that are there, by number, in the order of the text, and where each stands. */
  readonly found: readonly { readonly term: number; readonly place: number }[];
}

/** @param wanted - numbers of the question's terms */
function readTerms(terms: readonly string[], wanted: ReadonlyMap<string, number>): ReadTerms {
  const counts = new Float64Array(wanted.size);
  const found: { term: number; place: number }[] = [];
  for (const [place, word] of terms.entries()) {
    const term = wanted.get(word);
    if (term === undefined) continue;
    counts[term] = at(counts, term) + 1;
    found.push({ term, place });
  }
  return { length: terms.length, counts, found };
}

/** BM25 as a share of the most that the question's words can reach, 0 to 1. */
function wordScore({ rarity, total }: QueryTerms, counts: Float64Array, relativeLength: number, { k1, b }: Saturation): number {
  const half = k1 * (1 - b + b * relativeLength);
  let sum = 0;
  for (let term = 0; term < counts.length; term += 1) {
    const count = at(counts, term);
    if (count !== 0) sum += (at(rarity, term) * count) / (count + half);
  }
  return sum / total;
}

/** The share of the question's neighbouring pairs of words that stand together here, in order. */
function phraseShare({ rarity }: QueryTerms, { found }: ReadTerms): number {
  let [shared, all] = [0, 0];
  for (let term = 1; term < rarity.length; term += 1) {
    const weight = Math.min(at(rarity, term - 1), at(rarity, term));
    all += weight;
    if (standTogether(found, term)) shared += weight;
  }
  return all === 0 ? 0 : shared / all;
}

/** Whether a term stands right after the one before it in the question, or one apart. */
function standTogether(found: ReadTerms['found'], term: number): boolean {
  return found.some((second, at) => {
    if (second.term !== term) return false;
    for (let before = at - 1; before >= 0; before -= 1) {
      const first = found[before];
      if (first === undefined || second.place - first.place > PHRASE_DISTANCE) return false;
      if (first.term === term - 1) return true;
    }
    return false;
  });
}
