/** One vector of the index. */
export interface VectorEntry {
  /** Positive integer, given by the record, never used twice. */
  readonly vectorId: number;
  /** Unit length, `space.dimension` float32 numbers. */
  readonly vector: Float32Array;
}

/** A run of vector ids, both ends included. */
export interface VectorIdRange {
  readonly first: number;
  readonly last: number;
}

/** One found vector. */
export interface VectorHit {
  readonly vectorId: number;
  /** Cosine of the angle to the query, -1 to 1. */
  readonly similarity: number;
}

/** Which vectors belong together: one index per namespace and embedding fingerprint. */
export interface VectorSpace {
  readonly namespace: string;
  /** `EmbeddingFingerprint.id` */
  readonly fingerprint: string;
  readonly dimension: number;
}

/** A step of the projection: what changed, and up to which change of the record the index is then current. */
export interface VectorBatch {
  /** Added, or replaced where the id is there already. */
  readonly upsert: readonly VectorEntry[];
  /** Ids that need not be there. Removals are applied before `upsert`. */
  readonly remove: readonly VectorIdRange[];
  /** Change-log position that the index covers once the batch is in; never lower than before. */
  readonly cursor: number;
  /** What is removed must leave no bytes behind, in memory, graph or snapshots (a purge). Costs a compaction. Default false. */
  readonly scrub?: boolean;
}

/** What an index holds within a range of ids, to be compared with the record. */
export interface VectorDigest {
  readonly count: number;
  /** CRC-32 (as in zlib) over each vector in order of its id: the id as float64, then the components as float32, little-endian. 0 when there is none. */
  readonly crc32: number;
}

export interface VectorSearchOptions {
  /** At most so many hits, 1 or more. */
  readonly limit: number;
  /** Only these ids, ascending. Absent means all; empty means none. */
  readonly allowed?: Float64Array;
  /** Ids, ascending, whose hits are wanted too, however far they are; `limit` and `allowed` do not hold for them, and unknown ones are left out. */
  readonly include?: Float64Array;
  /** Forces the exact scan: the oracle for recall. Default false. */
  readonly exact?: boolean;
}

/** What a vector driver can do; read by callers and by the contract suite. */
export interface VectorCapabilities {
  /** `exact` or `hnsw` */
  readonly driver: string;
  /** False when every search is an exact scan. */
  readonly approximate: boolean;
  /** Snapshots survive the process. */
  readonly persistent: boolean;
  /** Only an index of more vectors is worth a snapshot; `Infinity` where `persistent` is false. */
  readonly snapshotsAbove: number;
  /** Why the driver serves less than asked for, in one sentence for `/health`; absent when all is well. */
  readonly degradedReason?: string;
}

/**
 * Vectors of one space. A projection of the record: it can be deleted at any moment.
 *
 * When what held the vectors died, every call rejects with `LTMC_INDEX_UNAVAILABLE` for good, so that no batch lands on an index that
 * lacks the ones before; `VectorStore.openIndex` gives a new index to go on with from its own cursor.
 */
export interface VectorIndex {
  readonly space: VectorSpace;
  /** How many vectors it holds. */
  readonly size: number;
  /** Change-log position it covers; 0 when it is empty and nothing has been applied. */
  readonly cursor: number;
  /**
   * Idempotent: the same batch twice changes nothing. Searches begun after it resolved see the batch.
   * @throws LtmcError `LTMC_INVALID_INPUT` (then nothing of the batch is applied), `LTMC_STORE_CLOSED`, `LTMC_INDEX_UNAVAILABLE`.
   */
  apply(batch: VectorBatch): Promise<void>;
  /**
   * The nearest vectors, best first; equal similarities in order of rising id.
   * @throws LtmcError `LTMC_INVALID_INPUT` for a vector of another dimension, `LTMC_STORE_CLOSED`, `LTMC_INDEX_UNAVAILABLE`.
   */
  search(query: Float32Array, options: VectorSearchOptions): Promise<VectorHit[]>;
  /** Count and checksum of the vectors in a range of ids. */
  digest(range: VectorIdRange): Promise<VectorDigest>;
  /** Writes a snapshot file if the driver is persistent and there is something new to keep; resolves false when there was not. */
  saveSnapshot(): Promise<boolean>;
  /** Empties the index and its snapshot and sets the cursor back to 0. */
  clear(): Promise<void>;
  /** Idempotent; other indexes of the store stay open. */
  close(): Promise<void>;
}

/** Tier 3. */
export interface VectorStore extends AsyncDisposable {
  readonly capabilities: VectorCapabilities;
  /** The same space twice gives the same index. A snapshot that cannot be trusted is left aside: the index opens empty at cursor 0. */
  openIndex(space: VectorSpace): Promise<VectorIndex>;
  /** Ranks vectors that are in no index (older versions), exactly and off the main thread where the driver has one. */
  scan(query: Float32Array, entries: readonly VectorEntry[], limit: number): Promise<VectorHit[]>;
  /**
   * Late interaction: how well each text's tokens answer each of the query's (`LateInteraction` of the embedder): the best cosine of the query's token to any token of the
   * text, as estimated from the signs of that: -1 to 1, to about 0.1. Off the main thread where the driver has one.
   * @param tokens - of `LateInteraction.embedQuery`: 128 numbers each.
   * @param signatures - of `LateInteraction.embedSigned`, 16 bytes a token, all of the same `LateInteraction.id` as the query.
   * @returns for each signature, in their order, a row of as many cosines as the query has tokens; a row of NaN where there is nothing to compare: the signature is `undefined` or empty.
   * @throws LtmcError `LTMC_INVALID_INPUT` for a length that is no multiple of a token's or a number that is not finite, `LTMC_STORE_CLOSED`, `LTMC_INDEX_UNAVAILABLE`.
   */
  maxSim(tokens: Float32Array, signatures: readonly (Uint8Array | undefined)[]): Promise<Float32Array>;
  /** Idempotent; closes every index. Does not write snapshots. */
  close(): Promise<void>;
}
