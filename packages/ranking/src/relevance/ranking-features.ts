import { termsOf } from './terms.js';
import { neighbourhoodOf } from './neighbourhood.js';
import { meaningFeatures, rareTokenWeights, tokenFeatures } from './signal-features.js';
import type { RankingFeatures, RankingQuery, RankingUnit } from './types.js';
import { queryTerms, wordFeatures } from './word-features.js';

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
  const terms = queryTerms(query.words);
  const averageLength = Math.max(query.averageLength, 1);
  const rareWeights = query.tokenWords && rareTokenWeights(query.tokenWords, terms);
  const words = wordFeatures({ ...terms, spelled: spelledTerms(query) }, averageLength, units, neighbours);
  const meaning = meaningFeatures(units, neighbours);
  const tokens = tokenFeatures(units, rareWeights, neighbours);
  const names = new Set((query.text.match(NAME) ?? []).flatMap(termsOf).filter((term) => terms.terms.includes(term)));
  return units.map((unit, place) => joined(words[place] ?? NONE, meaning[place] ?? NONE, tokens[place] ?? NONE, shapeFeatures(query, unit, names)));
}

const NONE: RankingFeatures = {};

/** Written out: objects of one shape, made at once, take a tenth of the time of spread ones, and there are hundreds a question. */
function joined(words: RankingFeatures, meaning: RankingFeatures, tokens: RankingFeatures, shape: RankingFeatures): RankingFeatures {
  return {
    words: words.words, wordsByLength: words.wordsByLength, wordsWithNeighbours: words.wordsWithNeighbours, wordsOfPassage: words.wordsOfPassage,
    wordsOfNeighbours: words.wordsOfNeighbours, wordsNearby: words.wordsNearby, wordsNearbyBest: words.wordsNearbyBest, coverage: words.coverage, phrase: words.phrase, spelled: words.spelled,
    meaning: meaning.meaning, meaningOfPassage: meaning.meaningOfPassage, meaningOfNeighbours: meaning.meaningOfNeighbours, meaningNearby: meaning.meaningNearby, meaningNearbyBest: meaning.meaningNearbyBest,
    tokens: tokens.tokens, rareTokens: tokens.rareTokens, tokensWithNeighbours: tokens.tokensWithNeighbours, rareTokensWithNeighbours: tokens.rareTokensWithNeighbours,
    tokensNearby: tokens.tokensNearby, tokensNearbyBest: tokens.tokensNearbyBest,
    question: shape.question, length: words.length, first: shape.first, speaker: shape.speaker, time: shape.time,
  };
}

/** So many tokens make a word one that the model does not know: a name, an identifier, a number. */
const SPELLED_TOKENS = 3;

/**
 * Words that the model has to spell out. Their pieces resemble those of any other such word ("E4711", "E4712"), so what counts of them is whether they are there.
 */
function spelledTerms({ tokenWords = [], words }: RankingQuery): string[] {
  const tokens = new Map<string, number>();
  for (const word of tokenWords) for (const term of termsOf(word)) tokens.set(term, (tokens.get(term) ?? 0) + 1);
  return words.flatMap(({ word }) => termsOf(word)).filter((term) => (tokens.get(term) ?? 0) >= SPELLED_TOKENS || /\d/u.test(term));
}

function shapeFeatures({ times = [] }: RankingQuery, { kind, text, isFirst, atMs }: RankingUnit, names: ReadonlySet<string>): RankingFeatures {
  const speaker = kind === 'message' && names.size > 0 ? SPEAKER.exec(text ?? '')?.[1] : undefined;
  return {
    question: ENDS_ASKING.test(text ?? '') ? 1 : 0,
    first: isFirst ? 1 : 0,
    speaker: speaker !== undefined && termsOf(speaker).some((term) => names.has(term)) ? 1 : 0,
    time: atMs !== null && times.some(({ fromMs, untilMs }) => atMs >= fromMs && atMs < untilMs) ? 1 : 0,
  };
}

/**
 * How rare a word is: BM25's inverse document frequency, at least almost 0.
 * @param documents - units in the index.
 * @param holding - those that hold the word.
 */
export function inverseDocumentFrequency(documents: number, holding: number): number {
  return Math.max(1e-6, Math.log((documents - holding + 0.5) / (holding + 0.5)) || 0);
}
