// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `get_memory`. */
export interface GetMemoryParams {
  /** At least 1. */
  readonly resource_id?: number | undefined;
  readonly file_name?: string | undefined;
  /** At least 1. */
  readonly version?: number | undefined;
  /** ISO 8601. At least 4 characters. */
  readonly as_of?: string | undefined;
  /** Bound on the answer, in tokens of the embedding model. 300 to 100000. */
  readonly max_tokens?: number | undefined;
}

/** What `get_memory` answers. */
export interface GetMemoryResult {
  readonly success: true;
  readonly resource_id: number;
  readonly file_name: string;
  readonly content: string;
  readonly version: number;
  readonly versions: readonly {
    readonly version: number;
    readonly created_at: string;
    readonly superseded_at: string | null;
    readonly chunks: number;
    readonly agent_id: string | null;
  }[];
  readonly metadata: {
    readonly resource_type: string;
    readonly tags: readonly string[];
    readonly created_at: string;
    readonly valid_from: string | null;
    readonly expires_at: string | null;
    readonly agent_id: string | null;
    readonly session_id: string | null;
    readonly custom: Readonly<Record<string, unknown>>;
  };
  readonly relationships_count: number;
  readonly truncated?: true;
  readonly degraded?: readonly string[];
}
