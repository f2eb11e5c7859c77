// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `retrieve_memory`. */
export interface RetrieveMemoryParams {
  readonly query: string;
  /** Also search its messages. */
  readonly conversation_id?: string | undefined;
  /** 1 to 100. Default 10. */
  readonly top_k?: number | undefined;
  /** At most 64 characters. */
  readonly resource_type?: string | undefined;
  /** All must be present. At most 64 elements. */
  readonly tags?: readonly string[] | undefined;
  /** Stored at or after. At least 4 characters. */
  readonly since?: string | undefined;
  /** Stored before. At least 4 characters. */
  readonly until?: string | undefined;
  /** What was known then. At least 4 characters. */
  readonly as_of?: string | undefined;
  /** ISO 8601. At least 4 characters. */
  readonly valid_at?: string | undefined;
  /** Default 'hybrid'. */
  readonly mode?: 'hybrid' | 'semantic' | 'keyword' | undefined;
  /** In hybrid the probability that a hit is relevant. 0 to 1. */
  readonly min_score?: number | undefined;
  /** Bound on the answer, in tokens of the embedding model. 50 to 100000. */
  readonly max_tokens?: number | undefined;
  /** Default 'full'. */
  readonly detail?: 'ids' | 'snippet' | 'full' | undefined;
  /** Also tell what each feature of the ranking adds to the log-odds of a score. Default false. */
  readonly explain?: boolean | undefined;
}

/** What `retrieve_memory` answers. */
export interface RetrieveMemoryResult {
  readonly success: true;
  readonly results: readonly {
    readonly message_id?: number;
    readonly resource_id?: number;
    readonly chunk_id?: number;
    readonly chunk_index?: number;
    readonly content?: string;
    readonly similarity_score: number | null;
    readonly score: number;
    readonly why: {
      readonly semantic: number;
      readonly keyword: number;
      readonly tokens: number;
      readonly neighbours: number;
      readonly form: number;
      readonly graph: number;
      readonly recency: number;
      readonly feedback: number;
      readonly features?: Readonly<Record<string, number>>;
    };
    readonly metadata: {
      readonly file_name?: string;
      readonly resource_type?: string;
      readonly version?: number;
      readonly conversation_id?: string;
      readonly role?: string;
      readonly agent_name?: string | null;
      readonly source_tool?: string | null;
      readonly created_at: string;
      readonly agent_id: string | null;
      readonly tags?: readonly string[];
      readonly heading?: string | null;
    };
  }[];
  readonly total_results: number;
  readonly mode: string;
  readonly respelled?: readonly {
    readonly asked: string;
    readonly searched: string;
  }[];
  readonly truncated?: true;
  readonly degraded?: readonly string[];
}
