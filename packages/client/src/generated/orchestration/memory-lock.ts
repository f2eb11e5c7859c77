// Made from the tools' schemas by tools/client/generate.mjs; do not edit.

/** Parameters of `memory_lock`. */
export interface MemoryLockParams {
  readonly action: 'acquire' | 'extend' | 'release' | 'status';
  /** memory:{file_name}, or any name. */
  readonly resource_id?: string | undefined;
  /** Seconds held, else 30. 1 to 86400. */
  readonly timeout?: number | undefined;
  /** 0 to 300. */
  readonly wait_seconds?: number | undefined;
  readonly mode?: 'exclusive' | 'shared' | undefined;
  readonly lock_id?: string | undefined;
  /** At most 128 characters. */
  readonly agent_id?: string | undefined;
  /** At most 128 characters. */
  readonly session_id?: string | undefined;
}

/** What `memory_lock` answers. */
export interface MemoryLockResult {
  readonly success: true;
  readonly action: 'acquire' | 'extend' | 'release' | 'status';
  readonly acquired?: boolean;
  readonly lock_id?: string;
  readonly resource_id?: string;
  readonly mode?: string;
  readonly fence?: {
    readonly resource_id: string;
    readonly token: number;
  };
  readonly expires_at?: string;
  readonly timeout?: number;
  readonly holder?: {
    readonly agent_id: string;
    readonly mode: string;
    readonly fence_token: number;
    readonly expires_in_seconds: number;
    readonly own: boolean;
  } | null;
  readonly holders?: readonly {
    readonly agent_id: string;
    readonly mode: string;
    readonly fence_token: number;
    readonly expires_in_seconds: number;
    readonly own: boolean;
  }[];
  readonly position?: number;
  readonly released?: boolean;
  readonly locked?: boolean;
  readonly waiting?: number;
  readonly last_fence?: number;
  readonly degraded?: readonly string[];
}
