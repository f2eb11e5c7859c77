// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `retrieve_by_type`. */
export interface RetrieveByTypeParams {
  readonly query: string;
  /** At most 64 characters. */
  readonly doc_type: string;
  /** 1 to 50. Default 5. */
  readonly top_k?: number | undefined;
  /** Bound on the answer, in tokens of the embedding model. 120 to 100000. */
  readonly max_tokens?: number | undefined;
  /** Default 'full'. */
  readonly detail?: 'ids' | 'snippet' | 'full' | undefined;
}

/** What `retrieve_by_type` answers. */
export interface RetrieveByTypeResult {
  readonly success: true;
  readonly results: readonly {
    readonly resource_id: number;
    readonly chunk_id: number;
    readonly content?: string;
    readonly similarity_score: number | null;
    readonly resource_type: string;
    readonly metadata: {
      readonly file_name: string;
      readonly version: number;
      readonly created_at: string;
      readonly agent_id: string | null;
      readonly tags: readonly string[];
      readonly heading: string | null;
    };
  }[];
  readonly total_results: number;
  readonly query_type: string;
  readonly respelled?: readonly {
    readonly asked: string;
    readonly searched: string;
  }[];
  readonly truncated?: true;
  readonly degraded?: readonly string[];
}
