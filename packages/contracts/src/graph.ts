import type { EdgeFilter, EdgePage, EdgePageQuery, GraphEdge, GraphRef } from './graph-edges.js';

/** A point of the change log of one record. */
export interface GraphPosition {
  /** `RecordStore.recordId` */
  readonly recordId: string;
  /** Position in its change log. */
  readonly seq: number;
}

/** One step along an edge, in the direction it was walked. */
export interface GraphHop {
  readonly from: GraphRef;
  readonly to: GraphRef;
  readonly type: string;
  readonly strength: number;
  readonly automatic: boolean;
  /** `out`: walked along the edge; `in`: against it. */
  readonly direction: 'out' | 'in';
}

/** A way through the graph that enters no node twice. */
export interface GraphPath {
  readonly hops: readonly GraphHop[];
  /** The product of the strengths of its hops, multiplied from the first to the last. */
  readonly strength: number;
}

/** A node that was reached. */
export interface GraphNeighbour {
  readonly node: GraphRef;
  /** Hops of the shortest way, 1 or more. */
  readonly depth: number;
  /** Of the shortest ways the strongest. */
  readonly path: GraphPath;
}

/** A node that has neighbours in common with another. */
export interface GraphRelated {
  readonly node: GraphRef;
  /** The common neighbours, in node order. */
  readonly shared: readonly GraphRef[];
  /**
   * Adamic-Adar, weighted: for each common neighbour the strength of the strongest edge to either side, multiplied, divided by the natural logarithm
   * of how many neighbours it has; summed. So a tag that everything carries counts little.
   */
  readonly score: number;
}

/** Part of an answer. */
export interface GraphAnswer<Found> {
  readonly found: readonly Found[];
  /** More was left out: by `limit`, or because the search met more edges than it may look at. */
  readonly truncated: boolean;
}

export interface GraphQuery extends EdgeFilter {
  readonly namespace: string;
  /** 1 to 10,000. Default 100. */
  readonly limit?: number;
  /**
   * Answer only if everything up to this change is in the graph; a projection that is not there rejects with `LTMC_GRAPH_OUT_OF_STEP`. A graph
   * that reads the record itself always is. Default: answer from what there is.
   */
  readonly atLeast?: GraphPosition;
  readonly signal?: AbortSignal;
}

export interface NeighbourQuery extends GraphQuery {
  readonly node: GraphRef;
  /** 1 to 5. Default 1. */
  readonly maxDepth?: number;
}

export interface PathQuery extends GraphQuery {
  readonly from: GraphRef;
  readonly to: GraphRef;
  /** 1 to 5. Default 5. */
  readonly maxDepth?: number;
}

export interface RelatedQuery extends GraphQuery {
  readonly node: GraphRef;
}

/** How many edges a node has; one that begins and ends there counts in both. */
export interface GraphDegree {
  readonly node: GraphRef;
  readonly out: number;
  readonly in: number;
}

/** Numbers about a namespace. Nodes without edges do not count. */
export interface GraphStatistics {
  readonly nodes: number;
  readonly edges: number;
  /** Most frequent first, then by type. */
  readonly types: readonly { readonly type: string; readonly edges: number }[];
  /** The nodes with the most edges, `limit` of them (default 10), most first, then in node order. */
  readonly mostConnected: readonly GraphDegree[];
}

/** What a graph driver can do; read by callers and by the contract suite. */
export interface GraphCapabilities {
  /** `neo4j`, `edges` or `memory`; the `source` of an answer. */
  readonly driver: string;
  /** Reads the record at each call, so it is never behind and never written to. */
  readonly live: boolean;
  /** Survives the process. */
  readonly persistent: boolean;
}

export interface GraphHealth {
  /** `unavailable`: every call is refused until it is back. */
  readonly state: 'ok' | 'degraded' | 'unavailable';
  /** Of the question asked for this answer; absent when nothing was answered. */
  readonly latencyMs?: number;
  /** In one sentence, without credentials; absent when all is well. */
  readonly why?: string;
  /** Where it stands; how far behind it is follows from the record. Absent for a live graph, and when nothing was answered. */
  readonly cursor?: GraphCursor;
}

/**
 * A graph that can be asked. Orders are stable and the same in every driver: strongest or highest first as each method says, then in node order
 * (by kind, then by id: numbers by value, names by code point).
 *
 * Every call rejects with `LTMC_STORE_CLOSED` after `close()`, with `LTMC_INVALID_INPUT` for a value out of range, and with
 * `LTMC_GRAPH_UNAVAILABLE` (retryable) within its deadline where a server does not answer. An aborted `signal` rejects with its reason.
 */
