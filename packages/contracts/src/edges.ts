import type { JsonObject } from './platform.js';
import type { IdempotencyClaim, WriteOutcome } from './versions.js';

/** A relation about to be kept, between two memories. */
export interface RelationInput {
  /** `resourceId`s. */
  readonly sourceId: number;
  readonly targetId: number;
  /** A lower_snake name, e.g. `depends_on`. Data, never part of a query. */
  readonly type: string;
  /** 0 to 1. */
  readonly strength: number;
  /** Made by LTMC itself, not stated by an agent; such relations never feed the ranking. */
  readonly automatic: boolean;
  readonly metadata: JsonObject;
  readonly agentId: string | null;
}

export interface Relation extends RelationInput {
  readonly relationshipId: number;
  /** Rises with every change of it. */
  readonly revision: number;
  readonly createdAtMs: number;
}

/** Relations in the record. One is in answers while both its memories are current. */
export interface EdgeRecord {
  /**
   * One transaction. One relation per (source, target, type): again, it takes the new strength and metadata, but what an agent stated is not changed by
   * an automatic one. Resolves with all that were named, as they now are, and how many are new. `LTMC_NOT_FOUND` names the memories that are not there.
   */
  relate(namespace: string, relations: readonly RelationInput[], atMs: number, claim?: IdempotencyClaim<Related>): Promise<WriteOutcome<Related>>;
  /** How many relations a memory takes part in. */
  count(namespace: string, resourceId: number): Promise<number>;
}

export interface Related {
  readonly relations: readonly Relation[];
  readonly created: number;
}
