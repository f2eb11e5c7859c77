import { expect, it } from 'vitest';
import { openHnswVectorStore } from '../src/index.js';
import { embeddingLikeVectors } from './random-vectors.js';
import { temporaryFolder } from './temporary-folder.js';

const COUNT = 3000;
const DIMENSION = 64;
const SEED = 20_261_123;
const SPACE = { namespace: 'tuned', fingerprint: 'test', dimension: DIMENSION };

it('measures how much of the nearest the graph found, and finds more of it with more candidates', async () => {
  // Hardly any links: what a search finds hangs on how many candidates it looks at.
  await using store = await openHnswVectorStore({ folder: await temporaryFolder(), exactUpTo: 50, m: 3, efConstruction: 4, efSearch: 1 });
  expect(await store.measureRecall()).toEqual({ queries: 0, wanted: 0, found: 0, graphMs: 0, exactMs: 0 });

  const next = embeddingLikeVectors(DIMENSION, SEED);
  const index = await store.openIndex(SPACE);
  await index.apply({ upsert: Array.from({ length: COUNT }, (_, at) => ({ vectorId: at + 1, vector: next() })), remove: [], cursor: 1 });
  const queries = Array.from({ length: 20 }, next);
  const ask = async (): Promise<void> => {
    for (const query of queries) await index.search(query, { limit: 10 });
  };
  await expect.poll(async () => {
    await ask();
    return (await store.measureRecall()).queries;
  }, { timeout: 20_000 }).toBe(16);

  await ask();
  const few = await store.measureRecall();
  expect(few).toMatchObject({ queries: 16, wanted: 160 });
  expect(few.found).toBeLessThan(130);
  expect(few.graphMs).toBeGreaterThan(0);
  expect(few.exactMs).toBeGreaterThan(0);
  // Each search is asked again once.
  expect(await store.measureRecall()).toMatchObject({ queries: 0 });

  await store.setEfSearch(400);
  expect(store.efSearch).toBe(400);
  await ask();
  expect((await store.measureRecall()).found).toBeGreaterThan(few.found + 20);
});

it('refuses what is no number of candidates', async () => {
  await using store = await openHnswVectorStore({ folder: await temporaryFolder() });
  for (const wrong of [0, 1.5, Number.NaN, 10_001]) await expect(store.setEfSearch(wrong)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT', message: expect.stringContaining('efSearch must be a whole number from 1 to 10000') });
  expect(store.efSearch).toBe(200);
});
