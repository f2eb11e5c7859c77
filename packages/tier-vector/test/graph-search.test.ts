import { expect, it } from 'vitest';
import type { VectorHit, VectorIndex } from '@ltmc/contracts';
import { createExactVectorStore, openHnswVectorStore } from '../src/index.js';
import { randomVectors } from './random-vectors.js';
import { saveWithGraph } from './snapshot-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const SPACE = { namespace: 'n', fingerprint: 'f', dimension: 12 };
const BATCH = 250;

const ids = (hits: readonly VectorHit[]): number[] => hits.map(({ vectorId }) => vectorId);

/** Share of the exact answer that the searched index gives. */
async function overlap(index: VectorIndex, oracle: VectorIndex, queries: readonly Float32Array[], allowed?: Float64Array): Promise<number> {
  const shares = await Promise.all(queries.map(async (query) => {
    const options = { limit: 10, ...(allowed && { allowed }) };
    const truth = new Set(ids(await oracle.search(query, options)));
    return ids(await index.search(query, options)).filter((id) => truth.has(id)).length / truth.size;
  }));
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

it('finds graph and waiting vectors together while the graph is being built', async () => {
  const next = randomVectors(SPACE.dimension, 3);
  await using store = await openHnswVectorStore({ folder: await temporaryFolder(), exactUpTo: 50, efSearch: 60 });
  await using exact = createExactVectorStore();
  const [index, oracle] = await Promise.all([store.openIndex(SPACE), exact.openIndex(SPACE)]);
  for (let batch = 0; batch < 20; batch++) {
    const upsert = Array.from({ length: BATCH }, (_, position) => ({ vectorId: batch * BATCH + position + 1, vector: next() }));
    const step = { upsert, remove: [{ first: batch * BATCH - 10, last: batch * BATCH - 5 }], cursor: batch + 1 };
    await Promise.all([index.apply(step), oracle.apply(step)]);
    for (const { vectorId, vector } of upsert.slice(0, 20)) {
      expect(ids(await index.search(vector, { limit: 1 }))).toEqual([vectorId]);
    }
    expect(await overlap(index, oracle, Array.from({ length: 20 }, next))).toBeGreaterThan(0.98);
  }
});

it('builds the graph anew when many vectors were removed, and never shows a removed one', async () => {
  const next = randomVectors(SPACE.dimension, 4);
  const folder = await temporaryFolder();
  await using store = await openHnswVectorStore({ folder, exactUpTo: 50, efSearch: 60 });
  await using exact = createExactVectorStore();
  const [index, oracle] = await Promise.all([store.openIndex(SPACE), exact.openIndex(SPACE)]);
  const upsert = Array.from({ length: 4000 }, (_, position) => ({ vectorId: position + 1, vector: next() }));
  await Promise.all([index, oracle].map((each) => each.apply({ upsert, remove: [], cursor: 1 })));
  await saveWithGraph(index, folder);

  for (let step = 0; step < 12; step++) {
    const change = {
      remove: [{ first: step * 250 + 1, last: step * 250 + 200 }],
      upsert: upsert.slice(3500 + step * 10, 3510 + step * 10).map(({ vectorId }) => ({ vectorId, vector: next() })),
      cursor: step + 2,
    };
    await Promise.all([index.apply(change), oracle.apply(change)]);
    expect(index.size).toBe(oracle.size);
    const queries = [...Array.from({ length: 10 }, next), ...change.upsert.map(({ vector }) => vector)];
    const held = new Set(ids(await oracle.search(next(), { limit: 5000 })));
    for (const query of queries) expect(ids(await index.search(query, { limit: 50 })).filter((id) => !held.has(id))).toEqual([]);
    expect(await overlap(index, oracle, queries)).toBeGreaterThan(0.98);
  }
  await saveWithGraph(index, folder);
  expect(await overlap(index, oracle, Array.from({ length: 50 }, next))).toBeGreaterThan(0.98);
});

it.each([1, 2, 4, 20, 200])('keeps to a filter that lets one vector in %d pass', async (step) => {
  const next = randomVectors(SPACE.dimension, 5);
  const folder = await temporaryFolder();
  await using store = await openHnswVectorStore({ folder, exactUpTo: 50, efSearch: 60 });
  const index = await store.openIndex(SPACE);
  await index.apply({ upsert: Array.from({ length: 3000 }, (_, position) => ({ vectorId: position + 1, vector: next() })), remove: [], cursor: 1 });
  await saveWithGraph(index, folder);
  const allowed = Float64Array.from({ length: 3000 / step }, (_, position) => (position + 1) * step);
  const queries = Array.from({ length: 50 }, next);
  for (const query of queries) {
    const found = ids(await index.search(query, { limit: 10, allowed }));
    expect(found).toHaveLength(10);
    expect(found.filter((id) => id % step !== 0)).toEqual([]);
  }
  const exact: VectorIndex = { ...index, search: (query, options) => index.search(query, { ...options, exact: true }) };
  expect(await overlap(index, exact, queries, allowed)).toBeGreaterThan(0.98);
});
