import type { CallContext, JsonObject } from '@ltmc/contracts';
import type { GraphReconciliation } from '../graph-projection-reconcile.js';
import type { AnswerFormat, IdempotencyRequest, Replayed } from '../types.js';

/** Names a memory: its id, the id as decimal digits, or its file name. */
export type MemoryName = number | string;

export interface RelateInput {
  readonly source: MemoryName;
  readonly target: MemoryName;
  /** lower_snake, at most 40 characters. */
  readonly type: string;
  /** 0 to 1. Default 1. */
  readonly strength?: number;
  readonly metadata?: JsonObject;
  readonly idempotency?: IdempotencyRequest;
}

export interface RelateResult {
  readonly relationshipId: number;
  readonly sourceId: number;
  readonly targetId: number;
  readonly type: string;
  readonly strength: number;
  /** False when the relation was there already; its strength and metadata are the new ones. */
  readonly created: boolean;
  readonly createdAtMs: number;
}

/** Where an answer came from. */
export interface Answered {
  /** `neo4j` or `edges`: the driver that answered. */
  readonly source: string;
  /** `graph` where Neo4j is configured and away. */
  readonly degraded?: readonly string[];
}

/** One step of a way, as it was walked. */
export interface RelationHop {
  /** The memory, or the tag, that it leads to. */
  readonly to: { readonly resourceId: number } | { readonly tag: string };
  readonly type: string;
  readonly strength: number;
  readonly automatic: boolean;
  /** `out`: along the relation, `in`: against it. */
  readonly direction: 'out' | 'in';
}

/** A memory that is related to another. */
export interface RelatedMemory {
  readonly resourceId: number;
  readonly fileName: string;
  readonly resourceType: string;
  /** Hops of the shortest way. */
  readonly depth: number;
  /** Of the last hop. */
  readonly type: string;
  /** Product of the strengths on the way. */
  readonly strength: number;
  /** In the order walked; the last one leads to the memory itself. */
  readonly path: readonly RelationHop[];
}

export interface NeighboursInput {
  readonly memory: MemoryName;
  /** 1 to 5. Default 2. */
  readonly maxDepth?: number;
  /** Default: all between memories; `tagged` leads over common tags too. */
  readonly types?: readonly string[];
  /** 1 to 1000. Default 200. */
  readonly limit?: number;
}

export interface NeighboursResult extends Answered {
  readonly resourceId: number;
  /** Nearest first, then strongest. At depth 1 one entry for each relation, further away one for each memory. */
  readonly related: readonly RelatedMemory[];
  /** More was left out. */
  readonly truncated: boolean;
}

export interface GraphSearchInput {
  /** A memory's id or file name, a tag, or a text to search for. */
  readonly query: MemoryName;
  readonly types?: readonly string[];
  /** 1 to 5. Default 1. */
  readonly maxDepth?: number;
  /** 1 to 100. Default 20. */
  readonly limit?: number;
}

/** A relation as seen from a memory. */
export interface SeenRelation {
  readonly targetId: number;
  readonly type: string;
  readonly strength: number;
  readonly direction: 'out' | 'in';
}

export interface GraphHit {
  readonly resourceId: number;
  readonly fileName: string;
  readonly resourceType: string;
  /** The whole text of the memory. */
  readonly content: string;
  readonly relations: readonly SeenRelation[];
  /** 0 to 1: how well it fits the query, times the strengths on the way from what fits. */
  readonly relevance: number;
  readonly depth: number;
}

export interface GraphSearchResult extends Answered {
  /** How the query was understood. */
  readonly matched: 'memory' | 'tag' | 'text';
  readonly hits: readonly GraphHit[];
  readonly truncated: boolean;
}

export interface AutoLinkInput {
  readonly memory: MemoryName;
  /** Cosine from which memories are linked, 0 to 1. Default 0.8. */
  readonly threshold?: number;
  /** 1 to 100. Default 20. */
  readonly limit?: number;
  readonly idempotency?: IdempotencyRequest;
}

export interface AutoLinkResult {
  readonly resourceId: number;
  /** Links that were not there before. */
  readonly created: number;
  /** Nearest first, linked now or before. */
  readonly similar: readonly { readonly resourceId: number; readonly fileName: string; readonly similarity: number; readonly type: string }[];
  readonly degraded?: readonly string[];
}

/** Relations between memories: stated ones, found ones, and what is reached over them. */
export interface RelationService {
  /** The file name of the memory that a name means, also where it is not stored; undefined for an unknown id. @throws LtmcError `LTMC_INVALID_INPUT` for what is no name. */
  fileNameOf(context: CallContext, name: MemoryName): Promise<string | undefined>;
  /** @throws LtmcError `LTMC_NOT_FOUND`, `LTMC_INVALID_INPUT`, `LTMC_IDEMPOTENCY_CONFLICT` */
  relate(context: CallContext, input: RelateInput, format?: AnswerFormat<RelateResult>): Promise<RelateResult | Replayed>;
  /** What is reached from a memory. @throws LtmcError `LTMC_NOT_FOUND` */
  neighbours(context: CallContext, input: NeighboursInput): Promise<NeighboursResult>;
  /** What fits a query, and what is reached from there; most relevant first. */
  search(context: CallContext, input: GraphSearchInput): Promise<GraphSearchResult>;
  /** Links a memory to those that say nearly the same. @throws LtmcError `LTMC_NOT_FOUND`, `LTMC_IDEMPOTENCY_CONFLICT` */
  autoLink(context: CallContext, input: AutoLinkInput, format?: AnswerFormat<AutoLinkResult>): Promise<AutoLinkResult | Replayed>;
  /** How many relations a memory takes part in. */
  count(context: CallContext, resourceId: number): Promise<number>;
  /** Compares the graph's server with the record, edge by edge, and repairs what differs. Undefined where there is none, or it is another process's turn. */
  reconcile(): Promise<GraphReconciliation | undefined>;
}
