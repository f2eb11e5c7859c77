/** Beside its numbers: the map's entry and the objects' headers, roughly. */
const OVERHEAD_BYTES = 200;

/** Vectors by text; the least recently used go first. */
export interface VectorCache {
  get(text: string): Float32Array | undefined;
  set(text: string, vector: Float32Array): void;
  clear(): void;
  readonly entries: number;
  readonly sizeBytes: number;
}

/** @param limitBytes - counts vectors, texts (2 bytes a character) and some overhead; 0 keeps nothing. */
export function createVectorCache(limitBytes: number): VectorCache {
  const vectors = new Map<string, Float32Array>(); // in the order of use
  let sizeBytes = 0;
  const drop = (text: string, vector: Float32Array): void => {
    if (vectors.delete(text)) sizeBytes -= costBytes(text, vector);
  };
  return {
    get: (text) => {
      const vector = vectors.get(text);
      if (vector && vectors.delete(text)) vectors.set(text, vector);
      return vector;
    },
    set: (text, vector) => {
      const cost = costBytes(text, vector);
      if (cost > limitBytes) return;
      drop(text, vector);
      vectors.set(text, vector);
      sizeBytes += cost;
      for (const [oldest, value] of vectors) {
        if (sizeBytes <= limitBytes) break;
        drop(oldest, value);
      }
    },
    clear: () => {
      vectors.clear();
      sizeBytes = 0;
    },
    get entries() { return vectors.size; },
    get sizeBytes() { return sizeBytes; },
  };
}

function costBytes(text: string, vector: Float32Array): number {
  return text.length * 2 + vector.byteLength + OVERHEAD_BYTES;
}
