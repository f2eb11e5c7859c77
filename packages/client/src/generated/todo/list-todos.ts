// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `list_todos`. */
export interface ListTodosParams {
  /** Default 'all'. */
  readonly status?: 'all' | 'pending' | 'completed' | undefined;
  /** 1 to 100. Default 10. */
  readonly limit?: number | undefined;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
  /** Bound on the answer, in tokens of the embedding model. 50 to 100000. */
  readonly max_tokens?: number | undefined;
}

/** What `list_todos` answers. */
export interface ListTodosResult {
  readonly success: true;
  readonly todos: readonly {
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
  }[];
  readonly total_count: number;
  readonly filtered_count: number;
  readonly next_cursor?: string;
  readonly truncated?: true;
  readonly degraded?: readonly string[];
}
