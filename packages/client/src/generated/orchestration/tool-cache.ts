// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `tool_cache`. */
export interface ToolCacheParams {
  readonly action: 'stats' | 'invalidate' | 'get' | 'put';
  /** At most 256 characters. */
  readonly tool?: string | undefined;
  /** At most 256 characters. */
  readonly key?: string | undefined;
  readonly value?: unknown | undefined;
  /** 1 to 604800. */
  readonly ttl_seconds?: number | undefined;
  /** At most 128 characters. */
  readonly agent_id?: string | undefined;
  /** At most 128 characters. */
  readonly session_id?: string | undefined;
}

/** What `tool_cache` answers. */
export interface ToolCacheResult {
  readonly success: true;
  readonly action: 'stats' | 'invalidate' | 'get' | 'put';
  readonly hits?: number;
  readonly misses?: number;
  readonly hit_rate?: number;
  readonly entries?: number;
  readonly bytes?: number;
  readonly tools?: Readonly<Record<string, {
    readonly hits: number;
    readonly misses: number;
    readonly hit_rate: number;
  }>>;
  readonly values?: number;
  readonly tool?: string | null;
  readonly generation?: number;
  readonly found?: boolean;
  readonly key?: string;
  readonly value?: unknown;
  readonly agent_id?: string | null;
  readonly stored_at?: string;
  readonly expires_at?: string;
  readonly degraded?: readonly string[];
}
