import type { ChunkView } from '@ltmc/contracts';
import { oddsAmongOthers, rankByRelevance, rankingFeatures, relatedness, type Competition, type RankingFeatures, type RankingModel, type RankingQuery, type RankingUnit, type Relevance, type RelevanceCandidate } from '@ltmc/ranking';
import { nameOf, searchedText } from '../engine/chunk-context.js';
import type { RankedChunk } from '../rank-chunks.js';
import type { ScoreShares } from '../types.js';
import type { PooledChunk } from './gather-pool.js';
import { groupsOf } from './same-texts.js';
import { NOTHING_STATED, type StatedSignals } from './stated-signals.js';

/** Most that newness adds to the log-odds: it decides between near equals, and nothing else. */
const RECENCY_WEIGHT = 0.05;
const HALF_LIFE_DAYS = 30;
const DAY_MS = 86_400_000;
/** What a certain answer adds to the log-odds of what is said to be fully related to it; set, as no labelled set has relations. */
const RELATED_WEIGHT = 3;
/** Characters of a word with what follows it, in the mean: lengths need only be comparable. */
const CHARACTERS_PER_WORD = 6;

export interface RankPoolOptions {
  readonly query: Omit<RankingQuery, 'averageLength'>;
  readonly model: RankingModel;
  /** Unix epoch milliseconds: what newness is counted from. */
  readonly nowMs: number;
  /** Default: nothing was stated. */
  readonly stated?: Pick<StatedSignals, 'uses' | 'relations'>;
  /** Told of each ranking. Default: nobody is. */
  readonly watch: ((ranking: WatchedRanking) => void) | undefined;
}

/** What a ranking knew of its candidates, for measuring it and fitting its weights. */
export interface WatchedRanking {
  readonly query: string;
  readonly candidates: readonly { readonly view: ChunkView; readonly features: RankingFeatures }[];
}

interface PoolCandidate extends RelevanceCandidate {
  readonly chunk: PooledChunk;
}

/** All that may answer, best first. A score is the probability that the chunk answers the query, told what else was found. */
export function rankPool(pool: readonly PooledChunk[], { query, model, nowMs, watch, stated = NOTHING_STATED }: RankPoolOptions): RankedChunk[] {
  const features = rankingFeatures({ ...query, averageLength: averageLength(pool) }, pool.map((chunk) => unitOf(chunk, stated)));
  const candidates = pool.flatMap((chunk, place): PoolCandidate[] => (chunk.mayAnswer ? [{ id: chunk.id, kind: chunk.view.kind, features: features[place] ?? {}, chunk }] : []));
  watch?.({ query: query.text, candidates: candidates.map(({ chunk: { view }, features: known }) => ({ view, features: known })) });
  const ranked = rankByRelevance(candidates, model);
  const related = stated.relations.length === 0 ? NOT_RELATED : relatedness(probabilitiesOf(ranked), stated.relations);
  const placed = ranked.map((relevance) => place(relevance, { nowMs, related })).toSorted((a, b) => b.score - a.score || a.relevance.candidate.id - b.relevance.candidate.id);
  const groups = groupsOf(placed.map(({ relevance: { candidate } }) => candidate.chunk.view));
  const odds = oddsAmongOthers(placed.map(({ score }, at) => ({ score, group: groups[at] ?? 0 })), model.competition);
  return placed.map((one, at) => rankedOf(one, { odds: odds[at] ?? one.score, competition: model.competition }));
}

function averageLength(pool: readonly PooledChunk[]): number {
  const answers = pool.filter(({ mayAnswer }) => mayAnswer);
  const characters = answers.reduce((sum, { view }) => sum + view.content.length, 0);
  return Math.max(1, characters / CHARACTERS_PER_WORD / Math.max(1, answers.length));
}

const NOT_RELATED: ReadonlyMap<number, number> = new Map();

/** Of each document the best. */
function probabilitiesOf(ranked: readonly Relevance<PoolCandidate>[]): ReadonlyMap<number, number> {
  const best = new Map<number, number>();
  for (const { candidate: { chunk: { view: { resourceId } } }, probability } of ranked) best.set(resourceId, Math.max(best.get(resourceId) ?? 0, probability));
  return best;
}

