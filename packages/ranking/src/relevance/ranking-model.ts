import { readFile } from 'node:fs/promises';
import { LtmcError } from '@ltmc/contracts';
import type { LinearModel } from '../linear-model.js';
import type { Competition } from './among-others.js';

/** Which signals a candidate has; each has weights of its own, so that what is missing is made up for by the rest. */
export type RankingSignals = 'all' | 'withoutTokens' | 'words';

/** Whose weights: turns of conversations and passages of documents are found differently. */
export type RankedKind = 'message' | 'memory';

/** The learned weights; `models/ranking.json` says how they were fitted. Scores are log-odds of units alone; `competition` says what becomes of them beside others. */
export interface RankingModel {
  readonly kinds: Readonly<Record<RankedKind, Readonly<Record<RankingSignals, RankingWeights>>>>;
  readonly competition: Competition;
}

/** Linear weights of features, and what each feature usually is among candidates: one that a unit of these signals lacks all the same is taken for usual. */
export interface RankingWeights extends LinearModel {
  readonly usual: Readonly<Record<string, number>>;
}

const KINDS: readonly RankedKind[] = ['message', 'memory'];
const SIGNALS: readonly RankingSignals[] = ['all', 'withoutTokens', 'words'];
/** From the source file as from the built one. */
const FILE = new URL('../../models/ranking.json', import.meta.url);

/**
 * Reads the weights that come with the package.
 * @throws LtmcError `LTMC_INTERNAL` when the file is missing or damaged.
 */
export async function loadRankingModel(): Promise<RankingModel> {
  try {
    return parseRankingModel(JSON.parse(await readFile(FILE, 'utf8')));
  } catch (cause) {
    throw new LtmcError('LTMC_INTERNAL', 'the weights in ranking.json of @ltmc/ranking are missing or damaged; install the package anew', { cause });
  }
}

/**
 * Checks weights of one's own.
 * @throws TypeError when a part is missing or no number.
 */
export function parseRankingModel(value: unknown): RankingModel {
  const kinds = part(value, 'kinds');
  const weightsOf = (kind: RankedKind, signals: RankingSignals): RankingWeights => {
    const found = part(part(kinds, kind), signals);
    return { bias: number(found, 'bias', `${kind}, ${signals}`), weights: numbers(part(found, 'weights')), usual: numbers(part(found, 'usual')) };
  };
  const kindOf = (kind: RankedKind) => ({ all: weightsOf(kind, 'all'), withoutTokens: weightsOf(kind, 'withoutTokens'), words: weightsOf(kind, 'words') });
  const found = part(value, 'competition');
  const competition = { slope: number(found, 'slope', 'competition'), bias: number(found, 'bias', 'competition'), nothing: number(found, 'nothing', 'competition') };
  // A slope that is not positive would turn the order round.
  if (competition.slope <= 0) throw new TypeError(`the slope of competition is ${competition.slope}; it must be above 0`);
  return { kinds: { message: kindOf('message'), memory: kindOf('memory') }, competition };
}

function number(value: unknown, name: string, where: string): number {
  const found = part(value, name);
  if (typeof found !== 'number' || !Number.isFinite(found)) throw new TypeError(`the ${name} of ${where} is ${String(found)}, not a number`);
  return found;
}

function part(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !(name in value)) throw new TypeError(`a ranking model needs ${name}: it has kinds, with ${KINDS.join(' and ')}, each with ${SIGNALS.join(', ')}, and a competition`);
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function numbers(value: unknown): Record<string, number> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.map(([name, number]: [string, unknown]) => {
    if (typeof number !== 'number' || !Number.isFinite(number)) throw new TypeError(`${name} is ${String(number)}, not a number`);
    return [name, number];
  }));
}
