import type { ChunkView } from '@ltmc/contracts';
import { boostRecent, collapseDuplicates, fuse, type Candidate } from '@ltmc/ranking';
import type { ScoreShares } from './types.js';

/** A chunk that may be an answer, with what each side said of it. */
export interface ChunkCandidate extends Candidate {
  readonly view: ChunkView;
}

/** A chunk with its place in the answer. */
export interface RankedChunk {
  readonly candidate: ChunkCandidate;
  readonly score: number;
  /** Sums to `score`. */
  readonly why: ScoreShares;
}

/** Meaning and words fused, the newer of near equals first, no text twice. */
export function rankChunks(candidates: readonly ChunkCandidate[], nowMs: number): RankedChunk[] {
  const recent = boostRecent(fuse(candidates), ({ view }) => view.recordedAtMs, { nowMs });
  return collapseDuplicates(recent, ({ view }) => view.content).map(({ candidate, score, shares }) => ({
    candidate,
    score,
    // No links and no explicit use are recorded yet, so these signals add nothing.
    why: { ...shares, graph: 0, feedback: 0 },
  }));
}
