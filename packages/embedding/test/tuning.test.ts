import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { createEmbedder } from '../src/index.js';

const texts = (name: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${name} ${at}: the harbour master counts the boats again`);

it('runs on fewer threads when it is told to, loses no text by it, and on more again', async () => {
  await using embedder = createEmbedder({ workers: 2, cacheBytes: 0 });
  expect(embedder.workers).toEqual({ most: 2, atFirst: 2 });
  const first = texts('first', 12).map((text) => embedder.embed(text));
  await expect.poll(() => embedder.stats().workers, { timeout: 20_000 }).toBe(2);
  embedder.setWorkers(1);
  expect(await Promise.all(first)).toHaveLength(12);
  await expect.poll(() => embedder.stats().workers).toBe(1);
  expect(await Promise.all(texts('second', 6).map((text) => embedder.embed(text)))).toHaveLength(6);
  expect(embedder.stats()).toMatchObject({ workers: 1, crashes: 0 });
  embedder.setWorkers(2);
  expect(await Promise.all(texts('third', 8).map((text) => embedder.embed(text)))).toHaveLength(8);
  expect(embedder.stats()).toMatchObject({ workers: 2, crashes: 0 });
  expect(embedder.workers).toEqual({ most: 2, atFirst: 2 });
});

it('tells how long queries took alone and beside other texts', async () => {
  await using embedder = createEmbedder({ workers: Math.min(2, availableParallelism()), cacheBytes: 0 });
  await embedder.warmUp();
  // Its own count of tokens is no other text.
  await Promise.all([embedder.embed('where is the boat?', { priority: 'query' }), embedder.tokenMap('where is the boat?', { priority: 'query' })]);
  expect(embedder.queryLatency()).toMatchObject({ alone: { count: 1 }, beside: { count: 0, ms: 0 } });
  const ingest = texts('ingest', 10).map((text) => embedder.embed(text));
  await embedder.embed('who counts the boats?', { priority: 'query' });
  await Promise.all(ingest);
  const { alone, beside } = embedder.queryLatency();
  expect([alone.count, beside.count]).toEqual([1, 1]);
  expect(Math.min(alone.ms, beside.ms)).toBeGreaterThan(0);
});

it('refuses what is no number of threads', async () => {
  await using embedder = createEmbedder();
  expect(() => embedder.setWorkers(0)).toThrow('workers must be a whole number of at least 1, not 0');
});
