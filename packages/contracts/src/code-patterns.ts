import type { ChunkInput, IdempotencyClaim, WriteOutcome } from './versions.js';

export type AttemptResult = 'pass' | 'fail' | 'error' | 'partial';

/** A text by which a pattern is found: a prompt it answered, or its code. */
export interface PatternText {
  /** Tells it from the pattern's other texts, e.g. a hash of the prompt; the same key with the same text is kept once. */
  readonly key: string;
  readonly content: string;
  /** In order, covering the content. */
  readonly chunks: readonly ChunkInput[];
}

/** Where code belongs; null where it was not told. */
export interface CodeOrigin {
  readonly language: string | null;
  readonly functionName: string | null;
  readonly fileName: string | null;
  readonly moduleName: string | null;
}

/** An attempt about to be kept. Every time is Unix epoch milliseconds, UTC. */
export interface AttemptInput extends CodeOrigin {
  readonly namespace: string;
  /** Hash of the normalised code: attempts with the same one are of one pattern. */
  readonly fingerprint: string;
  readonly inputPrompt: string;
  readonly generatedCode: string;
  readonly result: AttemptResult;
  readonly executionTimeMs: number | null;
  readonly errorMessage: string | null;
  readonly tags: readonly string[];
  readonly agentId: string | null;
  readonly sessionId: string | null;
  readonly texts: readonly PatternText[];
  /** See `VersionInput.fingerprint`. */
  readonly embeddingFingerprint?: string;
  readonly recordedAtMs: number;
}

export interface LoggedAttempt {
  readonly patternId: number;
  readonly attemptId: number;
  /** Attempts of the pattern, this one included. */
  readonly attempts: number;
  /** See `ChunkView.resourceId`; one per text given. */
  readonly resourceIds: readonly number[];
  readonly pendingChunks: number;
  readonly seq: number;
}

/** What patterns or attempts may be found; all that is given must hold for one and the same attempt. */
export interface AttemptFilter extends Partial<{ readonly [Field in keyof CodeOrigin]: string }> {
  readonly result?: AttemptResult;
  /** Recorded at or after. */
  readonly sinceMs?: number;
}

/** A pattern with the figures of all its attempts. */
export interface PatternView extends CodeOrigin {
  readonly patternId: number;
  readonly fingerprint: string;
  /** See `ChunkView.resourceId`. */
  readonly resourceIds: readonly number[];
  /** Of the latest attempt. */
  readonly inputPrompt: string;
  readonly generatedCode: string;
  readonly result: AttemptResult;
  /** Mean over the attempts that told it; null where none did. */
  readonly executionTimeMs: number | null;
  /** Of all attempts, in order of first use. */
  readonly tags: readonly string[];
  readonly counts: Readonly<Record<AttemptResult, number>>;
  /** Latest error message of a failed attempt; null where there is none. */
  readonly lastError: string | null;
  readonly createdAtMs: number;
  readonly lastAttemptAtMs: number;
}

export interface AttemptView extends CodeOrigin {
  readonly attemptId: number;
  readonly patternId: number;
  readonly inputPrompt: string;
  readonly result: AttemptResult;
  readonly executionTimeMs: number | null;
  readonly errorMessage: string | null;
  readonly tags: readonly string[];
  readonly agentId: string | null;
  readonly recordedAtMs: number;
}

/** What callers write of code attempts. */
export interface CodeWrites {
  /** One transaction, as `RecordWrites.storeVersion`: the attempt, its pattern where it is new, its texts where they are new. */
  log(input: AttemptInput, claim?: IdempotencyClaim<LoggedAttempt>): Promise<WriteOutcome<LoggedAttempt>>;
}

/** Code attempts and the patterns they add up to. */
export interface CodeRecord extends CodeWrites {
  /** `resourceId`s of the patterns that pass, for `MemoryFilter.resourceIds`; undefined when the filter is empty. */
  resourceIds(namespace: string, filter: AttemptFilter): Promise<readonly number[] | undefined>;
  /** Patterns by id or by the texts they are found by; unknown ones are absent, order is not kept. */
  patterns(namespace: string, ids: { readonly patternIds?: readonly number[]; readonly resourceIds?: readonly number[] }): Promise<PatternView[]>;
  /** Newest first. `patternIds` keeps to those. */
  attempts(namespace: string, filter: AttemptFilter & { readonly patternIds?: readonly number[] }, limit: number): Promise<AttemptView[]>;
}
