import type { Decision } from './setting.js';

/** What the graph of the vectors found of what an exact scan of the same queries finds. */
export interface RecallSignal {
  /** Hits that an exact scan has, over all queries. */
  readonly wanted: number;
  /** Those of them that the graph found too. */
  readonly found: number;
  /** Mean time of a search in the graph and of an exact scan, milliseconds. */
  readonly graphMs: number;
  readonly exactMs: number;
}

const LEAST_WANTED = 50;
const RECALL_WANTED = 0.98;
const RECALL_AMPLE = 0.999;

/** Graph candidates a search looks at: more where it misses too much, fewer again where it misses next to nothing. */
export function decideEfSearch({ wanted, found, graphMs, exactMs }: RecallSignal, value: number): Decision | undefined {
  if (wanted < LEAST_WANTED) return undefined;
  const recall = found / wanted;
  if (recall < RECALL_WANTED && graphMs < exactMs) return { value: Math.ceil(value * 1.5), reason: 'the graph misses too much of what an exact scan finds' };
  return recall >= RECALL_AMPLE ? { value: Math.floor(value / 1.25), reason: 'the graph finds all, so fewer candidates may do' } : undefined;
}

/** Kept answers since the last interval. */
export interface CacheSignal {
  readonly hits: number;
  readonly misses: number;
  /** Entries removed to make room. */
  readonly evictions: number;
  /** What all entries take now, bytes. */
  readonly bytes: number;
}

const LEAST_READS = 50;
const WORTH_KEEPING = 0.05;
const MUCH_ROOM = 8;

/** Bytes for kept answers: more where answers that are asked for again had to make room, less where most of it is empty. */
export function decideCacheBytes({ hits, misses, evictions, bytes }: CacheSignal, value: number): Decision | undefined {
  if (hits + misses < LEAST_READS) return undefined;
  const isUseful = hits >= WORTH_KEEPING * (hits + misses);
  if (evictions > 0) return isUseful ? { value: value * 2, reason: 'answers that are asked for again had to make room' } : undefined;
  return bytes * MUCH_ROOM < value ? { value: Math.floor(value / 2), reason: 'most of the room is empty' } : undefined;
}

/** Answers that were asked for again, since the last interval. */
export interface RepeatSignal {
  /** Given again from what was kept. */
  readonly hits: number;
  /** Of these, answers that had been kept for more than half the time they may be. */
  readonly lateHits: number;
  /** Asked for again after they had run out, with nothing changed that they are made of. */
  readonly tooLate: number;
}

const LEAST_REPEATS = 20;
const OFTEN = 0.1;

/** For how long answers are kept: longer where they are asked for again too late, shorter where late ones are never asked for. */
export function decideCacheTtl({ hits, lateHits, tooLate }: RepeatSignal, value: number): Decision | undefined {
  const repeats = hits + tooLate;
  if (repeats < LEAST_REPEATS) return undefined;
  if (tooLate >= OFTEN * repeats) return { value: value * 2, reason: 'answers are asked for again after they ran out' };
  return lateHits === 0 && tooLate === 0 ? { value: Math.floor(value / 2), reason: 'no answer is asked for again late' } : undefined;
}


/** Queries that had to be embedded since the last interval. */
export interface EmbeddingSignal {
  /** While no other texts were, and how long each took, milliseconds in the mean. */
  readonly alone: number;
  readonly aloneMs: number;
  /** While other texts were, and how long each took. */
  readonly beside: number;
  readonly besideMs: number;
}

const LEAST_QUERIES = 20;
const MUCH_SLOWED = 3;
const HARDLY_SLOWED = 1.5;

/** Threads that embed: fewer where texts that are stored slow queries much, more again where they hardly do, or where there are hardly any queries to slow. */
export function decideEmbedWorkers({ alone, aloneMs, beside, besideMs }: EmbeddingSignal, value: number): Decision | undefined {
  if (beside < LEAST_QUERIES) return { value: value + 1, reason: 'hardly any query came while texts were being stored' };
  if (alone < LEAST_QUERIES) return undefined;
  if (besideMs > MUCH_SLOWED * aloneMs) return { value: value - 1, reason: 'queries wait for texts that are being stored' };
  return besideMs < HARDLY_SLOWED * aloneMs ? { value: value + 1, reason: 'queries are hardly slowed by texts that are being stored' } : undefined;
}
