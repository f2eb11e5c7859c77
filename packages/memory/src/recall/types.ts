import type { CallContext, ChatRole } from '@ltmc/contracts';
import type { SearchResult } from '../types.js';

/** Where a passage comes from. */
export type PassageSource =
  | { readonly kind: 'memory'; readonly resourceId: number; readonly fileName: string; readonly resourceType: string; readonly version: number; readonly createdAtMs: number }
  | { readonly kind: 'message'; readonly messageId: number; readonly conversationId: string; readonly role: ChatRole; readonly agentName: string | null; readonly createdAtMs: number };

/** A stretch of a memory or message that was found for a question. */
export interface Passage {
  readonly source: PassageSource;
  readonly text: string;
  /** How probable it is that it answers the question, 0 to 1, as calibrated on labelled questions. */
  readonly relevance: number;
  /** Chunks it is made of, in order. */
  readonly chunkIds: readonly number[];
}

export interface AskInput {
  readonly question: string;
  /** Also the messages of this conversation. */
  readonly conversationId?: string;
  /** Passages looked at, 1 to 50. Default 10. */
  readonly contextLimit?: number;
  /** Of the prompt, 100 to 32,000. Default 4,000. */
  readonly maxTokens?: number;
}

/** A part of a passage, verbatim. */
export interface Extract {
  readonly text: string;
  readonly source: PassageSource;
  readonly chunkIds: readonly number[];
  /** Of the passage. */
  readonly relevance: number;
}

export interface AskResult {
  /** What is in the prompt, most relevant first; each text as it stands there. */
  readonly passages: readonly (Passage & { readonly truncated: boolean })[];
  readonly prompt: string;
  /** Of the prompt. */
  readonly tokenCount: number;
  readonly tokenizer: string;
  readonly suggestion: Extract | null;
  readonly degraded?: readonly string[];
}

/** One document of a context: a text of the caller's own, or what is stored under a name, an id or a chunk's id. */
export type DocumentRef =
  | { readonly content: string; readonly name: string }
  | { readonly resourceId: number }
  | { readonly fileName: string }
  | { readonly chunkId: number };

export interface BuildInput {
  readonly documents: readonly DocumentRef[];
  /** Of the context, 100 to 32,000. Default 4,000. */
  readonly maxTokens?: number;
  /** With it the passages nearest to it come first. */
  readonly query?: string;
}

/** What became of one of the documents. */
export interface BuiltSource {
  /** Position in what was asked for. */
  readonly index: number;
  readonly name: string;
  readonly resourceId: number | null;
  readonly version: number | null;
  /** Tokens of its text that are in the context, and of all of it. */
  readonly tokenCount: number;
  readonly totalTokens: number;
  /** Something of it is missing, or all of it. */
  readonly truncated: boolean;
}

export interface BuildResult {
  readonly context: string;
  readonly tokenCount: number;
  readonly tokenizer: string;
  readonly sources: readonly BuiltSource[];
  readonly degraded?: readonly string[];
}

/** Where an answer may lie. */
export type RouteName = 'memory' | 'chat' | 'code' | 'todos' | 'graph';

export interface RouteInput {
  readonly query: string;
  /** Of messages only this conversation's. */
  readonly conversationId?: string;
  /** Default: all. */
  readonly sources?: readonly RouteName[];
  /** Results of each source, 1 to 50. Default 5. */
  readonly topK?: number;
}

/** Something found in one of the sources. */
export interface RouteHit {
  readonly source: RouteName;
  /** Of its kind: a `resourceId`, `messageId`, `patternId` or `todoId`. */
  readonly id: number;
  readonly title: string;
  readonly content: string;
  readonly relevance: number;
}

export interface RouteResult {
  readonly route: RouteName;
  /** Of 100 queries with this confidence so many percent go where the labels say; see docs/measurements.md. */
  readonly confidence: number;
  readonly reason: string;
  /** Of the chosen source, most relevant first. */
  readonly hits: readonly RouteHit[];
  readonly bySource: Readonly<Partial<Record<RouteName, readonly RouteHit[]>>>;
  readonly degraded?: readonly string[];
}

/** Answers put together from what is stored; no language model is asked. */
export interface RecallService {
  /** A prompt with sources for the caller's own model, and the best extract where one is relevant enough. */
  askWithContext(context: CallContext, input: AskInput): Promise<AskResult>;
  /** @throws LtmcError `LTMC_NOT_FOUND` for a document or chunk that is not there. */
  buildContext(context: CallContext, input: BuildInput): Promise<BuildResult>;
  routeQuery(context: CallContext, input: RouteInput): Promise<RouteResult>;
  searchByType(context: CallContext, input: { readonly query: string; readonly resourceType: string; readonly topK?: number }): Promise<SearchResult>;
}
