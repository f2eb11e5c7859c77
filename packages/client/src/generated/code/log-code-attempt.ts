// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `log_code_attempt`. */
export interface LogCodeAttemptParams {
  readonly input_prompt: string;
  readonly generated_code: string;
  readonly result: 'pass' | 'fail' | 'error' | 'partial';
  /** At least 0. */
  readonly execution_time_ms?: number | undefined;
  readonly error_message?: string | undefined;
  /** or with commas. */
  readonly tags?: readonly string[] | string | undefined;
  readonly language?: string | undefined;
  readonly function_name?: string | undefined;
  readonly file_name?: string | undefined;
  readonly module_name?: string | undefined;
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

/** What `log_code_attempt` answers. */
export interface LogCodeAttemptResult {
  readonly success: true;
  readonly pattern_id: number;
  readonly input_prompt: string;
  readonly result: 'pass' | 'fail' | 'error' | 'partial';
  readonly tags: readonly string[];
  readonly logged_at: string;
  readonly pattern_fingerprint: string;
  readonly attempts: number;
  readonly degraded?: readonly string[];
}
