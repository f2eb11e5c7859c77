import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreClosedError, type VectorEntry, type VectorHit, type VectorIndex, type VectorSpace, type VectorStore } from '@ltmc/contracts';
import { checkBatch, checkCursor, checkMaxSim, checkSameDimension, checkScan, checkSearch, checkSpace } from './input-checks.js';
import { digestOf } from './digest.js';
import { prepareMaxSim } from './max-sim.js';
import { cosineAt } from './similarity.js';
import { spaceKey } from './space-key.js';

const NAME = 'vector/exact';
const SLICE_MS = 2;
const NO_TOKENS = new Uint8Array();

/**
 * Reference driver: the shortest code that meets the contract. Keeps everything in memory, on the calling thread, and compares
 * the query with every vector. The oracle for the recall of other drivers.
 */
export function createExactVectorStore(): VectorStore {
  let indexes: Map<string, VectorIndex> | undefined = new Map(); // undefined once closed
  const open = (): Map<string, VectorIndex> => {
    if (!indexes) throw new StoreClosedError(NAME);
    return indexes;
  };
  const close = async (): Promise<void> => {
    const closing = [...(indexes?.values() ?? [])];
    indexes = undefined;
    await Promise.all(closing.map((index) => index.close()));
  };
  return {
    capabilities: { driver: 'exact', approximate: false, persistent: false, snapshotsAbove: Infinity },
    openIndex: async (space) => {
      checkSpace(space);
      const known = open().get(spaceKey(space));
      if (known) checkSameDimension(known.space, space);
      const index = known ?? createExactIndex(space, () => { indexes?.delete(spaceKey(space)); });
      open().set(spaceKey(space), index);
      return index;
    },
    scan: async (query, entries, limit) => {
      open();
      checkScan(query, entries, limit);
      return rank(query, entries, limit);
    },
    maxSim: async (tokens, signatures) => {
      open();
      checkMaxSim(tokens, signatures);
      return compareTokens(tokens, signatures);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createExactIndex(space: VectorSpace, forget: () => void): VectorIndex {
  let vectors: Map<number, Float32Array> | undefined = new Map(); // undefined once closed
  let cursor = 0;
  const held = (): Map<number, Float32Array> => {
    if (!vectors) throw new StoreClosedError(NAME);
    return vectors;
  };
  return {
    space,
    get size() { return vectors?.size ?? 0; },
    get cursor() { return cursor; },
    apply: async (batch) => {
      const target = held();
      checkBatch(batch, space.dimension);
      checkCursor(batch, cursor);
      for (const { first, last } of batch.remove) {
        for (const id of target.keys()) if (id >= first && id <= last) target.delete(id);
      }
      for (const { vectorId, vector } of batch.upsert) target.set(vectorId, vector.slice());
      cursor = batch.cursor;
    },
    search: async (query, options) => {
      const all = held();
      checkSearch(query, options, space.dimension);
      const allowed = options.allowed && new Set(options.allowed);
      const entries = [...all].filter(([id]) => allowed?.has(id) ?? true).map(([vectorId, vector]) => ({ vectorId, vector }));
      const nearest = rank(query, entries, options.limit);
      const known = new Set(nearest.map(({ vectorId }) => vectorId));
      const wanted = new Set(options.include);
      const included = [...all].filter(([id]) => wanted.has(id) && !known.has(id)).map(([vectorId, vector]) => ({ vectorId, vector }));
      return inOrder([...nearest, ...rank(query, included, Infinity)]);
    },
    digest: async ({ first, last }) => {
      const entries = [...held()].filter(([id]) => id >= first && id <= last).toSorted(([a], [b]) => a - b);
      return digestOf(entries.map(([vectorId, vector]) => ({ vectorId, vector })));
    },
    saveSnapshot: async () => {
      held();
      return false;
    },
    clear: async () => {
      held().clear();
      cursor = 0;
    },
    close: async () => {
      if (vectors) forget();
      vectors = undefined;
    },
  };
}

/** In slices, as 100 long texts take longer than the calling thread should be kept. */
async function compareTokens(tokens: Float32Array, signatures: readonly (Uint8Array | undefined)[]): Promise<Float32Array> {
  const query = prepareMaxSim(tokens);
  const cosines = new Float32Array(signatures.length * query.count);
  let sliceEndMs = performance.now() + SLICE_MS;
  for (const [at, signature = NO_TOKENS] of signatures.entries()) {
    query.compare(signature, [0, signature.length], cosines, at * query.count);
    if (performance.now() < sliceEndMs) continue;
    await nextTurn();
    sliceEndMs = performance.now() + SLICE_MS;
  }
  return cosines;
}

function rank(query: Float32Array, entries: readonly VectorEntry[], limit: number): VectorHit[] {
  return inOrder(entries.map(({ vectorId, vector }) => ({ vectorId, similarity: cosineAt(vector, 0, query) }))).slice(0, limit);
}

function inOrder(hits: readonly VectorHit[]): VectorHit[] {
  return hits.toSorted((a, b) => b.similarity - a.similarity || a.vectorId - b.vectorId);
}
