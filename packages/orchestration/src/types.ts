import type { CallContext, Clock, CoordinationHealth, CoordinationStore, FenceRecord, Logger } from '@ltmc/contracts';
import type { AgentRegistryService } from './agents/types.js';
import type { ChunkReader } from './buffer/join-chunks.js';
import type { SharedChunkBufferService } from './buffer/types.js';
import type { ContextCoordinationService } from './contexts/types.js';
import type { MemoryLockingService } from './locks/types.js';
import type { SessionStateManagerService } from './sessions/types.js';
import type { AnswerStatistics, ToolCacheService } from './tool-cache/types.js';

/** `basic`: registry, locks, sessions. `full`: all six. `debug`: all six, each call in the log and in the event stream `debug` of its namespace. */
export type OrchestrationMode = 'basic' | 'full' | 'debug';

/** The six services, by the name of their tool. */
export type ServiceName = 'agent_registry' | 'context_coord' | 'memory_lock' | 'session_state' | 'tool_cache' | 'shared_buffer';

export interface OrchestrationOptions {
  /** It stays the caller's to close. */
  readonly store: CoordinationStore;
  /** Where the highest fences are kept with the memories: the record. */
  readonly fences: FenceRecord;
  /** Where the buffer reads the texts of chunks: the record. Default: it tells their ids alone. */
  readonly chunks?: ChunkReader;
  /** Default `full`. */
  readonly mode?: OrchestrationMode;
  /** Of the cache of answers. Default: there is none. */
  readonly answers?: AnswerStatistics;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
}

export interface OrchestrationStatus {
  readonly mode: OrchestrationMode;
  /** Whether each is switched on. */
  readonly services: Readonly<Record<ServiceName, boolean>>;
  /** In the namespace of the call; null where the store could not be asked. */
  readonly counts: { readonly agents: number; readonly sessions: number; readonly locks: number; readonly buffered: number; readonly values: number } | null;
  /** `sqlite` or `redis` */
  readonly driver: string;
  /** Between whom it coordinates. */
  readonly reach: 'machine' | 'network';
  readonly health: CoordinationHealth;
}

/** For health reports: of the store, without a namespace. */
export interface OrchestrationHealth extends CoordinationHealth {
  readonly mode: OrchestrationMode;
  readonly services: Readonly<Record<ServiceName, boolean>>;
  readonly driver: string;
  readonly reach: 'machine' | 'network';
}

/** The six services over one coordination store. Methods of a service that the mode switches off reject with `LTMC_DISABLED`; hooks of the search then do nothing. */
export interface OrchestrationService extends AsyncDisposable {
  readonly mode: OrchestrationMode;
  readonly agents: AgentRegistryService;
  readonly contexts: ContextCoordinationService;
  readonly locks: MemoryLockingService;
  readonly sessions: SessionStateManagerService;
  readonly toolCache: ToolCacheService;
  readonly buffer: SharedChunkBufferService;
  /** Never rejects. */
  status(context: CallContext): Promise<OrchestrationStatus>;
  /** Never rejects. */
  health(): Promise<OrchestrationHealth>;
  /**
   * Idempotent; the first step of a shutdown. Calls that wait for a lock or an event give back their places and reject with `LTMC_STORE_CLOSED`, retryable,
   * at once; later ones that would wait do so too. Everything else goes on.
   */
  endWaits(): void;
  /** Idempotent. Ends the waits, writes what is pending; releases no lock, closes no store. */
  close(): Promise<void>;
}
