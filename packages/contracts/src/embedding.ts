/** What makes two embeddings comparable: vectors of different fingerprints are never mixed in one index. */
export interface EmbeddingFingerprint {
  /** Short stable text made of all the fields below; the key under which vectors are kept. */
  readonly id: string;
  /** e.g. `all-MiniLM-L6-v2` */
  readonly model: string;
  /** Length of a vector. */
  readonly dimension: number;
  /** e.g. `mean` */
  readonly pooling: string;
  /** SHA-256 of the tokenizer file, hex. */
  readonly tokenizerHash: string;
  /** SHA-256 of the model file, hex. */
  readonly modelHash: string;
}

/**
 * Where the tokens of a text lie. A unit is a stretch of text whose token count does not depend on what stands beside it
 * (for BERT tokenizers a word, a punctuation mark or a CJK character), so the count of any range of units is a sum.
 */
export interface TokenMap {
  /** UTF-16 offset where each unit starts, ascending. Text between units (white space) costs no token. */
  readonly starts: Uint32Array;
  /** Tokens of each unit, at least 0; as long as `starts`. */
  readonly counts: Uint32Array;
}

/** Options of one embedding call. */
export interface EmbedOptions {
  /** `query` overtakes every waiting `ingest` text. Default `ingest`. */
  readonly priority?: 'query' | 'ingest';
  /** Aborting rejects with `LTMC_CANCELLED`; a text nobody waits for any more is not computed. */
  readonly signal?: AbortSignal;
}

/** A text's vector, and what its tokens are kept as. */
export interface SignedEmbedding {
  /** The same bits as {@link Embedder.embed} gives. The caller must not write to it. */
  readonly vector: Float32Array;
  /**
   * `bytesPerToken` bytes for each token that is kept, in order of the text: a bit a dimension, set where the token's state lies on the positive side; bit `i % 8`
   * (of value `1 << i % 8`) of byte `i >> 3` is dimension `i`. Punctuation is left out where there is more. Empty only for a text without tokens. The caller must not write to it.
   */
  readonly signature: Uint8Array;
}

/** A query's vector, and its tokens as they are compared with signatures. */
export interface QueryEmbedding {
  /** The same bits as {@link Embedder.embed} gives. The caller must not write to it. */
  readonly vector: Float32Array;
  /** One token behind the other, `8 * bytesPerToken` numbers each and of length 1; empty for a text without tokens. The caller must not write to it. */
  readonly tokens: Float32Array;
}

/**
 * Comparing a query with a text token by token (`VectorStore.maxSim`), from the same run of the model as the vector: it finds what one vector a text blurs. A token's
 * state loses the mean of all, is projected on the directions in which states differ most, and turned, so that each dimension says as much as any other.
 */
export interface LateInteraction {
  /** Short stable text, made of the model's fingerprint and the basis of the projection. Signatures of different ids are never compared. */
  readonly id: string;
  /** Length of a token in a signature; 16 is what `VectorStore.maxSim` takes. */
  readonly bytesPerToken: number;
  /** For texts that are stored. Shares queue, cache and errors with {@link Embedder.embed}. */
  embedSigned(text: string, options?: EmbedOptions): Promise<SignedEmbedding>;
  /** For queries. Shares queue, cache and errors with {@link Embedder.embed}. */
  embedQuery(text: string, options?: EmbedOptions): Promise<QueryEmbedding>;
}

/**
 * Text to unit vectors. Nothing of the model is loaded before the first text.
 *
 * The same text gives the same bits, whatever else is being embedded.
 */
export interface Embedder extends AsyncDisposable {
  /** Known without loading the model. */
  readonly fingerprint: EmbeddingFingerprint;
  /** Longest text in tokens that is embedded whole, special tokens not counted; what is longer is cut at the end. */
  readonly maxTokens: number;
  /**
   * @returns a vector of length 1 and `fingerprint.dimension` float32 numbers; the caller must not write to it (it may be cached).
   * @throws LtmcError `LTMC_EMBEDDER_FAILED` (retryable when the worker crashed), `LTMC_EMBEDDER_OVERLOADED` when the queue is full,
   * `LTMC_CANCELLED`, `LTMC_MODEL_DAMAGED`, `LTMC_NATIVE_MISSING`, `LTMC_STORE_CLOSED`.
   */
  embed(text: string, options?: EmbedOptions): Promise<Float32Array>;
  /** Absent where the model has none; then search goes without. */
  readonly lateInteraction?: LateInteraction;
  /** The units of `text` and their token counts; special tokens are not counted. Throws as {@link Embedder.embed}. */
  tokenMap(text: string, options?: EmbedOptions): Promise<TokenMap>;
  /** Loads model and tokenizer now, so that the first text does not wait for them. */
  warmUp(): Promise<void>;
  /** Idempotent. Calls in flight reject with `LTMC_STORE_CLOSED`. */
  close(): Promise<void>;
}
