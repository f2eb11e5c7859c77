import type { CallContext, ChatRole } from '@ltmc/contracts';
import type { Respelling, SearchResult } from '../types.js';

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
}

/** A part of a passage, verbatim. */
export interface Extract {
  readonly text: string;
  readonly source: PassageSource;
  readonly chunkIds: readonly number[];
  /** Of the passage. */
  readonly relevance: number;
}

/** A passage as it stands in a prompt. */
export type PromptPassage = Passage & { readonly truncated: boolean };

export interface Prompt {
  readonly text: string;
  readonly tokenCount: number;
  /** The model whose tokenizer counted, or `estimate` where it is away. */
  readonly tokenizer: string;
  /** What is in it, most relevant first. */
  readonly passages: readonly PromptPassage[];
}

export interface AskResult {
  /** All that is relevant enough, most relevant first. */
  readonly passages: readonly Passage[];
  /** The prompt for the caller's own model, with as many of the passages as fit: never more than `maxTokens`. */
  promptWithin(maxTokens: number): Promise<Prompt>;
  /** Null when nothing is relevant enough. */
  readonly suggestion: Extract | null;
  /** Words of the question that were taken for others. */
  readonly respelled?: readonly Respelling[];
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

export interface BuiltContext {
  readonly text: string;
  readonly tokenCount: number;
  /** The model whose tokenizer counted, or `estimate` where it is away. */
  readonly tokenizer: string;
  /** All documents that were asked for, in that order. */
  readonly sources: readonly BuiltSource[];
}

export interface BuildResult {
  /** The documents as one text that never has more than `maxTokens`. */
  within(maxTokens: number): Promise<BuiltContext>;
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
