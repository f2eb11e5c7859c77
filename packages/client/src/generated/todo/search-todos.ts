// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `search_todos`. */
export interface SearchTodosParams {
  readonly query: string;
  /** 1 to 100. Default 10. */
  readonly limit?: number | undefined;
  /** Bound on the answer, in tokens of the embedding model. 50 to 100000. */
  readonly max_tokens?: number | undefined;
}

/** What `search_todos` answers. */
export interface SearchTodosResult {
  readonly success: true;
  readonly results: readonly {
    readonly todo_id: number;
    readonly title: string;
    readonly description: string;
    readonly priority: 1 | 2 | 3;
    readonly status: 'pending' | 'completed';
    readonly due_at: string | null;
    readonly tags: readonly string[];
    readonly assigned_agent: string | null;
    readonly created_at: string;
    readonly completed_at: string | null;
    readonly relevance_score: number;
  }[];
  readonly total_results: number;
  readonly truncated?: true;
  readonly degraded?: readonly string[];
}
