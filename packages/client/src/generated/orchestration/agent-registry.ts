// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `agent_registry`. */
export interface AgentRegistryParams {
  readonly action: 'register' | 'heartbeat' | 'list' | 'get' | 'deregister' | 'status';
  /** At most 256 characters. */
  readonly name?: string | undefined;
  /** At most 256 elements. */
  readonly capabilities?: readonly string[] | undefined;
  /** At most 256 characters. */
  readonly capability?: string | undefined;
  /** At most 256 characters. */
  readonly status?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** At most 128 characters. */
  readonly agent_id?: string | undefined;
  /** At most 128 characters. */
  readonly session_id?: string | undefined;
}

/** What `agent_registry` answers. */
export interface AgentRegistryResult {
  readonly success: true;
  readonly action: 'register' | 'heartbeat' | 'list' | 'get' | 'deregister' | 'status';
  readonly agent_id?: string;
  readonly heartbeat_ttl_seconds?: number;
  readonly agent?: {
    readonly agent_id: string;
    readonly name: string;
    readonly capabilities: readonly string[];
    readonly session_id: string | null;
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly status: string | null;
    readonly registered_at: string;
    readonly expires_in_seconds: number;
    readonly own: boolean;
  };
  readonly known?: boolean;
  readonly agents?: readonly {
    readonly agent_id: string;
    readonly name: string;
    readonly capabilities: readonly string[];
    readonly session_id: string | null;
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly status: string | null;
    readonly registered_at: string;
    readonly expires_in_seconds: number;
    readonly own: boolean;
  }[];
  readonly count?: number;
  readonly mode?: string;
  readonly services?: Readonly<Record<string, boolean>>;
  readonly counts?: {
    readonly agents: number;
    readonly sessions: number;
    readonly locks: number;
    readonly buffered: number;
    readonly values: number;
  } | null;
  readonly driver?: string;
  readonly reach?: string;
  readonly health?: {
    readonly state: string;
    readonly latency_ms?: number;
    readonly why?: string;
  };
  readonly degraded?: readonly string[];
}
