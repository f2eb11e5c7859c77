// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `add_todo`. */
export interface AddTodoParams {
  readonly title: string;
  /** Default ''. */
  readonly description?: string | undefined;
  /** Default 1. */
  readonly priority?: 1 | 2 | 3 | 'low' | 'medium' | 'high' | undefined;
  /** ISO 8601. At least 4 characters. */
  readonly due_at?: string | undefined;
  /** At most 64 elements. */
  readonly tags?: readonly string[] | undefined;
  readonly assigned_agent?: string | undefined;
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

/** What `add_todo` answers. */
export interface AddTodoResult {
  readonly success: true;
  readonly todo_id: number;
  readonly title: string;
  readonly priority: 1 | 2 | 3;
  readonly status: 'pending' | 'completed';
  readonly created_at: string;
  readonly degraded?: readonly string[];
}
