import { createHash } from 'node:crypto';
import type { CacheNamespace, Logger } from '@ltmc/contracts';
import type { KnownEmbedding } from './embedding-cache.js';

/** Where embeddings of queries are kept for other processes; keys are hashes, values float32 numbers as bytes: the vector, then the tokens where they were asked for. */
export type SharedCache = Pick<CacheNamespace<Uint8Array<ArrayBuffer>>, 'get' | 'set'>;

/** Vectors and tokens of the model have length 1; what was damaged on its way has not. */
const LENGTH_TOLERANCE = 1e-3;

/** Embeddings of queries by text, shared. Nothing here rejects: without the cache a text is embedded. */
export interface SharedEmbeddings {
  find(text: string): Promise<KnownEmbedding | undefined>;
  /** Does not wait. */
  keep(text: string, embedding: KnownEmbedding): void;
}

export interface SharedEmbeddingOptions {
  readonly cache: SharedCache;
  /** Embeddings of different spaces are kept apart. */
  readonly space: string;
  /** Numbers of a vector. */
  readonly dimension: number;
  /** Numbers of a token. */
  readonly tokenDimension: number;
  readonly logger: Logger | undefined;
}

export function createSharedEmbeddings({ cache, space, dimension, tokenDimension, logger }: SharedEmbeddingOptions): SharedEmbeddings {
  const keyOf = (text: string): string => createHash('sha256').update(`${space}\n${text}`).digest('hex');
  const passedOver = (cause: unknown): undefined => {
    logger?.debug('the cache of query embeddings was passed over', { cause });
  };
  /** What `keep` wrote; undefined when it is anything else. */
  const read = (bytes: Uint8Array<ArrayBuffer>): KnownEmbedding | undefined => {
    const tokenBytes = bytes.byteLength - dimension * Float32Array.BYTES_PER_ELEMENT;
    if (tokenBytes < 0 || tokenBytes % (tokenDimension * Float32Array.BYTES_PER_ELEMENT) !== 0) return undefined;
    const numbers = new Float32Array(bytes.slice().buffer); // a copy begins where a float32 may
    const vector = numbers.slice(0, dimension);
    const tokens = numbers.slice(dimension);
    if (!isUnit(vector)) return undefined;
    for (let at = 0; at < tokens.length; at += tokenDimension) if (!isUnit(tokens.subarray(at, at + tokenDimension))) return undefined;
    return tokens.length > 0 ? { vector, tokens } : { vector };
  };
  return {
    find: async (text) => {
      const bytes = await cache.get(keyOf(text)).catch(passedOver);
      return bytes && read(bytes);
    },
    keep: (text, { vector, tokens = new Float32Array() }) => {
      const numbers = new Float32Array(vector.length + tokens.length);
      numbers.set(vector);
      numbers.set(tokens, vector.length);
      void cache.set(keyOf(text), new Uint8Array(numbers.buffer)).catch(passedOver);
    },
  };
}

function isUnit(numbers: Float32Array): boolean {
  const length = Math.sqrt(numbers.reduce((sum, value) => sum + value * value, 0));
  return Math.abs(length - 1) < LENGTH_TOLERANCE;
}
