// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `ask_with_context`. */
export interface AskWithContextParams {
  readonly question: string;
  readonly conversation_id?: string | undefined;
  /** 1 to 50. Default 10. */
  readonly context_limit?: number | undefined;
  /** 250 to 32000. Default 4000. */
  readonly max_tokens?: number | undefined;
}

/** What `ask_with_context` answers. */
export interface AskWithContextResult {
  readonly success: true;
  readonly question: string;
  readonly context: readonly {
    readonly content: string;
    readonly source: string;
    readonly relevance: number;
    readonly resource_id: number | null;
    readonly chunk_id: number | null;
    readonly message_id: number | null;
  }[];
  readonly prompt: string;
  readonly token_count: number;
  readonly tokenizer: string;
  readonly suggested_response: string | null;
  readonly suggested_source: {
    readonly source: string;
    readonly relevance: number;
    readonly resource_id: number | null;
    readonly chunk_id: number | null;
    readonly message_id: number | null;
  } | null;
  readonly respelled?: readonly {
    readonly asked: string;
    readonly searched: string;
  }[];
  readonly truncated?: true;
  readonly degraded?: readonly string[];
}
