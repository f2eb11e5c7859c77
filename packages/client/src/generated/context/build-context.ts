// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `build_context`. */
export interface BuildContextParams {
  /** 1 to 100 elements. */
  readonly documents: readonly {
    readonly content?: string;
    readonly id?: number | string;
    readonly file_name?: string;
    readonly chunk_id?: number;
  }[];
  /** Of the whole answer. 100 to 32000. Default 4000. */
  readonly max_tokens?: number | undefined;
  readonly query?: string | undefined;
}

/** What `build_context` answers. */
export interface BuildContextResult {
  readonly success: true;
  readonly context: string;
  readonly token_count: number;
  readonly tokenizer: string;
  readonly documents_included: number;
  readonly documents_truncated: number;
  readonly sources: readonly {
    readonly id: string;
    readonly resource_id?: number | null;
    readonly tokens?: number;
    readonly total_tokens?: number;
    readonly truncated: boolean;
  }[];
  readonly truncated?: true;
  readonly degraded?: readonly string[];
}
