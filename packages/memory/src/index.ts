export { createMemory } from './create-memory.js';
export type { MemoryOptions } from './create-memory.js';
export { canonicalHash, canonicalJson } from './canonical-json.js';
export { reembed } from './reembed.js';
export type { ReembedOptions, ReembedProgress, ReembedResult } from './reembed.js';
export type { SaveInTurn } from './maintenance.js';
export type { GraphInTurn, GraphTurn } from './graph-projection-writer.js';
export type { GraphReconciliation } from './graph-projection-reconcile.js';
export type { GraphOptions } from './graph-tier.js';
export { KNOWN_TYPES } from './relations/relation-rules.js';
export type {
  AutoLinkInput, AutoLinkResult, GraphHit, GraphSearchInput, GraphSearchResult, MemoryName, NeighboursInput, NeighboursResult, RelatedMemory, RelateInput, RelateResult, RelationHop,
  RelationService, SeenRelation,
} from './relations/types.js';
export { UNDO_WINDOW_MS } from './forget-flow.js';
export type {
  AnswerFormat,
  ComponentHealth,
  ForgetInput,
  ForgetResult,
  IdempotencyRequest,
  ListInput,
  ListResult,
  MemoryHit,
  MemoryService,
  Replayed,
  ScoreShares,
  SearchInput,
  SearchMode,
  SearchResult,
  StoreInput,
  StoreResult,
  WaitMode,
} from './types.js';
export { codeFingerprint } from './code/code-fingerprint.js';
export type { CodeHints } from './code/code-kind.js';
export { successRate } from './code/success-rate.js';
export type { SuccessRate } from './code/success-rate.js';
export type { AttemptAnalysis } from './code/analyse-attempts.js';
export type { ErrorGroup } from './code/error-groups.js';
export type { SuccessPredictor } from './code/success-predictors.js';
export type {
  AnalysedPatterns, AnalysePatternsInput, CodeOriginInput, CodeService, FindPatternsInput, FoundPattern, FoundPatterns, LogAttemptInput, LogAttemptResult,
} from './code/types.js';
export type {
  AddedTodoResult, AddTodoInput, FoundTodo, FoundTodos, ListedTodos, ListTodosInput, SearchTodosInput, TodoService,
} from './todos/types.js';
