export { ERROR_CODES, LtmcError, StoreClosedError } from './errors.js';
export type { ErrorCode, LtmcErrorOptions } from './errors.js';
export type { CallContext, Clock, JsonObject, JsonValue, Logger, Scope } from './platform.js';
export type { Lease, LeaseCapabilities, LeaseRequest, LeaseStore } from './coordination.js';
export type { CounterTable, EventPage, EventStream, PopularityTable, StreamEvent } from './coordination-events.js';
export type { LockGrant, LockHolder, LockMode, LockOutcome, LockRequest, LockStatus, LockTable } from './coordination-locks.js';
export type { Member, MemberGroup, PutOptions, PutOutcome, StateEntry, StateEvent, StatePage, StateTable } from './coordination-state.js';
export type { CoordinationCapabilities, CoordinationHealth, CoordinationSpace, CoordinationStore } from './coordination-store.js';
export type { Fence, FenceRecord } from './fences.js';
export type {
  CacheCapabilities,
  CacheEntryOptions,
  CacheHealth,
  CacheNamespace,
  CacheNamespaceOptions,
  CacheStatistics,
  CacheStore,
  Computed,
  ComputeOptions,
} from './cache.js';
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
export type {
  EdgeFilter,
  EdgePage,
  EdgePageQuery,
  EdgeQuery,
  EdgeReader,
  GraphDirection,
  GraphEdge,
  GraphNodeKind,
  GraphRef,
  GraphRelation,
} from './graph-edges.js';
export type {
  GraphAnswer,
  GraphBatch,
  GraphCapabilities,
  GraphCounts,
  GraphCursor,
  GraphDegree,
  GraphHealth,
  GraphHop,
  GraphMove,
  GraphNeighbour,
  GraphNode,
  GraphPath,
  GraphPosition,
  GraphQuery,
  GraphReader,
  GraphRelated,
  GraphStamp,
  GraphStatistics,
  GraphStore,
  NeighbourQuery,
  NodePage,
  PathQuery,
  RelatedQuery,
} from './graph.js';
export type { Embedder, EmbeddingFingerprint, EmbedOptions, LateInteraction, QueryEmbedding, SignedEmbedding, TokenMap } from './embedding.js';
export type { EmbeddingProgress, EmbeddingSpaces } from './embedding-spaces.js';
export type { EmbeddedTexts, SignatureBatch, SignatureCapabilities, SignatureEntry, SignaturePosition, SignatureSpace, SignatureStore } from './signatures.js';
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
  ChunkView,
  ClaimOptions,
  ForgetCounts,
  ForgetOptions,
  KindOf,
  MemoryFilter,
  PendingChunk,
  PendingHead,
  RecordCapabilities,
  RecordStore,
  ResourcePage,
  ResourceSummary,
  TextHit,
  TimeRange,
} from './record.js';
export type { RecordWrites } from './record-writes.js';
export { MOST_HIDDEN_BETWEEN, type AdjacentChunks, type CandidateReads, type WordFrequencies } from './candidates.js';
export { MOST_STATEMENTS, type Citation, type StatedRelation, type StatementReads, type Statements } from './statements.js';
export type {
  CarriedChunk,
  ChunkInput,
  IdempotencyClaim,
  RecordKind,
  ResourceRef,
  StoredVersion,
  VersionInput,
  VersionSummary,
  VersionView,
  WriteOutcome,
} from './versions.js';
export type {
  ChatRecord,
  ChatRole,
  ChatWrites,
  ContextLink,
  ContextLinkInput,
  ConversationSummary,
  DueMessage,
  LinkStatistics,
  MessageFilter,
  MessageInput,
  MessagePage,
  MessageView,
  StoredMessage,
  ToolConversation,
} from './chats.js';
export type { NameField, OverviewRecord, SessionEntry } from './overview.js';
export type { AddedTodo, TodoInput, TodoPage, TodoRecord, TodoStatus, TodoView, TodoWrites } from './todos.js';
export type { AttemptFilter, AttemptInput, AttemptResult, AttemptView, CodeOrigin, CodeRecord, CodeWrites, LoggedAttempt, PatternText, PatternView } from './code-patterns.js';
export type { EdgeRecord, EdgeWrites, GraphSource, Related, Relation, RelationInput } from './edges.js';
