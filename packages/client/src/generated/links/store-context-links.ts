// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `store_context_links`. */
export interface StoreContextLinksParams {
  /** At least 1. */
  readonly message_id: number;
  /** 1 to 100 elements. */
  readonly chunk_ids: readonly number[];
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

/** What `store_context_links` answers. */
export interface StoreContextLinksResult {
  readonly success: true;
  readonly message_id: number;
  readonly links_created: number;
  readonly linked_chunks: readonly number[];
  readonly degraded?: readonly string[];
}
