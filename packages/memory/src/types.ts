import type { CallContext, ForgetCounts, JsonObject, MessageView, RecordKind, ResourceRef, ResourceSummary, VersionSummary, VersionView } from '@ltmc/contracts';
import type { ChatService } from './chats/types.js';
import type { OverviewService } from './overview/types.js';
import type { RecallService } from './recall/types.js';
import type { CodeService } from './code/types.js';
import type { RelationService } from './relations/types.js';
import type { TodoService } from './todos/types.js';

/** How long an answer to a store waits: for the commit, for the embedding too, or up to 150 ms for it. */
export type WaitMode = 'auto' | 'durable' | 'searchable';
/** Which candidates a search draws on. */
export type SearchMode = 'hybrid' | 'semantic' | 'keyword';

/** Makes a write effectively once; see `IdempotencyClaim` in `@ltmc/contracts`. */
export interface IdempotencyRequest {
  /** Name of the tool, part of the key's scope. */
  readonly tool: string;
  readonly key: string;
  /** What the call asks for: the tool's arguments without the key and without who calls and under which lock; hashed in canonical form. */
  readonly body: JsonObject;
}

export interface StoreInput {
  readonly fileName: string;
  readonly content: string;
  /** Default `document`. */
  readonly resourceType?: string;
  readonly tags?: readonly string[];
  readonly metadata?: JsonObject;
  readonly validFromMs?: number;
  readonly expiresAtMs?: number;
  /** Default `auto`. */
  readonly wait?: WaitMode;
  readonly idempotency?: IdempotencyRequest;
}

export interface StoreResult {
  readonly resourceId: number;
  readonly version: number;
  readonly chunksCreated: number;
  readonly vectorIds: readonly number[];
  /** Chunks not yet searchable by meaning when the answer was made. */
  readonly pendingChunks: number;
  readonly unchanged: boolean;
  readonly degraded?: readonly string[];
}

export interface SearchInput {
  readonly query: string;
  /** 1 to 100, default 10. */
  readonly topK?: number;
  /** What may be found, in one ranking. Default: memories, and with `conversationId` messages too. */
  readonly kinds?: readonly RecordKind[];
  /** Of messages only this conversation's are found. */
  readonly conversationId?: string;
  /** Only these, e.g. what the tables of a kind let pass. */
  readonly resourceIds?: readonly number[];
  readonly resourceType?: string;
  readonly tags?: readonly string[];
  readonly agentId?: string;
  readonly sinceMs?: number;
  readonly untilMs?: number;
  readonly asOfMs?: number;
  /** Default: now, or `asOfMs` where that is given. */
  readonly validAtMs?: number;
  /** Default `hybrid`. */
  readonly mode?: SearchMode;
  /** Hits with a lower score are left out, 0 to 1: a probability where a question is asked in `hybrid`, else a share of the best hit's score. */
  readonly minScore?: number;
  /** Whether misspelled words are searched for as they were meant, which `respelled` of the result tells: for callers that pass it on. Not in `keyword`, nor with `asOfMs`. Default false: words are taken as they are. */
  readonly respell?: boolean;
  /** Whether hits tell their `features`. Default false. */
  readonly explain?: boolean;
}

/** What each signal adds to the score; the shares sum to `score`, and a signal that speaks against the hit has none. */
export interface ScoreShares {
  /** Cosine of query and chunk. */
  readonly semantic: number;
  /** Words in common, and their order. */
  readonly keyword: number;
  /** Late interaction: the query's tokens, each with its best match. */
  readonly tokens: number;
  /** What stands before and after it says to the query. */
  readonly neighbours: number;
  /** Length, place, whether it asks or who speaks. */
  readonly form: number;
  /** What agents said is related to it may answer too. */
  readonly graph: number;
  readonly recency: number;
  /** Agents said they used it, the more the likelier what for. */
  readonly feedback: number;
}

export interface MemoryHit {
  readonly kind: RecordKind;
  /** Of what the chunk belongs to, whatever its kind. */
  readonly resourceId: number;
  readonly chunkId: number;
  readonly chunkIndex: number;
  readonly content: string;
  /** Heading path inside the document, or null. */
  readonly heading: string | null;
  /** Cosine of query and chunk; null where the chunk has no embedding yet or the mode is `keyword`. */
  readonly similarity: number | null;
  /** Final rank score, 0 to 1: where `SearchResult.scoresAre` says so, the probability that the hit answers the query, told what else was found. */
  readonly score: number;
  /** The probability by what speaks for the hit alone; `score` where scores are shares. */
  readonly scoreAlone: number;
  readonly why: ScoreShares;
  /** What each feature of the ranking (README of `@ltmc/ranking`) adds to the log-odds of the score, negative ones too, `base`, where all start, and `others`, what else was found; in order of their size, those of nothing left out. There where it was asked for and the ranking knows of features. */
  readonly features?: Readonly<Record<string, number>>;
  readonly fileName: string;
  readonly resourceType: string;
  readonly version: number;
  readonly createdAtMs: number;
  readonly agentId: string | null;
  readonly tags: readonly string[];
  /** Of a message; null for anything else. */
  readonly messageId: number | null;
  readonly message: MessageView | null;
}

/** A word that was taken for another: nothing that is stored holds it as it was asked, and the model does not know it. */
export interface Respelling {
  readonly asked: string;
  readonly searched: string;
}

