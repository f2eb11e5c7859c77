// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `link_resources`. */
export interface LinkResourcesParams {
  readonly source_id: number | string;
  readonly target_id: number | string;
  /** related_to, depends_on, supersedes, part_of, ... or any lower_snake. */
  readonly relationship_type: string;
  /** 0 to 1. Default 1. */
  readonly strength?: number | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Same key, same call: done once, same answer. At most 255 characters. */
  readonly idempotency_key?: string | undefined;
  /** At most 128 characters. */
  readonly agent_id?: string | undefined;
  /** At most 128 characters. */
  readonly session_id?: string | undefined;
  /** As memory_lock gave it: the write is refused once the lock has passed on. */
  readonly fence?: {
    /** At most 1024 characters. */
    readonly resource_id: string;
    /** 1 to 9007199254740991. */
    readonly token: number;
  } | undefined;
}

/** What `link_resources` answers. */
export interface LinkResourcesResult {
  readonly success: true;
  readonly relationship_id: number;
  readonly source_id: number;
  readonly target_id: number;
  readonly relationship_type: string;
  readonly strength: number;
  readonly created: boolean;
  readonly created_at: string;
  readonly degraded?: readonly string[];
}
