// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `get_context_links_for_message`. */
export interface GetContextLinksForMessageParams {
  /** At least 1. */
  readonly message_id: number;
  /** Bound on the answer, in tokens of the embedding model. 50 to 100000. */
  readonly max_tokens?: number | undefined;
  /** Default 'full'. */
  readonly detail?: 'ids' | 'snippet' | 'full' | undefined;
}

/** What `get_context_links_for_message` answers. */
export interface GetContextLinksForMessageResult {
  readonly success: true;
  readonly message_id: number;
  readonly context_links: readonly {
    readonly chunk_id: number;
    readonly content?: string;
    readonly resource_id: number;
    readonly link_strength: number;
    readonly automatic: boolean;
  }[];
  readonly total_links: number;
  readonly truncated?: true;
  readonly degraded?: readonly string[];
}
