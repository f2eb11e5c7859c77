export { createMemory } from './create-memory.js';
export type { MemoryOptions } from './create-memory.js';
export type { WatchedRanking } from './search/rank-pool.js';
export { canonicalHash, canonicalJson } from './canonical-json.js';
export { reembed } from './reembed.js';
export type { ReembedOptions, ReembedProgress, ReembedResult } from './reembed.js';
export type { SaveInTurn } from './maintenance.js';
export type { SignatureInTurn, SignatureOptions } from './signatures.js';
export { LINK_THRESHOLD } from './chats/link-context.js';
export type { ChatListInput, ChatService, ForgetChatInput, LinkedChunk, LinkedMessage, LinkInput, LogInput, LogResult, PlacedLink } from './chats/types.js';
export type { GraphInTurn, GraphTurn } from './graph-projection-writer.js';
export type { GraphReconciliation } from './graph-projection-reconcile.js';
export type { GraphOptions } from './graph-tier.js';
export { KNOWN_TYPES } from './relations/relation-rules.js';
export type {
  AutoLinkInput, AutoLinkResult, GraphHit, GraphSearchInput, GraphSearchResult, MemoryName, NeighboursInput, NeighboursResult, RelatedMemory, RelateInput, RelateResult, RelationHop,
  RelationService, SeenRelation,
} from './relations/types.js';
export type { MemoryCounts, OverviewService } from './overview/types.js';
export { UNDO_WINDOW_MS } from './forget-flow.js';
export { loadRelevanceModel, loadRouteModel, relevanceTo } from './recall/models.js';
export { chooseRoute } from './recall/route/choose-route.js';
export { resemblanceOf, ROUTES, routeFeatures } from './recall/route/route-features.js';
export type { RelevanceModel, RouteModel } from './recall/models.js';
export type { ChosenRoute } from './recall/route/choose-route.js';
export type { Evidence, Resemblance, RouteSigns } from './recall/route/route-features.js';
export type { AskInput, AskResult, BuildInput, BuildResult, BuiltContext, BuiltSource, DocumentRef, Extract, Passage, PassageSource, Prompt, PromptPassage, RecallService, RouteHit, RouteInput, RouteName, RouteResult } from './recall/types.js';
export type {
  AnswerFormat,
  ComponentHealth,
  FirstAnswers,
  ForgetInput,
  ForgetResult,
  IdempotencyRequest,
  ListInput,
  ListResult,
  MemoryHit,
  MemoryService,
  Replayed,
  Respelling,
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
