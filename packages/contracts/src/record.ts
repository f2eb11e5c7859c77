import type { CandidateReads } from './candidates.js';
import type { ChatRecord } from './chats.js';
import type { CodeRecord } from './code-patterns.js';
import type { EdgeRecord } from './edges.js';
import type { EmbeddingFingerprint } from './embedding.js';
import type { EmbeddingSpaces } from './embedding-spaces.js';
import type { Fence, FenceRecord } from './fences.js';
import type { OverviewRecord } from './overview.js';
import type { RecordWrites } from './record-writes.js';
import type { EmbeddedTexts } from './signatures.js';
import type { TodoRecord } from './todos.js';
import type { VectorEntry, VectorIdRange } from './vector.js';
import type { IdempotencyClaim, RecordKind, ResourceRef, VersionSummary, VersionView } from './versions.js';

/** What may be found. Applied before ranking, never after. */
export interface MemoryFilter {
  readonly namespace: string;
  /** Default: memories only. */
  readonly kinds?: readonly RecordKind[];
  /** Of messages only this conversation's pass; other kinds are not asked. */
  readonly conversationId?: string;
  /** Only these (`resourceId`), e.g. what a kind's own table lets pass. Empty means none. */
  readonly resourceIds?: readonly number[];
  readonly resourceType?: string;
  /** All of them must be there. */
  readonly tags?: readonly string[];
  readonly agentId?: string;
  /** Stored at or after. */
  readonly sinceMs?: number;
  /** Stored before. */
  readonly untilMs?: number;
  /** Of a time (`ChunkView.atMs`) in one of these. */
  readonly times?: readonly TimeRange[];
  /** What the record knew then; absent means now. */
  readonly asOfMs?: number;
  /** Valid at this moment: `validFromMs <= validAtMs < expiresAtMs`. */
  readonly validAtMs: number;
}

