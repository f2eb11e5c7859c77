import type { VectorIdRange } from './vector.js';

/** An agent said that a message used a chunk of a memory. */
export interface Citation {
  /** Of the chunk. */
  readonly vectorId: number;
  /** The chunks of the message: what it was used for. */
  readonly messageVectors: VectorIdRange;
  /** 0 to 1. */
  readonly strength: number;
}

/** An agent said that two memories are related. */
export interface StatedRelation {
  /** `resourceId`s, and the chunks of their current versions. */
  readonly sourceId: number;
  readonly sourceVectors: VectorIdRange;
  readonly targetId: number;
  readonly targetVectors: VectorIdRange;
  /** A lower_snake name, e.g. `supersedes`. */
  readonly type: string;
  /** 0 to 1. */
  readonly strength: number;
}

/** What agents said about chunks. */
export interface Statements {
  readonly citations: readonly Citation[];
  readonly relations: readonly StatedRelation[];
}

/** Most citations, and most relations, that one answer holds: the newest of them. */
export const MOST_STATEMENTS = 1000;

/**
 * What agents stated: explicit use, the only feedback that a ranking may learn from. What LTMC linked by itself is in none of it, or the ranking would
 * feed on itself.
 */
export interface StatementReads {
  /** Whether anything at all was stated, in any namespace. Quick: a search asks it each time, and asks on only where there is something. */
  statementsExist(): Promise<{ readonly citations: boolean; readonly relations: boolean }>;
  /**
   * Citations of these chunks, and by these messages, and relations of the memories they belong to. Both ends are current, and memories valid at `validAtMs`
   * (Unix epoch milliseconds). Each once, newest first, at most {@link MOST_STATEMENTS} of each sort.
   */
  statementsAbout(namespace: string, vectorIds: readonly number[], validAtMs: number): Promise<Statements>;
}