function unitOf({ id, view, semantic, tokenCosines, before, after, isFirst }: PooledChunk, { uses }: Pick<StatedSignals, 'uses'>): RankingUnit {
  const usedFor = uses.get(id);
  return { id, kind: view.kind, text: searchedText(view), named: nameOf(view), origin: view, cosine: semantic, tokenCosines, previousId: before, nextId: after, isFirst, atMs: view.atMs, ...(usedFor && { uses: usedFor }) };
}

/** Log-odds of a chunk alone, with what newness and relations added to them. */
interface Placed {
  readonly relevance: Relevance<PoolCandidate>;
  readonly added: { readonly recency: number; readonly related: number };
  readonly score: number;
}

function place(relevance: Relevance<PoolCandidate>, { nowMs, related }: { readonly nowMs: number; readonly related: ReadonlyMap<number, number> }): Placed {
  const { recordedAtMs, resourceId } = relevance.candidate.chunk.view;
  const added = { recency: RECENCY_WEIGHT * 0.5 ** (Math.max(0, nowMs - recordedAtMs) / DAY_MS / HALF_LIFE_DAYS), related: RELATED_WEIGHT * (related.get(resourceId) ?? 0) };
  return { relevance, added, score: relevance.score + added.recency + added.related };
}

/** @param odds - log-odds among the others. */
function rankedOf({ relevance, added, score: alone }: Placed, { odds, competition: { slope, bias } }: { readonly odds: number; readonly competition: Competition }): RankedChunk {
  const { id, view, semantic } = relevance.candidate.chunk;
  const score = logistic(odds);
  return {
    candidate: { id, view, semantic, keyword: null },
    score,
    scoreAlone: logistic(alone),
    // Made when it is asked for: of hundreds that are ranked a few are shown.
    get why() {
      return divide(score, { ...relevance.shares, ...added }, semantic === null ? 'keyword' : 'semantic');
    },
    get features() {
      const own = Object.fromEntries(Object.entries({ ...relevance.shares, ...added }).map(([name, share]) => [name, slope * share]));
      return largestFirst({ ...own, base: (own['base'] ?? 0) + bias, others: odds - bias - slope * alone });
    },
  };
}

function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

function largestFirst(shares: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(shares).filter(([, share]) => share !== 0).toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a)));
}

type Group = keyof ScoreShares;

/** Which signal a feature speaks for. */
const GROUPS: Readonly<Record<string, Group>> = {
  words: 'keyword', wordsByLength: 'keyword', coverage: 'keyword', phrase: 'keyword', quoted: 'keyword', names: 'keyword', spelled: 'keyword', lookedUp: 'keyword',
  meaning: 'semantic',
  tokens: 'tokens', rareTokens: 'tokens',
  wordsWithNeighbours: 'neighbours', wordsOfPassage: 'neighbours', wordsAroundBest: 'neighbours', coverageOfSurroundings: 'neighbours',
  meaningOfPassage: 'neighbours', meaningOfNeighbours: 'neighbours', meaningNearby: 'neighbours', meaningNearbyBest: 'neighbours',
  tokensWithNeighbours: 'neighbours', tokensOfSurroundings: 'neighbours', afterQuestion: 'neighbours', afterMatchingQuestion: 'neighbours', speakerBefore: 'neighbours',
  question: 'form', length: 'form', first: 'form', speaker: 'form', time: 'form',
  recency: 'recency', newness: 'recency', related: 'graph', usedForSuch: 'feedback', usedOften: 'feedback',
};

/** The probability, divided among the signals that speak for the chunk by how much each adds to the log-odds. Those that speak against it have none of it. */
function divide(score: number, shares: Readonly<Record<string, number>>, otherwise: Group): ScoreShares {
  const sums: Record<Group, number> = { semantic: 0, keyword: 0, tokens: 0, neighbours: 0, form: 0, recency: 0, graph: 0, feedback: 0 };
  for (const [feature, share] of Object.entries(shares)) {
    const group = GROUPS[feature];
    if (group) sums[group] += share;
  }
  const total = Object.values(sums).reduce((sum, share) => sum + Math.max(0, share), 0);
  const of = (group: Group): number => (total > 0 ? (score * Math.max(0, sums[group])) / total : group === otherwise ? score : 0);
  return { semantic: of('semantic'), keyword: of('keyword'), tokens: of('tokens'), neighbours: of('neighbours'), form: of('form'), recency: of('recency'), graph: of('graph'), feedback: of('feedback') };
}
