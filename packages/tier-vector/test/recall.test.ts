import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { probeNativeGraph } from '../src/native-graph.js';
import { createSpaceIndex, type SpaceIndex } from '../src/space-index.js';
import { embeddingLikeVectors } from './random-vectors.js';

const COUNT = 10_000;
const DIMENSION = 384;
const SEED = 20_261_122;
const DEFAULTS = { dimension: DIMENSION, exactUpTo: 4000, m: 16, efConstruction: 200, efSearch: 200 };

/** An index whose graph covers all of `count` vectors; 10,000 take some seconds. */
async function builtIndex(next: () => Float32Array, count: number, settings: Partial<typeof DEFAULTS> = {}, tuned: { efSearch?: number } = {}): Promise<SpaceIndex> {
  const probe = await probeNativeGraph();
  if (!('create' in probe)) throw new Error(probe.missing);
  const index = createSpaceIndex({ ...DEFAULTS, ...settings, efSearch: () => tuned.efSearch ?? settings.efSearch ?? DEFAULTS.efSearch, create: probe.create, onFailure: (error) => { throw error; } });
  const ids = Float64Array.from({ length: count }, (_, position) => position + 1);
  const vectors = new Float32Array(count * DIMENSION);
  for (let position = 0; position < count; position++) vectors.set(next(), position * DIMENSION);
  index.apply({ index: 1, ids, vectors, remove: [], cursor: 1, scrub: false });
  while (index.covered < count) await setImmediate();
  return index;
}

/** Share of the truly nearest that were found. */
function recall(index: SpaceIndex, queries: readonly Float32Array[], limit: number, allowed?: Float64Array): number {
  const found = queries.map((query) => {
    const truth = new Set(index.search({ query, limit, allowed, include: undefined, exact: true }).map(({ vectorId }) => vectorId));
    return index.search({ query, limit, allowed, include: undefined, exact: false }).filter(({ vectorId }) => truth.has(vectorId)).length / truth.size;
  });
  return found.reduce((sum, share) => sum + share, 0) / queries.length;
}

it(`finds at least 99 of 100 nearest vectors among ${COUNT} (seed ${SEED})`, { timeout: 120_000 }, async () => {
  const next = embeddingLikeVectors(DIMENSION, SEED);
  const index = await builtIndex(next, COUNT);
  const queries = Array.from({ length: 200 }, next); // of the same kind, but none of them is in the index
  expect(recall(index, queries, 10)).toBeGreaterThanOrEqual(0.99);
  expect(recall(index, queries, 100)).toBeGreaterThanOrEqual(0.99);

  const half = Float64Array.from({ length: COUNT / 2 }, (_, position) => 2 * position + 1);
  expect(recall(index, queries, 10, half)).toBeGreaterThanOrEqual(0.99);

  const dropped = { first: 1, last: COUNT / 10 };
  index.apply({ index: 1, ids: new Float64Array(), vectors: new Float32Array(), remove: [dropped], cursor: 2, scrub: false });
  expect(recall(index, queries, 10)).toBeGreaterThanOrEqual(0.99);
  index.stop();
});

it('is measured: a graph with too few links and candidates finds clearly less', async () => {
  const next = embeddingLikeVectors(DIMENSION, SEED);
  const index = await builtIndex(next, 2000, { exactUpTo: 100, m: 2, efConstruction: 2, efSearch: 1 });
  expect(recall(index, Array.from({ length: 100 }, next), 10)).toBeLessThan(0.9);
  index.stop();
});

it('is measured while it serves, from what was asked, and grows with the candidates of a search', async () => {
  const next = embeddingLikeVectors(DIMENSION, SEED);
  const tuned = { efSearch: 1 };
  const index = await builtIndex(next, 3000, { exactUpTo: 100, m: 4, efConstruction: 8 }, tuned);
  const queries = Array.from({ length: 20 }, next);
  const measured = () => {
    for (const query of queries) index.search({ query, limit: 10, allowed: undefined, include: undefined, exact: false });
    const samples = [];
    for (let sample = index.compareRecent(); sample; sample = index.compareRecent()) samples.push(sample);
    return { queries: samples.length, wanted: samples.reduce((sum, { wanted }) => sum + wanted, 0), found: samples.reduce((sum, { found }) => sum + found, 0), ms: Math.min(...samples.flatMap(({ graphMs, exactMs }) => [graphMs, exactMs])) };
  };
  const few = measured();
  expect(few).toMatchObject({ queries: 16, wanted: 160 });
  expect(few.ms).toBeGreaterThan(0);
  // As another search says: the last 16 of them, by graph and exactly.
  expect(few.found / few.wanted).toBeCloseTo(recall(index, queries.slice(-16), 10), 10);
  tuned.efSearch = 500;
  const many = measured();
  expect(many.found).toBeGreaterThan(few.found);
  index.stop();
});
