// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `session_state`. */
export interface SessionStateParams {
  readonly action: 'create' | 'get' | 'update' | 'end' | 'list' | 'checkpoint' | 'restore';
  readonly state?: Readonly<Record<string, unknown>> | undefined;
  /** At least 0. */
  readonly expected_version?: number | undefined;
  readonly replace?: boolean | undefined;
  /** At most 256 characters. */
  readonly name?: string | undefined;
  readonly status?: 'active' | 'ended' | 'all' | undefined;
  /** 1 to 100. */
  readonly limit?: number | undefined;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
  /** At most 128 characters. */
  readonly agent_id?: string | undefined;
  /** At most 128 characters. */
  readonly session_id?: string | undefined;
}

/** What `session_state` answers. */
export interface SessionStateResult {
  readonly success: true;
  readonly action: 'create' | 'get' | 'update' | 'end' | 'list' | 'checkpoint' | 'restore';
  readonly session_id?: string;
  readonly version?: number;
  readonly status?: string;
  readonly created_by?: string | null;
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly ended_at?: string | null;
  readonly state?: Readonly<Record<string, unknown>>;
  readonly checkpoint?: {
    readonly name: string;
    readonly version: number;
    readonly created_at: string;
  };
  readonly checkpoints?: readonly {
    readonly name: string;
    readonly version: number;
    readonly created_at: string;
  }[];
  readonly restored?: {
    readonly name: string;
    readonly version: number;
    readonly created_at: string;
  };
  readonly sessions?: readonly {
    readonly session_id: string;
    readonly version: number;
    readonly status: string;
    readonly created_by: string | null;
    readonly created_at: string;
    readonly updated_at: string;
    readonly ended_at: string | null;
    readonly participants: readonly string[];
    readonly context_version: number;
  }[];
  readonly next_cursor?: string;
  readonly degraded?: readonly string[];
}
