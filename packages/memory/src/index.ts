export { createMemory } from './create-memory.js';
export type { MemoryOptions } from './create-memory.js';
export { canonicalHash, canonicalJson } from './canonical-json.js';
export { reembed } from './reembed.js';
export type { ReembedOptions, ReembedProgress, ReembedResult } from './reembed.js';
export type { SaveInTurn } from './maintenance.js';
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
