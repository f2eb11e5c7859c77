/** Entries of a cache that were removed to make room, and the bytes that all take; absent while it cannot be asked. */
export interface CacheGauges {
  /** `memory` or `redis` */
  readonly driver: string;
  readonly evictions?: number;
  readonly bytes?: number;
}

/**
 * Numbers that are asked of the server with every look at the metrics. None writes anything. One that rejects or is late is left out, and keeps none of the others.
 */
export interface Gauges {
  /** Agents that gave a sign of life within the last minute. */
  activeAgents?(): Promise<number>;
  /** Chunks that wait for their embedding. */
  pendingEmbeddings?(): Promise<number>;
  /** How often this process could give a kept answer again. */
  answers?(): Promise<{ readonly hits: number; readonly misses: number }>;
  caches?(): Promise<readonly CacheGauges[]>;
}

/** The answers of {@link Gauges}. */
export interface GaugeValues {
  readonly activeAgents?: number | undefined;
  readonly pendingEmbeddings?: number | undefined;
  readonly answers?: { readonly hits: number; readonly misses: number } | undefined;
  readonly caches?: readonly CacheGauges[] | undefined;
}
