export { ERROR_CODES, LtmcError, StoreClosedError } from './errors.js';
export type { ErrorCode, LtmcErrorOptions } from './errors.js';
export type { CallContext, Clock, JsonObject, JsonValue, Logger } from './platform.js';
export type { Lease, LeaseCapabilities, LeaseRequest, LeaseStore } from './coordination.js';
export type {
  BackupOptions,
  BackupSummary,
  ExportOptions,
  ImportOptions,
  ImportSummary,
  MaintenanceOptions,
  MaintenanceProgress,
  RecordCheck,
  RecordMaintenance,
  RecordProblem,
  RestoreOptions,
  RestoreSummary,
} from './maintenance.js';
export type { Embedder, EmbeddingFingerprint, EmbedOptions, TokenMap } from './embedding.js';
export type { EmbeddingProgress, EmbeddingSpaces } from './embedding-spaces.js';
export type {
  VectorBatch,
  VectorCapabilities,
  VectorDigest,
  VectorEntry,
  VectorHit,
  VectorIdRange,
  VectorIndex,
  VectorSearchOptions,
  VectorSpace,
  VectorStore,
} from './vector.js';
export type {
  Change,
  ChunkInput,
  ChunkView,
  ClaimOptions,
  ForgetCounts,
  ForgetOptions,
  IdempotencyClaim,
  MemoryFilter,
  PendingChunk,
  RecordCapabilities,
  RecordStore,
  ResourcePage,
  ResourceRef,
  ResourceSummary,
  StoredVersion,
  TextHit,
  VersionInput,
  VersionSummary,
  VersionView,
  WriteOutcome,
} from './record.js';
