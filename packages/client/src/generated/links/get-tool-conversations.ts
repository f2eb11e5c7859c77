// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `get_tool_conversations`. */
export interface GetToolConversationsParams {
  /** source_tool of the messages. At most 255 characters. */
  readonly tool_name: string;
  /** 1 to 100. Default 10. */
  readonly limit?: number | undefined;
}

/** What `get_tool_conversations` answers. */
export interface GetToolConversationsResult {
  readonly success: true;
  readonly conversations: readonly {
    readonly conversation_id: string;
    readonly usage_count: number;
    readonly last_used: string;
  }[];
  readonly total_conversations: number;
  readonly usage_statistics: {
    readonly total_messages: number;
    readonly last_used: string | null;
  };
  readonly degraded?: readonly string[];
}
