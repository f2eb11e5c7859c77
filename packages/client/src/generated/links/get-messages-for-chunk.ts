// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `get_messages_for_chunk`. */
export interface GetMessagesForChunkParams {
  /** At least 1. */
  readonly chunk_id: number;
  /** 1 to 100. Default 20. */
  readonly limit?: number | undefined;
  /** Bound on the answer, in tokens of the embedding model. 50 to 100000. */
  readonly max_tokens?: number | undefined;
  /** Default 'full'. */
  readonly detail?: 'ids' | 'snippet' | 'full' | undefined;
}

/** What `get_messages_for_chunk` answers. */
export interface GetMessagesForChunkResult {
  readonly success: true;
  readonly chunk_id: number;
  readonly messages: readonly {
    readonly message_id: number;
    readonly conversation_id: string;
    readonly role: string;
    readonly content?: string;
    readonly timestamp: string;
    readonly agent_name: string | null;
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly source_tool: string | null;
    readonly link_strength: number;
    readonly automatic: boolean;
  }[];
  readonly total_messages: number;
  readonly truncated?: true;
  readonly degraded?: readonly string[];
}