export interface GraphReader extends AsyncDisposable {
  readonly capabilities: GraphCapabilities;
  /** The edges at some nodes, each once, at most `limit`: strongest first, then by source, target and type. */
  edges(query: GraphQuery & { readonly nodes: readonly GraphRef[] }): Promise<GraphAnswer<GraphEdge>>;
  /** Every node within `maxDepth` hops, without the node itself, nearest first, then strongest. Cycles end where they began. */
  neighbours(query: NeighbourQuery): Promise<GraphAnswer<GraphNeighbour>>;
  /** The ways between two nodes that enter no node twice, shortest first, then strongest, then in the order of their nodes and types. */
  paths(query: PathQuery): Promise<GraphAnswer<GraphPath>>;
  /** The first of {@link paths}; undefined where none is short enough. */
  shortestPath(query: Omit<PathQuery, 'limit'>): Promise<GraphPath | undefined>;
  /** Nodes with neighbours in common with this one, its own neighbours too, highest score first. */
  related(query: RelatedQuery): Promise<GraphAnswer<GraphRelated>>;
  /** The degree of each node asked for, in the order of asking. */
  degrees(query: Omit<GraphQuery, 'limit'> & { readonly nodes: readonly GraphRef[] }): Promise<readonly GraphDegree[]>;
  statistics(query: Pick<GraphQuery, 'namespace' | 'limit' | 'atLeast' | 'signal'>): Promise<GraphStatistics>;
  /** All edges of a namespace, page by page, to be compared with the record. */
  listEdges(query: EdgePageQuery): Promise<EdgePage>;
  /** Asks once, within a read's deadline; never rejects. */
  health(): Promise<GraphHealth>;
  /** Idempotent and prompt: it waits for no server. */
  close(): Promise<void>;
}

/** What a node shows to somebody who looks at the graph; answers hold ids only, and are joined to the record. */
export type GraphNode =
  | { readonly kind: 'document'; readonly id: number; readonly title: string; readonly type: string }
  | { readonly kind: 'chunk'; readonly id: number; readonly vectorId: number }
  | { readonly kind: 'message'; readonly id: number; readonly timestampMs: number }
  | { readonly kind: 'concept'; readonly id: string };

/** Where and when something holds. */
export interface GraphStamp {
  readonly namespace: string;
  /**
   * Whole number, 1 or more, rising with every change to this node or edge (the position in the change log does). What is there with a higher
   * one is left as it is; the same one again changes nothing.
   */
  readonly revision: number;
}

/**
 * A step of the projection, at most 10,000 entries. Removals are applied before upserts; of several entries for one thing the highest revision
 * counts, the last of equals. All of it is applied, or nothing.
 */
export interface GraphBatch {
  /** A node goes with all its edges. */
  readonly removeNodes?: readonly (GraphStamp & { readonly node: GraphRef })[];
  readonly removeEdges?: readonly (GraphStamp & Pick<GraphEdge, 'source' | 'target' | 'type'>)[];
  readonly nodes?: readonly (GraphStamp & { readonly node: GraphNode })[];
  /**
   * An end that is not there is made, without properties; a node that nobody wrote but as such an end goes with its last edge. So concepts need
   * no upsert, and none is left when the last document is no longer tagged with it.
   */
  readonly edges?: readonly (GraphStamp & { readonly edge: GraphEdge })[];
  /** Moves the cursor, in the same transaction. Absent: the cursor stays and nobody is checked (a graph that follows no change log). */
  readonly move?: GraphMove;
}

/** Who writes, and from where to where in the change log. */
export interface GraphMove {
  /** `RecordStore.recordId` */
  readonly recordId: string;
  /** `Lease.epoch` of the writer; the highest one seen is kept in the graph. */
  readonly epoch: number;
  /** The cursor as the writer knows it. The graph must stand exactly there. */
  readonly from: number;
  /** `from` or higher: the position that the graph covers once the batch is in. */
  readonly to: number;
}

/** Where a graph stands, kept in the graph itself. */
export interface GraphCursor {
  /** The record it was filled from; undefined when it is empty. */
  readonly recordId: string | undefined;
  /** The position it covers; 0 when it is empty. */
  readonly seq: number;
  /** The highest lease epoch that wrote; 0 when none did. A new writer asks its lease for a higher one. */
  readonly epoch: number;
}

export interface GraphCounts {
  readonly nodes: number;
  readonly edges: number;
}

export interface NodePage {
  readonly nodes: readonly GraphNode[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
}

/**
 * Tier 4: a graph that is written as a projection of the record. It can be deleted, emptied or set back to an older copy at any moment: `cursor`
 * says where it stands, and a batch that does not begin there is refused, so that no change is ever skipped.
 */
export interface GraphStore extends GraphReader {
  /**
   * @throws LtmcError `LTMC_GRAPH_OUT_OF_STEP` when the graph stands elsewhere than at `move.from` of `move.recordId` (read `cursor` and go on from
   * there; clear it when it is another record's), `LTMC_LEASE_LOST` when a higher epoch has written. Nothing of the batch is applied then. A call
   * that rejects with `LTMC_GRAPH_UNAVAILABLE` may have been applied all the same.
   */
  apply(batch: GraphBatch): Promise<void>;
  cursor(): Promise<GraphCursor>;
  /**
   * Removes a namespace (the cursor stays), or everything (the cursor goes back to 0 and the record is forgotten first, the epoch stays).
   * @throws LtmcError `LTMC_LEASE_LOST` when `epoch` is given and a higher one has written.
   */
  clear(options?: { readonly namespace?: string; readonly epoch?: number }): Promise<void>;
  counts(namespace: string): Promise<GraphCounts>;
  /** All nodes of a namespace, page by page; one that is there only as an end of edges has empty or zero properties. */
  listNodes(query: EdgePageQuery): Promise<NodePage>;
}
