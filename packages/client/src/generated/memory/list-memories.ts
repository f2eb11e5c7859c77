// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `list_memories`. */
export interface ListMemoriesParams {
  /** At most 64 characters. */
  readonly resource_type?: string | undefined;
  /** At most 64 elements. */
  readonly tags?: readonly string[] | undefined;
  /** ISO 8601. At least 4 characters. */
  readonly since?: string | undefined;
  /** ISO 8601. At least 4 characters. */
  readonly until?: string | undefined;
  readonly query?: string | undefined;
  /** 1 to 100. Default 20. */
  readonly limit?: number | undefined;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
}

/** What `list_memories` answers. */
export interface ListMemoriesResult {
  readonly success: true;
  readonly memories: readonly {
    readonly resource_id: number;
    readonly file_name: string;
    readonly resource_type: string;
    readonly version: number;
    readonly chunks: number;
    readonly updated_at: string;
  }[];
  readonly total_count: number;
  readonly next_cursor?: string;
  readonly degraded?: readonly string[];
}
