import type { MemoryFilter, VectorHit, VectorSearchOptions } from '@ltmc/contracts';
import type { RecordView } from '../engine/record-view.js';
import type { VectorProjection } from '../vector-projection.js';

/** So many ids are read and compared one by one. Of more it is quicker to take the nearest of all and to see which of them pass. */
export const MOST_NAMED = 2000;

/** How many of all are looked at for each one that is wanted, at first and then; where too few of them pass, all that pass are named and compared after all. */
const LOOKS = [4, 32];

export interface NearestPassing {
  readonly record: Pick<RecordView, 'allowedVectors' | 'passing'>;
  readonly index: Pick<VectorProjection, 'search'>;
  /** Of one kind. */
  readonly filter: MemoryFilter;
  readonly fingerprint: string;
}

export interface NearestPassingQuery {
  readonly vector: Float32Array;
  readonly limit: number;
  /** Told beside the nearest; they pass. */
  readonly include: Float64Array;
}

/** The nearest of many that pass a filter: the same as if all that pass had been named, without naming them. */
export async function nearestPassing({ record, index, filter, fingerprint }: NearestPassing, { vector, limit, include }: NearestPassingQuery): Promise<VectorHit[]> {
  const search = (options: VectorSearchOptions): Promise<VectorHit[]> => index.search(vector, options);
  for (const factor of LOOKS) {
    const found = await search({ limit: factor * limit });
    const passing = new Set(await record.passing(found.map(({ vectorId }) => vectorId), filter));
    const nearest = found.filter(({ vectorId }) => passing.has(vectorId)).slice(0, limit);
    if (nearest.length === limit || found.length < factor * limit) return withIncluded(nearest, include.length === 0 ? [] : await search({ limit: include.length, allowed: include }));
  }
  const allowed = await record.allowedVectors(filter, fingerprint);
  return search({ limit, include, ...(allowed ? { allowed } : {}) });
}

function withIncluded(nearest: readonly VectorHit[], included: readonly VectorHit[]): VectorHit[] {
  const known = new Set(nearest.map(({ vectorId }) => vectorId));
  return [...nearest, ...included.filter(({ vectorId }) => !known.has(vectorId))].toSorted((a, b) => b.similarity - a.similarity || a.vectorId - b.vectorId);
}
