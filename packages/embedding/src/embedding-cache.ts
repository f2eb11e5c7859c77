import type { QueryEmbedding, SignedEmbedding } from '@ltmc/contracts';

/** What is known of a text: its vector, and what else somebody asked for. */
export type KnownEmbedding = Pick<SignedEmbedding, 'vector'> & Partial<SignedEmbedding & QueryEmbedding>;

/** Beside its numbers: the map's entry and the objects' headers, roughly. */
const OVERHEAD_BYTES = 200;

/** Embeddings by text; the least recently used go first. */
export interface EmbeddingCache {
  get(text: string): KnownEmbedding | undefined;
  /** Joins it with what is known of the text already. */
  add(text: string, embedding: KnownEmbedding): void;
  clear(): void;
  readonly entries: number;
  readonly sizeBytes: number;
}

/** @param limitBytes - counts numbers, texts (2 bytes a character) and some overhead; 0 keeps nothing. */
export function createEmbeddingCache(limitBytes: number): EmbeddingCache {
  const embeddings = new Map<string, KnownEmbedding>(); // in the order of use
  let sizeBytes = 0;
  const drop = (text: string, embedding: KnownEmbedding): void => {
    if (embeddings.delete(text)) sizeBytes -= costBytes(text, embedding);
  };
  return {
    get: (text) => {
      const embedding = embeddings.get(text);
      if (embedding && embeddings.delete(text)) embeddings.set(text, embedding);
      return embedding;
    },
    add: (text, embedding) => {
      const known = embeddings.get(text);
      const joined = { ...embedding, ...known }; // the same bits; who has the earlier ones keeps sharing them
      const cost = costBytes(text, joined);
      if (cost > limitBytes) return;
      if (known) drop(text, known);
      embeddings.set(text, joined);
      sizeBytes += cost;
      for (const [oldest, value] of embeddings) {
        if (sizeBytes <= limitBytes) break;
        drop(oldest, value);
      }
    },
    clear: () => {
      embeddings.clear();
      sizeBytes = 0;
    },
    get entries() { return embeddings.size; },
    get sizeBytes() { return sizeBytes; },
  };
}

function costBytes(text: string, { vector, signature, tokens }: KnownEmbedding): number {
  return text.length * 2 + vector.byteLength + (signature?.byteLength ?? 0) + (tokens?.byteLength ?? 0) + OVERHEAD_BYTES;
}
