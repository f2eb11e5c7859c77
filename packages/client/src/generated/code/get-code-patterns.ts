// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `get_code_patterns`. */
export interface GetCodePatternsParams {
  readonly query: string;
  /** 1 to 20. Default 5. */
  readonly limit?: number | undefined;
  /** default pass or partial. */
  readonly result_filter?: 'pass' | 'fail' | 'error' | 'partial' | undefined;
  readonly language?: string | undefined;
  readonly function_name?: string | undefined;
  readonly file_name?: string | undefined;
  readonly module_name?: string | undefined;
  /** Bound on the answer, in tokens of the embedding model. 300 to 100000. */
  readonly max_tokens?: number | undefined;
  /** Default 'full'. */
  readonly detail?: 'ids' | 'snippet' | 'full' | undefined;
}

/** What `get_code_patterns` answers. */
export interface GetCodePatternsResult {
  readonly success: true;
  readonly query: string;
  readonly patterns: readonly {
    readonly pattern_id: number;
    readonly input_prompt?: string;
    readonly generated_code?: string;
    readonly result: 'pass' | 'fail' | 'error' | 'partial';
    readonly execution_time_ms: number | null;
    readonly tags: readonly string[];
    readonly similarity_score: number | null;
    readonly success_rate: number;
    readonly attempts: number;
    readonly interval: readonly number[];
    readonly created_at: string;
  }[];
  readonly warnings: readonly {
    readonly pattern_id: number;
    readonly error_message: string | null;
    readonly attempts: number;
  }[];
  readonly total_patterns: number;
  readonly average_success_rate: number | null;
  readonly truncated?: true;
  readonly degraded?: readonly string[];
}
