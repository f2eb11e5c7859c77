import type { PendingChunk } from './record.js';
import type { VectorIdRange } from './vector.js';

/** Which signatures can be compared with each other: those of one model and one way of shortening its token vectors. */
export interface SignatureSpace {
  /** Short stable text; signatures of different ids are never mixed. */
  readonly id: string;
  /** Length of the signature of one token. */
  readonly bytesPerToken: number;
}

/** The token signature of one chunk: those of its kept tokens, one after the other. Empty where no token is kept. */
export interface SignatureEntry {
  /** That of the chunk's vector: given by the record, never used twice, whatever the namespace. */
  readonly vectorId: number;
  /** A multiple of `SignatureSpace.bytesPerToken` long. */
  readonly signature: Uint8Array;
}

/** A place in the record's change log. The moment tells a record from a copy of it that went another way. */
export interface SignaturePosition {
  /** `Change.seq`; 0: nothing has been followed yet. */
  readonly seq: number;
  /** `Change.atMs` of that change; 0 with a `seq` of 0. */
  readonly atMs: number;
}

/** A step of the projection: what is current no more, and up to which change that is known. */
export interface SignatureBatch {
  /** Ids that need not be there. */
  readonly remove: readonly VectorIdRange[];
  /** One that is behind the store's own leaves that as it is: another process was faster. */
  readonly position: SignaturePosition;
  /** What is removed, now and before, must leave no bytes behind (a purge). Default false. */
  readonly scrub?: boolean;
}

/** What a signature driver can do. */
export interface SignatureCapabilities {
  /** e.g. `sqlite`, `memory` */
  readonly driver: string;
  /** Signatures survive the process. */
  readonly persistent: boolean;
  /** Several processes share what is stored. */
  readonly multiProcess: boolean;
}

/**
 * Token signatures of a record's current chunks, for one space. A projection like the vector index: it can be deleted at any moment, and
 * holds nothing that could not be made again from the record.
 *
 * What is found damaged, foreign or deleted is made anew, empty, within the call; `losses` tells. A call rejects with
 * `LTMC_INDEX_UNAVAILABLE` where that is not possible either (a full disk, a folder that may not be written), or where others hold the
 * store for too long, and with `LTMC_STORE_CLOSED` after `close()`.
 */
export interface SignatureStore extends AsyncDisposable {
  readonly capabilities: SignatureCapabilities;
  readonly space: SignatureSpace;
  /** Rises whenever the content was found to be lost or to be another than before, wholly or in part; what is missing has to be looked for then. */
  readonly losses: number;
  /** Adds or replaces; the same entries twice change nothing. Seen by every process once it resolved. `LTMC_INVALID_INPUT` where a length is no multiple of the space's. */
  put(entries: readonly SignatureEntry[]): Promise<void>;
  /** In the order of the ids, each as often as asked; undefined where there is none. The caller must not write to them. */
  read(vectorIds: readonly number[]): Promise<(Uint8Array | undefined)[]>;
  /** Up to where removals have been followed; `seq` 0 in a new store. */
  position(): Promise<SignaturePosition>;
  /** Removes and moves the position, both in one step. Idempotent: after a crash the same batch comes again. */
  apply(batch: SignatureBatch): Promise<void>;
  /** Ids held within a range, ascending. */
  idsIn(range: VectorIdRange): Promise<Float64Array>;
  /** How many signatures it holds. */
  count(): Promise<number>;
  /** Empties the store and sets the position back to 0; no byte is left of what it held. */
  clear(): Promise<void>;
  /** Removes what was kept for other spaces or records in the same place and is in use by nobody. @returns how many stores. */
  removeFormer(): Promise<number>;
  /** Idempotent; waits for calls in flight. */
  close(): Promise<void>;
}

/** What the record gives to make signatures again: its current chunks of every namespace and kind that have an embedding of the model. */
export interface EmbeddedTexts {
  /**
   * Their ids within a range, newest first, at most `limit`.
   * @param fingerprint - `EmbeddingFingerprint.id`; one that the record does not know has none.
   */
  embeddedIds(fingerprint: string, range: VectorIdRange, limit: number): Promise<number[]>;
  /** Those among `vectorIds`, with what they were embedded from, newest first; others are absent. */
  embeddedTexts(fingerprint: string, vectorIds: readonly number[]): Promise<PendingChunk[]>;
}
