import { StoreClosedError, type VectorEntry, type VectorIndex, type VectorSpace } from '@ltmc/contracts';
import { checkBatch, checkCursor, checkSearch } from './input-checks.js';
import { unpackHits } from './packed-hits.js';
import type { IndexState, PackedVectors } from './protocol.js';
import type { RecallSample } from './space-index.js';
import type { WorkerLink } from './worker-link.js';

export interface HnswIndexOptions {
  readonly space: VectorSpace;
  /** What the worker calls it. */
  readonly number: number;
  readonly link: WorkerLink;
  readonly state: IndexState;
  readonly mayPublish: () => Promise<boolean>;
  /** Called when the index closes, unless it was lost before: then another one may have its place. */
  readonly forget: () => void;
}

/** The main thread's side of an index whose vectors lie in the worker. */
export interface HnswIndex extends VectorIndex {
  /** See `SpaceIndex.compareRecent`. */
  compareRecent(): Promise<RecallSample | undefined>;
  /** Called when the worker has died: there is nothing in the index any more. */
  lose(): void;
}

export function createHnswIndex({ space, number, link, state: opened, mayPublish, forget }: HnswIndexOptions): HnswIndex {
  let state = opened;
  let lost = false;
  let closing: Promise<void> | undefined;
  const call: WorkerLink['call'] = async (...args) => {
    if (closing) throw new StoreClosedError('vector/hnsw');
    return link.call(...args);
  };

  let filesInUse: Promise<unknown> = Promise.resolve();
  /** Snapshot files are written, published and removed one after the other. */
  const withFiles = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = filesInUse.then(work);
    filesInUse = done.catch(() => undefined);
    return done;
  };

  return {
    space,
    get size() { return state.size; },
    get cursor() { return state.cursor; },
    apply: async (batch) => {
      if (closing) throw new StoreClosedError('vector/hnsw');
      checkBatch(batch, space.dimension);
      checkCursor(batch, state.cursor);
      const packed = packEntries(batch.upsert, space.dimension);
      const { remove, cursor, scrub = false } = batch;
      state = await call('apply', { ...packed, index: number, remove, cursor, scrub }, [packed.ids.buffer, packed.vectors.buffer]);
      // In turn with a snapshot under way, which may still hold what was to go.
      if (scrub) await withFiles(() => call('removeSnapshots', { index: number }));
    },
    compareRecent: () => call('compareRecent', { index: number }),
    digest: (range) => call('digest', { index: number, range }),
    search: async (query, options) => {
      if (closing) throw new StoreClosedError('vector/hnsw');
      checkSearch(query, options, space.dimension);
      const { limit, allowed, include, exact = false } = options;
      return unpackHits(await call('search', { index: number, query, limit, allowed, include, exact }));
    },
    saveSnapshot: () => withFiles(async () => {
      if (!(await call('draft', { index: number }))) return false;
      const allowed = await mayPublish().catch(async (error: unknown) => {
        await call('publish', { index: number, allowed: false });
        throw error;
      });
      return call('publish', { index: number, allowed });
    }),
    clear: () => withFiles(async () => { state = await call('clear', { index: number }); }),
    close: () => (closing ??= withFiles(async () => {
      if (!lost) forget();
      await link.call('close', { index: number }).catch(() => undefined);
    })),
    lose: () => {
      lost = true;
      state = { size: 0, cursor: 0 };
    },
  };
}

/** One array each for ids and vectors, so that a batch moves to the worker without being copied again. */
export function packEntries(entries: readonly VectorEntry[], dimension: number): PackedVectors {
  const ids = new Float64Array(entries.length);
  const vectors = new Float32Array(entries.length * dimension);
  entries.forEach(({ vectorId, vector }, position) => {
    ids[position] = vectorId;
    vectors.set(vector, position * dimension);
  });
  return { ids, vectors };
}
