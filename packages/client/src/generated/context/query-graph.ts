// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `query_graph`. */
export interface QueryGraphParams {
  readonly query: number | string;
  /** At most 50 elements. */
  readonly relationship_types?: readonly string[] | undefined;
  /** 1 to 5. Default 1. */
  readonly max_depth?: number | undefined;
  /** 1 to 100. Default 20. */
  readonly limit?: number | undefined;
  /** Bound on the answer, in tokens of the embedding model. 150 to 100000. */
  readonly max_tokens?: number | undefined;
  /** Default 'snippet'. */
  readonly detail?: 'ids' | 'snippet' | 'full' | undefined;
}

/** What `query_graph` answers. */
export interface QueryGraphResult {
  readonly success: true;
  readonly query: number | string;
  readonly matched: 'memory' | 'tag' | 'text';
  readonly results: readonly {
    readonly resource_id: number;
    readonly file_name: string;
    readonly resource_type: string;
    readonly content?: string;
    readonly depth: number;
    readonly relationships: readonly {
      readonly target_id: number;
      readonly relationship_type: string;
      readonly strength: number;
      readonly direction: 'out' | 'in';
    }[];
    readonly relevance_score: number;
  }[];
  readonly total_results: number;
  readonly source: string;
  readonly truncated?: true;
  readonly degraded?: readonly string[];
}
