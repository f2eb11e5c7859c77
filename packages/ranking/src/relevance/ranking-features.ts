import { readerFor } from './foreign.js';
import { neighbourhoodOf, type Neighbourhood } from './neighbourhood.js';
import { quotedPhrases, quotedShare } from './quoted.js';
import { isOfTime, meaningFeatures, rareTokenWeights, tokenFeatures, withTimesSaid } from './signal-features.js';
import { useFeatures } from './stated.js';
import { ENGLISH_TERMS, FOREIGN_TERMS, type TermReader } from './terms.js';
import type { RankingFeatures, RankingQuery, RankingUnit } from './types.js';
import { queryTerms, wordFeatures, type QueryTerms } from './word-features.js';

/** A name before a colon, as transcripts have it. */
const SPEAKER = /^([^\n:]{1,40}):\s/;
const ENDS_ASKING = /[?？؟]["'”’)\]]*\s*$/u;
/** A name is a capitalised word that does not open the question. */
const NAME = /(?<=\S\s+["'“‘(]*)\p{Lu}[\p{L}\p{M}\p{N}]*/gu;

/**
 * What is known of each unit that may answer a question, and of its neighbours, as numbers that mean the same whatever else was found.
 *
 * Give the best candidates of both sides and the units beside them; a neighbour that is not among the units counts as silent. Nothing is looked up: every
 * signal comes with the units, and one that a unit lacks is left out of its features.
 * @returns features in the order of the units, each finite.
 */
export function rankingFeatures(query: RankingQuery, units: readonly RankingUnit[]): RankingFeatures[] {
  const neighbours = neighbourhoodOf(units);
  const reader = readerFor(query);
  const terms = queryTerms(query.words, reader);
  const averageLength = Math.max(query.averageLength, 1);
  const rareWeights = query.tokenWords && rareTokenWeights(query.tokenWords, terms);
  const words = wordFeatures({ ...terms, spelled: spelledTerms(query, reader), lookedUp: lookedUpTerms(query, terms) }, averageLength, units, neighbours);
  const meaning = meaningFeatures(units, neighbours);
  const asks = units.map(({ text }) => ENDS_ASKING.test(text ?? ''));
  // Tokens that are single letters and syllables resemble those of any text.
  const tokens = reader === FOREIGN_TERMS ? [] : tokenFeatures(withTimesSaid(units, query), { rareWeights, neighbours, asks });
  const names = [...new Set((query.text.match(NAME) ?? []).flatMap(reader.of))].filter((term) => terms.terms.includes(term));
  const shape = shapeFeatures(query, units, { names, neighbours, asks, reader });
  return units.map((_, place) => joined(words[place] ?? NONE, meaning[place] ?? NONE, tokens[place] ?? NONE, shape[place] ?? NONE));
}

const NONE: RankingFeatures = {};

/** Written out: objects of one shape, made at once, take a tenth of the time of spread ones, and there are hundreds a question. */
function joined(words: RankingFeatures, meaning: RankingFeatures, tokens: RankingFeatures, shape: RankingFeatures): RankingFeatures {
  return {
    words: words.words, wordsByLength: words.wordsByLength, wordsWithNeighbours: words.wordsWithNeighbours, wordsOfPassage: words.wordsOfPassage, wordsAroundBest: words.wordsAroundBest,
    coverage: words.coverage, coverageOfSurroundings: words.coverageOfSurroundings, phrase: words.phrase, quoted: shape.quoted, names: shape.names, spelled: words.spelled, lookedUp: words.lookedUp,
    meaning: meaning.meaning, meaningOfPassage: meaning.meaningOfPassage, meaningOfNeighbours: meaning.meaningOfNeighbours, meaningNearby: meaning.meaningNearby, meaningNearbyBest: meaning.meaningNearbyBest,
    tokens: tokens.tokens, rareTokens: tokens.rareTokens, tokensWithNeighbours: tokens.tokensWithNeighbours, tokensOfSurroundings: tokens.tokensOfSurroundings,
    question: shape.question, afterQuestion: shape.afterQuestion, afterMatchingQuestion: tokens.afterMatchingQuestion,
    length: words.length, first: shape.first, speaker: shape.speaker, speakerBefore: shape.speakerBefore, time: shape.time, newness: shape.newness, usedForSuch: shape.usedForSuch, usedOften: shape.usedOften,
  };
}

/** So many tokens make a word one that the model does not know: a name, an identifier, a number. */
const SPELLED_TOKENS = 3;

/** As names are written: one capital, and small letters after it. */
const CAPITALISED = /\b\p{Lu}\p{Ll}+\b/gu;
/** A year, or a day of a month. */
const OF_DATE = /^(?:(?:19|20)\d\d|[0-3]?\d(?:st|nd|rd|th)?)$/;

/**
 * Words that the model has to spell out. Their pieces resemble those of any other such word ("E4711", "E4712", "kubectl"), so what counts of them is whether they are there. None are
 * names, which have a feature of their own; what is less rare than the question's words are in the mean; and the numbers of a date that the question speaks of, as a unit seldom names its own day. In a language that the model does not know it spells most words: there only numbers count.
 */
function spelledTerms(query: RankingQuery, reader: TermReader): string[] {
  const { text, tokenWords = [], words, times = [] } = query;
  const tokens = new Map<string, number>();
  for (const word of tokenWords) for (const term of reader.of(word)) tokens.set(term, (tokens.get(term) ?? 0) + 1);
  const mean = words.reduce((sum, { rarity }) => sum + rarity, 0) / words.length;
  const capitalised = new Set((text.match(CAPITALISED) ?? []).flatMap(reader.of));
  return words.filter(({ rarity }) => rarity >= mean).flatMap(({ word }) => reader.of(word)).filter((term) => {
    if (/\d/u.test(term)) return times.length === 0 || !OF_DATE.test(term);
    return reader === ENGLISH_TERMS && (tokens.get(term) ?? 0) >= SPELLED_TOKENS && !capitalised.has(term);
  });
}

/** Who searches for a word or two wants what holds them, not what is about something like it. More terms than that are a sentence without spaces, or a name of code. */
const LOOKUP_WORDS = 2;
const LOOKUP_TERMS = 4;

function lookedUpTerms({ text }: RankingQuery, { terms, reader }: QueryTerms): readonly string[] {
  const isLookup = (text.match(/\S+/gu) ?? []).length <= LOOKUP_WORDS && reader.of(text).length <= LOOKUP_TERMS;
  return isLookup ? terms : [];
}

interface ShapeOptions {
  /** Terms of the names in the question. */
  readonly names: readonly string[];
  readonly neighbours: Neighbourhood;
  /** For each unit, whether it ends with a question. */
  readonly asks: readonly boolean[];
  readonly reader: TermReader;
}

function shapeFeatures({ text, times = [], nowMs }: RankingQuery, units: readonly RankingUnit[], { names, neighbours, asks, reader }: ShapeOptions): RankingFeatures[] {
  const isNamed = units.map((unit) => names.length > 0 && speakerOf(unit, reader).some((term) => names.includes(term)));
  const phrases = quotedPhrases(text);
  return units.map((unit, place) => {
    const { isFirst, atMs, uses = [] } = unit;
    const before = neighbours.previous[place] ?? -1;
    const terms = names.length > 0 ? reader.ofUnit(unit) : [];
    return {
      names: names.length === 0 ? 0 : names.filter((name) => terms.includes(name)).length / names.length,
      quoted: quotedShare(phrases, unit),
      question: Number(asks[place] ?? false),
      afterQuestion: Number(asks[before] ?? false),
      first: Number(isFirst),
      speaker: Number(isNamed[place] ?? false),
      speakerBefore: Number(isNamed[before] ?? false),
      time: Number(isOfTime(atMs, times)),
      newness: nowMs === undefined || atMs === null ? 0 : newness(nowMs - atMs),
      ...useFeatures(uses),
    };
  });
}

const DAY_MS = 86_400_000;
const OLD_DAYS = 3650;

/** 1 for what was said just now, a half after two months, 0 after ten years: what changes often is overtaken within days, what seldom does within years. */
function newness(ageMs: number): number {
  return Math.max(0, 1 - Math.log1p(Math.max(0, ageMs) / DAY_MS) / Math.log1p(OLD_DAYS));
}

function speakerOf({ kind, text }: RankingUnit, reader: TermReader): readonly string[] {
  return kind === 'message' ? reader.of(SPEAKER.exec(text ?? '')?.[1] ?? '') : [];
}

/** Units and uses that a record is taken to have besides its own: of a handful no word would be rare, and what stands in none of them would count most. Among thousands they do not show. */
const SUPPOSED_UNITS = 20;
const SUPPOSED_USES = 0.4;

/**
 * How rare a word is: BM25's inverse document frequency with a few units supposed, at least almost 0.
 * @param documents - units in the index.
 * @param holding - those that hold the word.
 */
export function inverseDocumentFrequency(documents: number, holding: number): number {
  const uses = holding + SUPPOSED_USES;
  return Math.max(1e-6, Math.log((documents + SUPPOSED_UNITS - uses + 0.5) / (uses + 0.5)) || 0);
}
