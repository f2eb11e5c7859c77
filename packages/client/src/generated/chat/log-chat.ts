// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `log_chat`. */
export interface LogChatParams {
  readonly content: string;
  readonly conversation_id: string;
  /** Default 'user'. */
  readonly role?: 'user' | 'assistant' | 'system' | 'tool' | undefined;
  readonly agent_name?: string | undefined;
  /** Program or tool it came from. */
  readonly source_tool?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Default: now. At least 4 characters. */
  readonly timestamp?: string | undefined;
  /** Default true. */
  readonly link_context?: boolean | undefined;
  /** chunk_ids it draws on. At most 100 elements. */
  readonly used_chunks?: readonly number[] | undefined;
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

/** What `log_chat` answers. */
export interface LogChatResult {
  readonly success: true;
  readonly chat_id: number;
  readonly message_id: number;
  readonly context_links: readonly {
    readonly chunk_id: number;
    readonly resource_id: number;
    readonly link_strength: number;
  }[];
  /** More links may be made in the background. */
  readonly links_pending: boolean;
  readonly message: string;
  readonly degraded?: readonly string[];
}
