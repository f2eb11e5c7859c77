import { expect, it } from 'vitest';
import { openHnswVectorStore } from '../src/index.js';
import { embeddingLikeVectors } from './random-vectors.js';
import { temporaryFolder } from './temporary-folder.js';

const COUNT = 3000;
const DIMENSION = 64;
const SEED = 20_261_123;
const SPACE = { namespace: 'tuned', fingerprint: 'test', dimension: DIMENSION };

it('measures how much of the nearest the graphs found, each search once, and takes another number of candidates', async () => {
  await using store = await openHnswVectorStore({ folder: await temporaryFolder(), exactUpTo: 50, efSearch: 40 });
  expect(await store.measureRecall()).toEqual({ queries: 0, wanted: 0, found: 0, graphMs: 0, exactMs: 0 });

  const next = embeddingLikeVectors(DIMENSION, SEED);
  const index = await store.openIndex(SPACE);
  await index.apply({ upsert: Array.from({ length: COUNT }, (_, at) => ({ vectorId: at + 1, vector: next() })), remove: [], cursor: 1 });
  const ask = async (): Promise<void> => {
    for (let query = 0; query < 20; query += 1) await index.search(next(), { limit: 10 });
  };
  await expect.poll(async () => {
    await ask();
    return (await store.measureRecall()).queries;
  }, { timeout: 20_000 }).toBe(16);

  await ask();
  const measured = await store.measureRecall();
  expect(measured).toMatchObject({ queries: 16, wanted: 160 });
  expect(measured.found).toBeGreaterThan(100);
  expect(measured.found).toBeLessThanOrEqual(160);
  expect(Math.min(measured.graphMs, measured.exactMs)).toBeGreaterThan(0);
  expect(await store.measureRecall()).toMatchObject({ queries: 0 });

  await store.setEfSearch(400);
  expect(store.efSearch).toBe(400);
  await ask();
  expect(await store.measureRecall()).toMatchObject({ queries: 16, wanted: 160 });
});

it('refuses what is no number of candidates', async () => {
  await using store = await openHnswVectorStore({ folder: await temporaryFolder() });
  for (const wrong of [0, 1.5, Number.NaN, 10_001]) await expect(store.setEfSearch(wrong)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT', message: expect.stringContaining('efSearch must be a whole number from 1 to 10000') });
  expect(store.efSearch).toBe(200);
});
