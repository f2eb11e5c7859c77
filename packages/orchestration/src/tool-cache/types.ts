import type { CallContext, JsonValue } from '@ltmc/contracts';

/** What the cache of answers knows of itself; implemented by whoever keeps the answers. */
export interface AnswerStatistics {
  /** By tool, since the start of this process. */
  tallies(): ReadonlyMap<string, { readonly hits: number; readonly misses: number }>;
  /** What is kept now, of all tools. */
  size(): Promise<{ readonly entries: number; readonly bytes: number }>;
}

export interface ToolCacheStatistics {
  readonly hits: number;
  readonly misses: number;
  /** 0 to 1; 0 where nothing was asked. */
  readonly hitRate: number;
  /** Kept answers and their bytes, of all tools. */
  readonly entries: number;
  readonly bytes: number;
  /** By tool, those that were asked. */
  readonly tools: Readonly<Record<string, { readonly hits: number; readonly misses: number; readonly hitRate: number }>>;
  /** Values that agents of the namespace put. */
  readonly values: number;
}

export interface SharedValueInput {
  /** 1 to 256 characters. */
  readonly key: string;
  /** Up to 256 KiB as JSON. */
  readonly value: JsonValue;
  /** 1 to 604,800 (7 days). Default 300. */
  readonly ttlSeconds?: number;
  /** Default: the agent of the call, if there is one. */
  readonly agentId?: string;
}

export interface SharedValue {
  readonly key: string;
  readonly value: JsonValue;
  /** Who put it; null where they did not say. */
  readonly agentId: string | null;
  readonly storedAtMs: number;
  readonly expiresAtMs: number;
}

/** Answers of tools that are given again, and values that agents share for a while. */
export interface ToolCacheService {
  /** @param tool - only this tool's calls; `entries` and `bytes` are those of all. */
  stats(context: CallContext, tool?: string): Promise<ToolCacheStatistics>;
  /** Kept answers of one tool, or of all, are given no more in this namespace, in any process. */
  invalidate(context: CallContext, tool?: string): Promise<{ readonly tool: string | null; readonly generation: number }>;
  /** Undefined: it is not there, or not any more. */
  get(context: CallContext, key: string): Promise<SharedValue | undefined>;
  /** Replaces what was there. @throws LtmcError `LTMC_CONTENT_TOO_LARGE`, `LTMC_INVALID_INPUT` */
  put(context: CallContext, input: SharedValueInput): Promise<SharedValue>;
  /**
   * For the cache of answers: a number per tool, in their order, that rises with each invalidation. Part of each answer's key, so that an answer from before is not
   * found after it. One round trip; up to 500 tools. Rejects where the store is away: make the answer anew then.
   */
  generations(namespace: string, tools: readonly string[]): Promise<readonly number[]>;
}
