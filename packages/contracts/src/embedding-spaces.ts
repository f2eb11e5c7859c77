import type { EmbeddingFingerprint } from './embedding.js';

/** How far the embeddings of one model are, over all namespaces. */
export interface EmbeddingProgress {
  /** Chunks that a search can reach: of current and superseded versions, not of forgotten memories. */
  readonly total: number;
  /** Those of them without an embedding of the model. */
  readonly missing: number;
}

/**
 * The part of the record that lets the embedding model change while the record is in use. Embeddings of different models stand side by side
 * and are never mixed: those of the *active* one answer searches; those of the one being *built* take its place once none is missing; those of
 * a *retired* one only wait to be dropped.
 */
export interface EmbeddingSpaces {
  /** The model whose embeddings answer searches; undefined before the first embedding. */
  activeFingerprint(): Promise<EmbeddingFingerprint | undefined>;
  /**
   * Begins to build the embeddings of `fingerprint`, or goes on with it: idempotent, and safe to repeat after a crash. Resolves once every chunk
   * without such an embedding is queued; `claimPending` and `storeEmbeddings` take the model from then on, and new chunks are queued for both.
   * Whatever other model was being built is given up. A model that is active already stays so; the first one of a record becomes active at once.
   */
  startReembed(fingerprint: EmbeddingFingerprint): Promise<void>;
  /** @param fingerprint - `EmbeddingFingerprint.id`, active or being built; else `LTMC_FINGERPRINT_MISMATCH`. */
  embeddingProgress(fingerprint: string): Promise<EmbeddingProgress>;
  /**
   * Makes a model that was built the active one, if none of its embeddings is missing: in one step, with a `reembedded` change for every
   * namespace. False when something is missing; true also when it is active already. `LTMC_FINGERPRINT_MISMATCH` when it is neither.
   */
  finishReembed(fingerprint: string, atMs: number): Promise<boolean>;
  /** Models whose embeddings wait to be dropped. */
  retiredFingerprints(): Promise<EmbeddingFingerprint[]>;
  /** Removes at most `limit` embeddings of retired models and resolves with how many it removed; 0 means that nothing of them is left. */
  dropRetired(limit: number): Promise<number>;
}
