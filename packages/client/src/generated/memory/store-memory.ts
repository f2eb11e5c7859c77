// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `store_memory`. */
export interface StoreMemoryParams {
  /** e.g. "notes/deploy.md". */
  readonly file_name: string;
  readonly content: string;
  /** document, code, note, ... At most 64 characters. Default 'document'. */
  readonly resource_type?: string | undefined;
  /** At most 64 elements. */
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** ISO 8601. At least 4 characters. */
  readonly valid_from?: string | undefined;
  /** ISO 8601. At least 4 characters. */
  readonly expires_at?: string | undefined;
  /** Default 'auto'. */
  readonly wait?: 'auto' | 'durable' | 'searchable' | undefined;
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

/** What `store_memory` answers. */
export interface StoreMemoryResult {
  readonly success: true;
  readonly resource_id: number;
  readonly version: number;
  readonly chunks_created: number;
  readonly vector_ids: readonly number[];
  readonly pending_chunks: number;
  readonly unchanged: boolean;
  readonly message: string;
  readonly degraded?: readonly string[];
}
