// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `forget_memory`. */
export interface ForgetMemoryParams {
  /** At least 1. */
  readonly resource_id?: number | undefined;
  readonly file_name?: string | undefined;
  readonly conversation_id?: string | undefined;
  /** Default false. */
  readonly dry_run?: boolean | undefined;
  /** Default false. */
  readonly purge?: boolean | undefined;
  /** Default false. */
  readonly undo?: boolean | undefined;
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

/** What `forget_memory` answers. */
export interface ForgetMemoryResult {
  readonly success: true;
  readonly forgotten: {
    readonly resources: number;
    readonly chunks: number;
    readonly messages: number;
    readonly links: number;
  };
  readonly purged: boolean;
  readonly undo_until: string | null;
  readonly degraded?: readonly string[];
}