/** Unix epoch milliseconds; `untilMs` is outside. */
export interface TimeRange {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface TextHit {
  readonly chunkId: number;
  readonly vectorId: number;
  /** BM25, positive, higher is better. Comparable within one answer only. */
  readonly score: number;
}

/** A chunk joined to the version and memory it belongs to. */
export interface ChunkView {
  readonly kind: RecordKind;
  readonly chunkId: number;
  readonly vectorId: number;
  readonly chunkIndex: number;
  readonly content: string;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly heading: string | null;
  /** See `ChunkInput.context`; no part of its text. */
  readonly context: string | null;
  /** Of what it belongs to, whatever the kind. */
  readonly resourceId: number;
  readonly fileName: string;
  readonly resourceType: string;
  readonly version: number;
  readonly tags: readonly string[];
  readonly agentId: string | null;
  readonly recordedAtMs: number;
  /** The time it is of: when a message was said, from when on it is valid where that was given, the day it says it is of (`VersionInput.toldAtMs`), else `recordedAtMs`. */
  readonly atMs: number;
}

export interface ResourceSummary {
  readonly resourceId: number;
  readonly fileName: string;
  readonly resourceType: string;
  readonly version: number;
  readonly chunkCount: number;
  readonly updatedAtMs: number;
}

export interface ResourcePage {
  readonly resources: readonly ResourceSummary[];
  /** All that match, whatever the page. */
  readonly totalCount: number;
  /** Opaque; absent on the last page. Stays valid while others insert. */
  readonly nextCursor?: string;
}

/** What a forget took along (or, dry, would take): chunks of all versions it touched, superseded ones too. */
export interface ForgetCounts {
  /** Memories. */
  readonly resources: number;
  readonly chunks: number;
  readonly messages: number;
  /** Context links of the messages, and relations of the memories. */
  readonly links: number;
}

export interface ForgetOptions {
  /** Count only. */
  readonly dryRun?: boolean;
  /** Remove the bytes: text, full text, embeddings, history. Cannot be undone. */
  readonly purge?: boolean;
  readonly atMs: number;
}

/** What happened to the chunks of one version; projections follow these in order of `seq`. */
export interface Change {
  /** Position in the change log; strictly rising in commit order. */
  readonly seq: number;
  readonly namespace: string;
  /** What changed; `edge`: the relations that start at `resourceId`. */
  readonly kind: RecordKind | 'edge';
  /**
   * After `stored`, `embedded`, `restored` the named vectors may be current; after `superseded`, `forgotten`, `purged` they are not.
   * `reembedded` names none: another model became the active one and all vectors of the namespace are others, none of them announced before.
   * `linked` and `changed` name none either: relations of a memory or context links of a message came or went, a todo was completed, an attempt added to a pattern.
   */
  readonly op: 'stored' | 'embedded' | 'restored' | 'superseded' | 'forgotten' | 'purged' | 'reembedded' | 'linked' | 'changed';
  /** 0 for `reembedded`. */
  readonly resourceId: number;
  /** 0 for `reembedded`. */
  readonly version: number;
  readonly vectors: VectorIdRange;
  readonly atMs: number;
}

/** The things of one kind in one namespace. */
export interface KindOf {
  readonly namespace: string;
  readonly kind: RecordKind;
}

/** A chunk that waits for its embedding, claimed by the caller until `claimedUntilMs`. */
export interface PendingChunk {
  readonly chunkId: number;
  readonly vectorId: number;
  readonly namespace: string;
  readonly content: string;
  readonly heading: string | null;
  /** See `ChunkInput.context`. */
  readonly context: string | null;
}

export interface ClaimOptions {
  /** `EmbeddingFingerprint.id` */
  readonly fingerprint: string;
  /** Unique per process; a claim is taken over when it has expired. */
  readonly owner: string;
  readonly limit: number;
  readonly nowMs: number;
  /** At most 10,000: a claim that ends later was made under a clock since set back, and counts as expired. */
  readonly claimForMs: number;
  /** Only chunks of this memory; absent means any. */
  readonly resourceId?: number;
}

/** The oldest chunks that wait for an embedding. */
export interface PendingHead {
  /** How many were looked at. */
  readonly chunks: number;
  /** Those of the namespace asked for, ascending. */
  readonly ownChunkIds: readonly number[];
}

/** What a record driver can do. */
export interface RecordCapabilities {
  /** e.g. `sqlite`, `memory` */
  readonly driver: string;
  /** Acknowledged writes survive the process. */
  readonly durable: boolean;
  /** Several processes may have the same record open. */
  readonly multiProcess: boolean;
}

/**
 * Tier 1, the record: the only copy of everything. Speaks of memories, not of an engine.
 *
 * Every method throws `LTMC_STORE_CLOSED` after `close()`; a driver maps its engine's failures to `LTMC_STORE_BUSY` (retryable),
 * `LTMC_STORE_FULL`, `LTMC_STORE_READ_ONLY`, `LTMC_STORE_CORRUPT` and, for the rest, `LTMC_STORE_UNAVAILABLE`.
 */
export interface RecordStore extends AsyncDisposable, RecordWrites, EmbeddedTexts, EmbeddingSpaces, CandidateReads {
  readonly capabilities: RecordCapabilities;
  readonly chats: ChatRecord;
  readonly todos: TodoRecord;
  readonly code: CodeRecord;
  readonly edges: EdgeRecord;
  readonly overview: OverviewRecord;
  /** Made with the record and never changed: tells its projections from those of another record. */
  readonly recordId: string;
  readonly fences: FenceRecord;
  /**
   * The same writes under a fence. In the transaction of each: where the record has seen a higher token of the name in the write's namespace, it is refused with
   * `LTMC_FENCE_STALE` and nothing is written; else the highest is raised to it, also where the write has nothing to do. A key used before gives its first
   * answer whatever the fence, and a dry run is refused as the real one would be, but raises nothing. `LTMC_INVALID_INPUT` at once for a fence that cannot be.
   */
  fenced(fence: Fence): RecordWrites;

  /**
   * The answer kept under a key, without a write; undefined where none is. `atMs`: now, since keys grow old.
   * `LTMC_IDEMPOTENCY_CONFLICT`: key known, body another.
   */
  keptAnswer(namespace: string, claim: Omit<IdempotencyClaim<never>, 'answer'>, atMs: number): Promise<string | undefined>;
  /** Replaces the kept answer of a key by the one that was really sent. */
  settleAnswer(namespace: string, tool: string, key: string, answer: string): Promise<void>;

  /** The version asked for (default: current; `asOfMs`: current then), whatever its validity. Undefined when unknown or forgotten. */
  getVersion(namespace: string, ref: ResourceRef, which?: { readonly version?: number; readonly asOfMs?: number }): Promise<VersionView | undefined>;
  /** The file name of a memory, also of a forgotten one. Undefined when unknown. */
  fileName(namespace: string, resourceId: number): Promise<string | undefined>;
  /** Newest first, forgotten ones left out. */
  listVersions(namespace: string, resourceId: number): Promise<VersionSummary[]>;
  /** Newest first (`updatedAtMs`, then id). `text` keeps only memories whose file name holds it (case-insensitive) or whose text matches its words. `LTMC_INVALID_INPUT` for a damaged cursor. */
  listResources(filter: MemoryFilter, page: { readonly text?: string; readonly limit: number; readonly cursor?: string }): Promise<ResourcePage>;

