import { createHash } from 'node:crypto';
import type { CacheNamespace, Logger } from '@ltmc/contracts';

/** Where vectors of queries are kept for other processes; keys are hashes, values float32 numbers as bytes. */
export type SharedCache = Pick<CacheNamespace<Uint8Array<ArrayBuffer>>, 'get' | 'set'>;

/** A vector of the model has length 1; what was damaged on its way has not. */
const LENGTH_TOLERANCE = 1e-3;

/** Vectors by text, shared. Nothing here rejects: without the cache a text is embedded. */
export interface SharedVectors {
  find(text: string): Promise<Float32Array | undefined>;
  /** Does not wait. */
  keep(text: string, vector: Float32Array): void;
}

export interface SharedVectorOptions {
  readonly cache: SharedCache;
  /** `EmbeddingFingerprint.id` */
  readonly fingerprint: string;
  /** Numbers of a vector. */
  readonly dimension: number;
  readonly logger: Logger | undefined;
}

export function createSharedVectors({ cache, fingerprint, dimension, logger }: SharedVectorOptions): SharedVectors {
  const keyOf = (text: string): string => createHash('sha256').update(`${fingerprint}\n${text}`).digest('hex');
  const passedOver = (cause: unknown): undefined => {
    logger?.debug('the cache of query embeddings was passed over', { cause });
  };
  return {
    find: async (text) => {
      const bytes = await cache.get(keyOf(text)).catch(passedOver);
      if (bytes?.byteLength !== dimension * Float32Array.BYTES_PER_ELEMENT) return undefined;
      const vector = new Float32Array(bytes.buffer, bytes.byteOffset, dimension);
      const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
      return Math.abs(length - 1) < LENGTH_TOLERANCE ? vector : undefined;
    },
    keep: (text, vector) => void cache.set(keyOf(text), Uint8Array.from(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength))).catch(passedOver),
  };
}
