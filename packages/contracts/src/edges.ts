import type { EdgeReader, GraphRef } from './graph-edges.js';
import type { GraphNode } from './graph.js';
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
  /** 1 at first; rises with every change of it. */
  readonly revision: number;
  readonly createdAtMs: number;
}

/** What {@link EdgeRecord.relate} did. */
export interface Related {
  /** All that were named, in their order, as they now are. */
  readonly relations: readonly Relation[];
  /** How many of them are new. */
  readonly created: number;
}

/**
 * The record as a graph reads it: its edges, and what their ends show. Documents are current memories, chunks those of their current versions, messages
 * those that link to such a chunk; concepts are the tags of current memories.
 */
export interface GraphSource extends EdgeReader {
  /** Those of the nodes that hold now, each once; order is not kept. */
  nodesOf(namespace: string, nodes: readonly GraphRef[]): Promise<readonly GraphNode[]>;
  /** The ids of messages by their `resourceId`s; forgotten ones too, purged ones not. */
  messageIds(namespace: string, resourceIds: readonly number[]): Promise<readonly number[]>;
}

/** What callers write of relations. */
export interface EdgeWrites {
  /**
   * One transaction. One relation per (source, target, type): stated again, it takes the new strength, metadata and agent; what an agent stated is not
   * changed by an automatic one. Relations that say nothing new leave no trace in the change log. `LTMC_NOT_FOUND` names the memories that are not there.
   */
  relate(namespace: string, relations: readonly RelationInput[], atMs: number, claim?: IdempotencyClaim<Related>): Promise<WriteOutcome<Related>>;
}

/**
 * Relations in the record. One is in answers while both its memories are current. Forgetting a memory forgets its relations, the undo brings them back,
 * and a purge removes them.
 */
export interface EdgeRecord extends EdgeWrites {
  /** How many relations a memory takes part in. */
  count(namespace: string, resourceId: number): Promise<number>;
  /** The types of the relations between memories, in order. */
  types(namespace: string): Promise<readonly string[]>;
  /**
   * Reads the edges.
   * @param nowMs - at each question: memories that are not valid at that moment are left out. Absent: memories count whatever their validity.
   */
  source(nowMs?: () => number): GraphSource;
}
