import type { ComponentHealth } from '@ltmc/memory';
import type { Catalog, ToolRegistry } from '@ltmc/tools';

/** What `/health` shows. */
export interface HealthReport {
  /** The worst state of a part that is in use. */
  readonly status: 'ok' | 'degraded' | 'unavailable';
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly components: {
    readonly database: HealthComponent;
    readonly redis: HealthComponent;
    readonly vector_store: HealthComponent;
    readonly neo4j: HealthComponent;
  };
}

/** `disabled`: not configured, or not part of this version. */
export type HealthComponent = Omit<ComponentHealth, 'state'> & { readonly state: ComponentHealth['state'] | 'disabled' };

/** What `/orchestration/health` shows. */
export interface OrchestrationReport {
  readonly status: 'ok' | 'unavailable';
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  /** `basic`, `full` or `debug` */
  readonly mode: string;
  /** Between whom it coordinates: processes of one machine, or machines of a network. */
  readonly reach: 'machine' | 'network';
  /** `sqlite` or `redis` */
  readonly driver: string;
  /** Whether each is switched on. */
  readonly services: Readonly<Record<string, boolean>>;
  /** Of a round trip to the store, milliseconds. */
  readonly latencyMs?: number;
  /** In words; present unless `status` is `ok`. */
  readonly why?: string;
}

/** What an operator may want to plot beside {@link HealthReport}. All only read; each rejects with what the part says that it asks. */
export interface Gauges {
  /** Agents that gave a sign of life within the last minute, in the namespaces that hold something, the runtime's own, and these. */
  activeAgents(namespaces?: readonly string[]): Promise<number>;
  /** Chunks that wait for their embedding, in all namespaces. */
  pendingEmbeddings(): Promise<number>;
  /** How often this process could give a kept answer again, and could not. */
  answers(): Promise<{ readonly hits: number; readonly misses: number }>;
  /** By driver, `memory` or `redis`: entries removed to make room, bytes that all take; on Redis by the whole server. Absent while it cannot be asked. */
  caches(): Promise<readonly { readonly driver: string; readonly evictions?: number; readonly bytes?: number }[]>;
}

/** An LTMC server without its transports. */
export interface Runtime extends AsyncDisposable {
  /** Lists tools at once, whether the runtime is open or not; the first call opens it. */
  readonly registry: ToolRegistry;
  /** Resources and prompts, listed at once as well. */
  readonly catalog: Catalog;
  /** Version, data path and tiers in one line, for an operator. */
  readonly startLine: string;
  /** Opens record, index and services. Idempotent while it works; after a failure the next call tries again. */
  open(): Promise<void>;
  /** Never throws. Opens the runtime if need be. */
  health(): Promise<HealthReport>;
  /** Whether agents can coordinate, and by which services. Never throws. Opens the runtime and the coordination store if need be. */
  orchestrationHealth(): Promise<OrchestrationReport>;
  /** They open the runtime if need be. */
  readonly gauges: Gauges;
  /**
   * The first step of a shutdown, before the calls under way are waited for: those that wait for a lock or an event give back their places and end with
   * `LTMC_STORE_CLOSED`, retryable, at once. Everything else goes on.
   */
  endWaits(): void;
  /** Idempotent; waits for writes in flight, saves what is worth saving, closes in reverse order. */
  close(): Promise<void>;
}
