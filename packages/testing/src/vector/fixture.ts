import type { VectorBatch, VectorIndex, VectorSpace, VectorStore } from '@ltmc/contracts';

export const SPACE: VectorSpace = { namespace: 'suite', fingerprint: 'test-model', dimension: 3 };
export const EAST = unit(1, 0, 0);
export const NORTH = unit(0, 1, 0);
export const UP = unit(0, 0, 1);
export const NORTH_EAST = unit(1, 1, 0);

/** A vector of length 1 in the direction of the components. */
export function unit(...components: readonly number[]): Float32Array {
  const length = Math.hypot(...components);
  return Float32Array.from(components, (component) => component / length);
}

export function upsert(vectors: Readonly<Record<number, Float32Array>>, cursor = 1): VectorBatch {
  return { upsert: Object.entries(vectors).map(([id, vector]) => ({ vectorId: Number(id), vector })), remove: [], cursor };
}

export async function idsOf(index: VectorIndex, query: Float32Array, options: { limit?: number; allowed?: Float64Array; exact?: boolean } = {}): Promise<number[]> {
  return (await index.search(query, { limit: 10, ...options })).map(({ vectorId }) => vectorId);
}

/** An index with east = 1, north = 2, up = 3, north-east = 4. */
export async function compass(store: VectorStore): Promise<VectorIndex> {
  const index = await store.openIndex(SPACE);
  await index.apply(upsert({ 1: EAST, 2: NORTH, 3: UP, 4: NORTH_EAST }, 4));
  return index;
}
