import type { ChunkView } from '@ltmc/contracts';
import { boostRecent, type Candidate, type Ranked } from '@ltmc/ranking';
import type { ScoreShares } from './types.js';

/** Something that may be an answer, with what each side said of it; its text has not been read. */
export interface VectorCandidate extends Candidate {
  /** The vector id. */
  readonly id: number;
}

/** A candidate joined to the record. */
export interface ChunkCandidate extends VectorCandidate {
  readonly view: ChunkView;
}

/** A chunk with its place in the answer. */
export interface RankedChunk {
  readonly candidate: ChunkCandidate;
  readonly score: number;
  /** See `MemoryHit.scoreAlone`. */
  readonly scoreAlone: number;
  /** Sums to `score`. */
  readonly why: ScoreShares;
  /** See `MemoryHit.features`. */
  readonly features?: Readonly<Record<string, number>>;
}

/** Most that newness adds to a score. */
const RECENCY_WEIGHT = 0.01;
/** Texts read at once; an answer of ten seldom needs more. */
const CHUNKS_PER_READ = 32;

export interface RankOptions {
  /** Joins candidates to the record; what is gone or filtered out is absent. */
  readonly read: (vectorIds: readonly number[]) => Promise<readonly ChunkView[]>;
  readonly nowMs: number;
  /** How many hits are wanted. */
  readonly topK: number;
}

/**
 * The best `topK` of fused candidates: the newer of near equals first. Reads no more of the record than the answer needs, in order
 * of the fused scores, until no candidate left could come in.
 */
export async function rankChunks(fused: readonly Ranked<VectorCandidate>[], { read, nowMs, topK }: RankOptions): Promise<RankedChunk[]> {
  const joined: Ranked<ChunkCandidate>[] = [];
  for (let from = 0; from < fused.length; from += CHUNKS_PER_READ) {
    const slice = fused.slice(from, from + CHUNKS_PER_READ);
    joined.push(...joinSlice(slice, await read(slice.map(({ candidate }) => candidate.id))));
    const best = newestFirst(joined, nowMs);
    const next = fused[from + CHUNKS_PER_READ];
    const worst = best[topK - 1];
    // The most the next one can reach; a tie would go by id, so it is read too.
    if (!next || (worst && worst.score > (1 - RECENCY_WEIGHT) * next.score + RECENCY_WEIGHT)) return best.slice(0, topK).map(toRankedChunk);
  }
  return [];
}

function joinSlice(slice: readonly Ranked<VectorCandidate>[], views: readonly ChunkView[]): Ranked<ChunkCandidate>[] {
  const byVector = new Map(views.map((view) => [view.vectorId, view]));
  return slice.flatMap(({ candidate, ...rank }) => {
    const view = byVector.get(candidate.id);
    return view ? [{ ...rank, candidate: { ...candidate, view } }] : [];
  });
}

function newestFirst(joined: readonly Ranked<ChunkCandidate>[], nowMs: number): Ranked<ChunkCandidate>[] {
  return boostRecent(joined, ({ view }) => view.recordedAtMs, { nowMs, weight: RECENCY_WEIGHT });
}

function toRankedChunk({ candidate, score, shares }: Ranked<ChunkCandidate>): RankedChunk {
  // Who looks up words, or asks for one side alone, wants what these find: what agents stated counts for questions only.
  return { candidate, score, scoreAlone: score, why: { ...shares, tokens: 0, neighbours: 0, form: 0, graph: 0, feedback: 0 } };
}