  /** The best chunks by words. A query without a searchable word gives none. What stands between double quotation marks counts as a phrase besides its words; other operators in `text` are plain text. */
  searchText(text: string, filter: MemoryFilter, limit: number): Promise<TextHit[]>;
  /**
   * Ids of all current, embedded chunks that pass, ascending; undefined when the filter names one kind and lets every current chunk of it in the namespace pass.
   * Where more than `most` pass, any `most + 1` of them. Default: all, however many.
   * `LTMC_FINGERPRINT_MISMATCH` when another model is active, seen in the same state of the record as the ids.
   */
  allowedVectors(filter: MemoryFilter, fingerprint: string, most?: number): Promise<Float64Array | undefined>;
  /** Embeddings of the versions that were current at `filter.asOfMs` and pass, for an exact scan. `LTMC_FINGERPRINT_MISMATCH` as above. */
  vectorsAsOf(filter: MemoryFilter & { readonly asOfMs: number }, fingerprint: string): Promise<VectorEntry[]>;
  /** Joins candidates to the record in one read: what is deleted, replaced, expired or filtered out is simply absent. Order is not kept. */
  readChunks(ids: { readonly chunkIds?: readonly number[]; readonly vectorIds?: readonly number[] }, filter: MemoryFilter): Promise<ChunkView[]>;

  /** Position of the last committed change; 0 in an empty record. */
  lastSeq(): Promise<number>;
  /** Changes after `seq`, ascending, at most `limit`. */
  changesAfter(seq: number, limit: number): Promise<Change[]>;
  /** Newest change of each kind asked for, 0 where there is none: a key made of them is never met again once something of the kind changed. */
  kindVersions(namespace: string, kinds: readonly Change['kind'][]): Promise<readonly number[]>;
  /**
   * As {@link kindVersions}, each as a text that differs also between copies of a record that went apart (one set back by hand, one cloned): position and
   * moment of the newest change.
   */
  kindStates(namespace: string, kinds: readonly Change['kind'][]): Promise<readonly string[]>;
  /** When, after that moment, anything current of the namespace next begins or ceases to be valid; undefined: nothing will. */
  nextValidityChange(namespace: string, afterMs: number): Promise<number | undefined>;
  /** Embeddings of current chunks of the kind inside the ranges; others are absent. */
  currentVectors(of: KindOf, fingerprint: string, ranges: readonly VectorIdRange[]): Promise<VectorEntry[]>;
  /** All current embeddings of the kind with id > `after`, ascending, for a rebuild. */
  currentVectorsAfter(of: KindOf, fingerprint: string, after: number, limit: number): Promise<VectorEntry[]>;

  /** Claims chunks without an embedding of the model, oldest first, those of superseded versions last. `LTMC_FINGERPRINT_MISMATCH` as below. */
  claimPending(options: ClaimOptions): Promise<PendingChunk[]>;
  /**
   * Stores embeddings and, for the active model, their change-log rows; chunks that are gone are skipped. The first ones make their model the
   * active one. `LTMC_FINGERPRINT_MISMATCH` when the model is neither active nor being built. Resolves with the last change's position.
   */
  storeEmbeddings(fingerprint: EmbeddingFingerprint, rows: readonly VectorEntry[], atMs: number): Promise<number>;
  /** Gives claims back, so that another may take them at once. */
  releaseClaims(owner: string): Promise<void>;
  /** How many current chunks wait for an embedding of the active model, in all or of one memory. */
  countPending(namespace: string, resourceId?: number): Promise<number>;
  /** The head of that queue, cheap however long it is: the oldest current chunks of any namespace that wait, at most `limit`. */
  peekPending(namespace: string, limit: number): Promise<PendingHead>;
  /** Every namespace that holds or held something. */
  namespaces(): Promise<string[]>;
  /** Numbers for health pages; memories only, but for `pendingChunks`. */
  stats(namespace: string): Promise<{ readonly resources: number; readonly chunks: number; readonly pendingChunks: number }>;

  /** Idempotent; waits for writes in flight. */
  close(): Promise<void>;
}