export interface SearchResult {
  readonly hits: readonly MemoryHit[];
  readonly mode: SearchMode;
  /** What the scores are: how probable it is that a hit answers, where the learned weights ranked; else shares of the best. */
  readonly scoresAre: 'probabilities' | 'shares';
  /** As it was searched for: with words respelled where some were. */
  readonly query: string;
  /** Misspelled words, where there were any and `respell` was asked for. */
  readonly respelled?: readonly Respelling[];
  /** Tiers that were wanted and missing, e.g. `vectors`. */
  readonly degraded?: readonly string[];
}

export interface ListInput {
  readonly resourceType?: string;
  readonly tags?: readonly string[];
  readonly sinceMs?: number;
  readonly untilMs?: number;
  readonly query?: string;
  /** 1 to 100, default 20. */
  readonly limit?: number;
  readonly cursor?: string;
}

export interface ListResult {
  readonly memories: readonly ResourceSummary[];
  readonly totalCount: number;
  readonly nextCursor?: string;
}

export type ForgetInput = ResourceRef & {
  readonly dryRun?: boolean;
  readonly purge?: boolean;
  readonly undo?: boolean;
  readonly idempotency?: IdempotencyRequest;
};

export interface ForgetResult {
  readonly forgotten: ForgetCounts;
  readonly purged: boolean;
  /** Until when `undo` brings it back; null after a purge, a dry run or an undo. */
  readonly undoUntilMs: number | null;
}

/** The first answer of an idempotent call, given again. The tool layer returns `answer` as it stands. */
export interface Replayed {
  readonly replayed: JsonObject;
}

/** The answers kept under idempotency keys, for whoever refuses or changes a call on its way to the flow that would look. */
export interface FirstAnswers {
  /** Undefined where the call was not made yet. @throws LtmcError `LTMC_IDEMPOTENCY_CONFLICT` */
  find(context: CallContext, request: IdempotencyRequest): Promise<Replayed | undefined>;
  /** Keeps the answer that was really sent. Nothing is kept where there was nothing to keep. */
  settle(context: CallContext, request: IdempotencyRequest, answer: JsonObject): Promise<void>;
}

/** Turns a result into the tool's answer, so that exactly this is kept under the idempotency key. */
export type AnswerFormat<Result> = (result: Result) => JsonObject;

/** State of one part, for `/health`. */
export interface ComponentHealth {
  readonly state: 'ok' | 'degraded' | 'unavailable' | 'idle';
  /** Round trip of a probe, milliseconds. */
  readonly latencyMs?: number;
  /** How far a projection is behind the record, in changes. */
  readonly lagChanges?: number;
  readonly why?: string;
  readonly [detail: string]: unknown;
}

/**
 * Storage and search over the record and its projections.
 *
 * What a call writes is written under `CallContext.fence`, where there is one: with `LTMC_FENCE_STALE` nothing was written.
 */
export interface MemoryService extends AsyncDisposable {
  readonly chats: ChatService;
  /** Prompts, contexts and routes put together from what is stored. */
  readonly recall: RecallService;
  /** What is there, across kinds. */
  readonly overview: OverviewService;
  readonly firstAnswers: FirstAnswers;
  /**
   * Chunks, commits (durable from here), embeds and indexes. With `idempotency`, `format` makes the answer that is kept.
   * @throws LtmcError `LTMC_CONTENT_EMPTY`, `LTMC_CONTENT_TOO_LARGE`, `LTMC_CONTENT_INVALID`, `LTMC_INVALID_INPUT`,
   * `LTMC_IDEMPOTENCY_CONFLICT`, `LTMC_FINGERPRINT_MISMATCH`, and what the record throws.
   */
  store(context: CallContext, input: StoreInput, format?: AnswerFormat<StoreResult>): Promise<StoreResult | Replayed>;
  /** Finds chunks by meaning and words; every hit was current, valid and unfiltered in the record when the answer was made. */
  search(context: CallContext, input: SearchInput): Promise<SearchResult>;
  /** @throws LtmcError `LTMC_NOT_FOUND` */
  get(context: CallContext, ref: ResourceRef, which?: { readonly version?: number; readonly asOfMs?: number }): Promise<VersionView & { readonly versions: readonly VersionSummary[] }>;
  list(context: CallContext, input: ListInput): Promise<ListResult>;
  /** The name of the memory meant, also of one that is not stored yet or forgotten; undefined for an unknown id. @throws LtmcError `LTMC_INVALID_INPUT` for what is no name. */
  fileNameOf(context: CallContext, ref: ResourceRef): Promise<string | undefined>;
  /** @throws LtmcError `LTMC_NOT_FOUND`, `LTMC_UNDO_EXPIRED`, `LTMC_IDEMPOTENCY_CONFLICT` */
  forget(context: CallContext, input: ForgetInput, format?: AnswerFormat<ForgetResult>): Promise<ForgetResult | Replayed>;
  /** Compares the vector index of the namespace with the record and repairs what differs. */
  reconcile(context: CallContext): Promise<{ readonly compared: number; readonly repaired: number }>;
  /** Relations between memories, and what is reached over them. */
  readonly relations: RelationService;
  /** Health of `database` and `vector_store`, and of the graph's server where there is one; never throws. */
  health(): Promise<{ readonly database: ComponentHealth; readonly vector_store: ComponentHealth; readonly graph?: ComponentHealth }>;
  readonly todos: TodoService;
  readonly code: CodeService;
  /** Idempotent. Stops background work, gives claims back, saves a snapshot if one is due. Does not close the tiers it was given. */
  close(): Promise<void>;
}
