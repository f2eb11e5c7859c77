export { createOrchestration } from './create-orchestration.js';
export { HEARTBEAT_TTL_SECONDS } from './agents/types.js';
export type { AgentFilter, AgentRegistryService, AgentView, HeartbeatInput, RegisterInput, RegisterResult } from './agents/types.js';
export type { ChunkReader } from './buffer/join-chunks.js';
export type { BufferInput, BufferItem, BufferStatistics, KeptItem, PopularItem, PopularityWindow, SharedChunkBufferService } from './buffer/types.js';
export type {
  Audience,
  ContextConflict,
  ContextCoordinationService,
  ContextEvent,
  CreateContextInput,
  EventsInput,
  EventsResult,
  JoinInput,
  Participant,
  ParticipantInput,
  PropagateInput,
  PropagateResult,
  ReplacedField,
  SharedContext,
} from './contexts/types.js';
export type {
  AcquireAllInput,
  AcquireAllResult,
  AcquireInput,
  AcquireResult,
  HeldLock,
  LockHandleInput,
  LockHolderView,
  LockScope,
  LockStatusResult,
  LockTiming,
  MemoryLockingService,
  NotAcquired,
  WriteCheck,
} from './locks/types.js';
export { MAX_CHECKPOINTS } from './sessions/types.js';
export type {
  CheckpointView,
  CreateSessionInput,
  SessionFilter,
  SessionPage,
  SessionRef,
  SessionStateManagerService,
  SessionSummary,
  SessionView,
  UpdateSessionInput,
} from './sessions/types.js';
export type { AnswerStatistics, SharedValue, SharedValueInput, ToolCacheService, ToolCacheStatistics } from './tool-cache/types.js';
export type { OrchestrationHealth, OrchestrationMode, OrchestrationOptions, OrchestrationService, OrchestrationStatus, ServiceName } from './types.js';
