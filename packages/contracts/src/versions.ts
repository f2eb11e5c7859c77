import type { JsonObject } from './platform.js';

/** One chunk of a version, before it is stored. Offsets are UTF-16 code units into the version's content. */
export interface ChunkInput {
  /** `content.slice(startOffset, endOffset)` of the version. */
  readonly content: string;
  readonly startOffset: number;
  readonly endOffset: number;
  /** Heading path the chunk stands under, e.g. `Install > Linux`, or null: searched with less weight and embedded along. */
  readonly heading: string | null;
  /** What helps to find it besides, e.g. what the name of its memory says and it does not: searched with less weight and embedded along, never returned as the chunk's own. */
  readonly context?: string | null;
}

/**
 * What a version belongs to. Everything that can be found by its text is a version with chunks, so that search, history, forgetting, purging, backup
 * and the embedding queue work for all of it in one way; what a kind has beyond its text stands in tables of its own.
 */
export type RecordKind = 'memory' | 'message' | 'todo' | 'pattern';

/** A version about to be stored. Every time is Unix epoch milliseconds, UTC. */
export interface VersionInput {
  readonly namespace: string;
  /** Default `memory`. */
  readonly kind?: RecordKind;
  /** Of a message: the conversation it belongs to. */
  readonly conversationId?: string;
  /** The key of the memory inside its namespace and kind; a name, never a path. */
  readonly fileName: string;
  readonly content: string;
  readonly resourceType: string;
  readonly tags: readonly string[];
  readonly metadata: JsonObject;
  readonly validFromMs: number | null;
  readonly expiresAtMs: number | null;
  /** The day that its text or name says it is of; says nothing of its validity. Default: none. */
  readonly toldAtMs?: number | null;
  readonly agentId: string | null;
  readonly sessionId: string | null;
  /** In order, covering the content. */
  readonly chunks: readonly ChunkInput[];
  /** `EmbeddingFingerprint.id` of the model that is to embed it: the write is refused when another one is active. Absent: any. */
  readonly fingerprint?: string;
  /** When the record learns it; the driver raises it above the version before, so that time never runs backwards within a memory. */
  readonly recordedAtMs: number;
}

/**
 * Makes a write effectively once. The key's scope is (namespace, tool); it is kept 7 days.
 * The answer is committed in the same transaction as the write. Age counts from the write's own time (`recordedAtMs`, `atMs`). A dry run and a
 * write that found nothing to do leave the key unused.
 */
export interface IdempotencyClaim<Result> {
  readonly tool: string;
  readonly key: string;
  /** SHA-256 of the canonical arguments, hex. */
  readonly bodyHash: string;
  /** The answer to keep, as text; called inside the transaction, must not throw. */
  answer(result: Result): string;
}

/** Either the write happened, or its key was known and the first answer comes back. */
export type WriteOutcome<Result> =
  | { readonly kind: 'written'; readonly result: Result }
  | { readonly kind: 'replayed'; readonly answer: string };

export interface StoredVersion {
  readonly resourceId: number;
  readonly version: number;
  /** True when the current version already said exactly this; nothing was written. */
  readonly unchanged: boolean;
  readonly recordedAtMs: number;
  readonly chunkIds: readonly number[];
  readonly vectorIds: readonly number[];
  /** How many of the chunks have no embedding yet (equal chunks of the version before keep theirs). */
  readonly pendingChunks: number;
  /** Chunks that stand as they did in the version before, by vector id: what was made of the one holds of the other. */
  readonly carried: readonly CarriedChunk[];
  /** Change-log position of the write. */
  readonly seq: number;
}

/** A chunk of a version and its like, with the same heading and context, in the one after. */
export interface CarriedChunk {
  readonly from: number;
  readonly to: number;
}

/** Names a memory by id or by file name. Things of another kind are never meant. */
export type ResourceRef = { readonly resourceId: number } | { readonly fileName: string };

/** One version of a memory as the record holds it. */
export interface VersionView {
  readonly resourceId: number;
  readonly fileName: string;
  readonly resourceType: string;
  readonly version: number;
  readonly content: string;
  readonly tags: readonly string[];
  readonly metadata: JsonObject;
  readonly validFromMs: number | null;
  readonly expiresAtMs: number | null;
  readonly agentId: string | null;
  readonly sessionId: string | null;
  readonly recordedAtMs: number;
  /** When a newer version took its place; null while current. */
  readonly supersededAtMs: number | null;
  readonly chunkCount: number;
}

/** A line of a memory's history. */
export type VersionSummary = Pick<VersionView, 'version' | 'recordedAtMs' | 'supersededAtMs' | 'chunkCount' | 'agentId'>;
