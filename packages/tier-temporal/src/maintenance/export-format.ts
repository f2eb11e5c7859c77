import type { EmbeddingFingerprint, JsonObject, RecordKind } from '@ltmc/contracts';

/** Raised when a reader of the former format would misread the new one. */
export const FORMAT_VERSION = 1;
export const FORMAT = 'ltmc-export';

/** The first line. */
export interface HeaderLine {
  readonly kind: 'header';
  readonly format: typeof FORMAT;
  readonly format_version: number;
  /** Whose embeddings the chunks carry; null where they carry none. */
  readonly embeddings: EmbeddingFingerprint | null;
}

/** A chunk by its place in the content, in UTF-16 code units. */
export interface ChunkField {
  readonly start: number;
  readonly end: number;
  readonly heading: string | null;
  /** What stands around it and helps to find it; absent where there is none. */
  readonly context?: string;
  /** Float32 numbers, little endian, in base64; absent where the chunk waits for its embedding or none are exported. */
  readonly embedding?: string;
}

/** One version of a memory, or of a thing of another kind. Those of one thing follow each other, oldest first, numbered from 1. Times are Unix epoch milliseconds, UTC. */
export interface VersionLine {
  readonly kind: 'version';
  /** What it is a version of; absent for a memory. */
  readonly of?: RecordKind;
  /** The conversation of a message; absent for anything else. */
  readonly conversation_id?: string;
  readonly namespace: string;
  readonly file_name: string;
  readonly version: number;
  readonly resource_type: string;
  readonly tags: readonly string[];
  readonly metadata: JsonObject;
  readonly valid_from_ms: number | null;
  readonly expires_at_ms: number | null;
  /** See `VersionInput.toldAtMs`; absent where it says none. */
  readonly told_at_ms?: number;
  readonly agent_id: string | null;
  readonly session_id: string | null;
  readonly recorded_at_ms: number;
  /** When it was forgotten; null while it is not. */
  readonly forgotten_at_ms: number | null;
  readonly content: string;
  /** In the first version of a thing of a kind that has more than its text: all that it has, as it is now; see `KIND_FACTS`. */
  readonly facts?: JsonObject;
  readonly chunks: readonly ChunkField[];
}

/** The last line: without it the file was cut short. */
export interface EndLine {
  readonly kind: 'end';
  readonly memories: number;
  readonly versions: number;
}

export type ExportLine = HeaderLine | VersionLine | EndLine;
