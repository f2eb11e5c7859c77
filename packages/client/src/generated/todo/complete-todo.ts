// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `complete_todo`. */
export interface CompleteTodoParams {
  /** At least 1. */
  readonly todo_id: number;
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

/** What `complete_todo` answers. */
export interface CompleteTodoResult {
  readonly success: true;
  readonly todo_id: number;
  readonly status: 'pending' | 'completed';
  readonly completed_at: string;
  readonly degraded?: readonly string[];
}
