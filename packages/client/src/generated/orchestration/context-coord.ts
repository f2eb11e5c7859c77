// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `context_coord`. */
export interface ContextCoordParams {
  readonly action: 'create' | 'join' | 'leave' | 'propagate' | 'get' | 'events' | 'ack';
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  /** At most 1000 elements. */
  readonly participants?: readonly string[] | undefined;
  /** At most 256 elements. */
  readonly subscriptions?: readonly string[] | undefined;
  /** At most 256 elements. */
  readonly capabilities?: readonly string[] | undefined;
  readonly audience?: Readonly<Record<string, string | null>> | undefined;
  readonly updates?: Readonly<Record<string, unknown>> | undefined;
  /** At least 0. */
  readonly expected_version?: number | undefined;
  readonly all?: boolean | undefined;
  /** At least 0. */
  readonly since?: number | undefined;
  /** 1 to 1000. */
  readonly limit?: number | undefined;
  /** 0 to 60. */
  readonly wait_seconds?: number | undefined;
  /** At least 0. */
  readonly sequence?: number | undefined;
  /** At most 128 characters. */
  readonly agent_id?: string | undefined;
  /** At most 128 characters. */
  readonly session_id?: string | undefined;
}

/** What `context_coord` answers. */
export interface ContextCoordResult {
  readonly success: true;
  readonly action: 'create' | 'join' | 'leave' | 'propagate' | 'get' | 'events' | 'ack';
  readonly session_id?: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly version?: number;
  readonly omitted?: readonly string[];
  readonly participants?: readonly {
    readonly agent_id: string;
    readonly subscriptions: readonly string[];
    readonly capabilities: readonly string[];
    readonly joined_at: string | null;
    readonly gone: boolean;
  }[];
  readonly position?: number;
  readonly created_at?: string;
  readonly known?: boolean;
  readonly applied?: readonly string[];
  readonly conflicts?: readonly {
    readonly field: string;
    readonly yours: unknown;
    readonly theirs: unknown;
    readonly version: number;
    readonly agent_id: string | null;
  }[];
  readonly replaced?: readonly {
    readonly field: string;
    readonly previous: unknown;
    readonly version: number;
    readonly agent_id: string | null;
  }[];
  readonly events?: readonly {
    readonly sequence: number;
    readonly type: string;
    readonly agent_id: string | null;
    readonly version: number;
    readonly changes: Readonly<Record<string, unknown>>;
    readonly removed: readonly string[];
    readonly at: string;
    readonly redelivered: boolean;
  }[];
  readonly next?: number;
  readonly last?: number;
  readonly missed?: number;
  readonly degraded?: readonly string[];
}
