/**
 * Names a node within its namespace. A document, chunk or message has the id of the record's row; a concept (a tag, or a named thing that
 * documents are tagged with) is its name.
 */
export type GraphRef =
  | { readonly kind: 'document' | 'chunk' | 'message'; readonly id: number }
  | { readonly kind: 'concept'; readonly id: string };

export type GraphNodeKind = GraphRef['kind'];

/**
 * What an edge says follows from its ends: a document HAS_CHUNK a chunk, a message REFERENCES a chunk, and documents and concepts are RELATED_TO
 * documents and concepts. No other pair of kinds has edges.
 */
export type GraphRelation = 'HAS_CHUNK' | 'REFERENCES' | 'RELATED_TO';

/**
 * One directed edge. Of two nodes in one direction there is one edge per `type`; an edge may begin and end at the same node.
 *
 * `type` is `has_chunk` and `references` for those two relations, and `tagged` from a document to the concept it is tagged with. Any other is
 * the relationship as a user named it (`depends_on`). It is data: never a label in a query.
 */
export interface GraphEdge {
  readonly source: GraphRef;
  readonly target: GraphRef;
  /** 1 to 256 UTF-16 code units. */
  readonly type: string;
  /** 0 to 1; 1 for HAS_CHUNK. */
  readonly strength: number;
  /** Made by a program from likeness, not stated by anybody. */
  readonly automatic: boolean;
}

/** Along an edge, against it, or either way. */
export type GraphDirection = 'out' | 'in' | 'both';

/** Which edges count. */
export interface EdgeFilter {
  /** As seen from the node that is asked about. Default `both`. */
  readonly direction?: GraphDirection;
  /** Only these; absent means all, empty means none. */
  readonly types?: readonly string[];
  /** Only these; absent means all, empty means none. */
  readonly relations?: readonly GraphRelation[];
  /** True: only automatic ones; false: only stated ones. Absent means both. */
  readonly automatic?: boolean;
}

export interface EdgeQuery extends EdgeFilter {
  readonly namespace: string;
  /** Each at most once, at most 10,000. Unknown ones have no edges. */
  readonly nodes: readonly GraphRef[];
  /** At most so many edges, 1 or more. Where there are more, the same call gives the same ones. */
  readonly limit: number;
  readonly signal?: AbortSignal;
}

export interface EdgePageQuery {
  readonly namespace: string;
  /** `next` of the page before; absent means from the start. */
  readonly after?: string;
  /** 1 to 10,000. */
  readonly limit: number;
  readonly signal?: AbortSignal;
}

export interface EdgePage {
  readonly edges: readonly GraphEdge[];
  /** Opaque, of the same reader; absent on the last page. */
  readonly next?: string;
}

/**
 * Edges as the record gives them: all that a graph can be asked is answered from these two questions. Only edges that hold now: both ends
 * current, not forgotten, not expired.
 */
export interface EdgeReader {
  /**
   * The edges that touch any of the nodes, each edge once even if it touches two of them. A search by breadth asks once for each level, so this
   * is one query however many nodes there are.
   */
  edgesOf(query: EdgeQuery): Promise<readonly GraphEdge[]>;
  /** All edges of a namespace, page by page, none twice; what is written meanwhile may be there or not. */
  listEdges(query: EdgePageQuery): Promise<EdgePage>;
}
