// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `get_chats_by_tool`. */
export interface GetChatsByToolParams {
  /** source_tool of the messages. */
  readonly tool_name: string;
  readonly conversation_id?: string | undefined;
  /** 1 to 100. Default 10. */
  readonly limit?: number | undefined;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
  /** Bound on the answer, in tokens of the embedding model. 50 to 100000. */
  readonly max_tokens?: number | undefined;
  /** Default 'full'. */
  readonly detail?: 'ids' | 'snippet' | 'full' | undefined;
}

/** What `get_chats_by_tool` answers. */
export interface GetChatsByToolResult {
  readonly success: true;
  readonly messages: readonly {
    readonly message_id: number;
    readonly conversation_id: string;
    readonly role: string;
    readonly content?: string;
    readonly timestamp: string;
    readonly agent_name: string | null;
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly source_tool: string | null;
  }[];
  readonly count: number;
  readonly next_cursor?: string;
  readonly truncated?: true;
  readonly degraded?: readonly string[];
}
