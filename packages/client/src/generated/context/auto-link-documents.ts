// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `auto_link_documents`. */
export interface AutoLinkDocumentsParams {
  readonly document_id: number | string;
  /** 0 to 1. Default 0.8. */
  readonly similarity_threshold?: number | undefined;
  /** 1 to 100. Default 20. */
  readonly limit?: number | undefined;
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

/** What `auto_link_documents` answers. */
export interface AutoLinkDocumentsResult {
  readonly success: true;
  readonly document_id: number;
  readonly links_created: number;
  readonly similar_documents: readonly {
    readonly document_id: number;
    readonly file_name: string;
    readonly similarity_score: number;
    readonly relationship_type: string;
  }[];
  readonly degraded?: readonly string[];
}
