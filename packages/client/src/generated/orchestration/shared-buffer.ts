// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `shared_buffer`. */
export interface SharedBufferParams {
  readonly action: 'put' | 'get' | 'popular' | 'list' | 'stats';
  /** At least 1. */
  readonly chunk_id?: number | undefined;
  readonly content?: string | undefined;
  /** At most 256 characters. */
  readonly item_id?: string | undefined;
  /** 1 to 604800. */
  readonly ttl_seconds?: number | undefined;
  readonly window?: '1h' | '4h' | '24h' | undefined;
  /** 1 to 1000. */
  readonly limit?: number | undefined;
  /** At most 128 characters. */
  readonly agent_id?: string | undefined;
  /** At most 128 characters. */
  readonly session_id?: string | undefined;
}

/** What `shared_buffer` answers. */
export interface SharedBufferResult {
  readonly success: true;
  readonly action: 'put' | 'get' | 'popular' | 'list' | 'stats';
  readonly item?: {
    readonly item_id: string;
    readonly chunk_id: number | null;
    readonly content: string | null;
    readonly gone?: true;
    readonly agents: readonly string[];
    readonly expires_at: string;
  };
  readonly found?: boolean;
  readonly items?: readonly {
    readonly item_id: string;
    readonly chunk_id: number | null;
    readonly content: string | null;
    readonly gone?: true;
    readonly agents: readonly string[];
    readonly expires_at: string;
  }[];
  readonly popular?: readonly {
    readonly item_id: string;
    readonly chunk_id: number | null;
    readonly uses: number;
  }[];
  readonly window?: string;
  readonly item_count?: number;
  readonly windows?: {
    readonly '1h': {
      readonly items: number;
      readonly uses: number;
    };
    readonly '4h': {
      readonly items: number;
      readonly uses: number;
    };
    readonly '24h': {
      readonly items: number;
      readonly uses: number;
    };
  };
  readonly hits?: number;
  readonly misses?: number;
  readonly degraded?: readonly string[];
}
