import { createEmbedder, type LocalEmbedder } from '@ltmc/embedding';
import { createLearning, type AdaptiveState, type Learning } from '@ltmc/learning';
import { createMemoryCacheStore, type MemoryCacheStore } from '@ltmc/tier-cache';
import { createMemoryRecord } from '@ltmc/tier-temporal';
import { openHnswVectorStore, type HnswVectorStore } from '@ltmc/tier-vector';
import { allTools, createAnswerCache, type AnswerCache } from '@ltmc/tools';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adaptiveSettings } from '../src/learning/adaptive-settings.js';
import { silent } from './open-test-runtime.js';

const COUNT = 20_000;
const DIMENSION = 48;
const MIB = 1_048_576;
const clock = { nowMs: () => state.nowMs };
const state = { nowMs: 1000 };

let folder: string;
let vectors: HnswVectorStore;
let embedder: LocalEmbedder;
let kept: MemoryCacheStore;
let answers: AnswerCache;
let learning: Learning;

/** All parts are the real ones; only the numbers they start with are small. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ltmc-adaptive-'));
  // Hardly any links: searches miss much.
  vectors = await openHnswVectorStore({ folder, exactUpTo: 50, m: 2, efConstruction: 4, efSearch: 100 });
  embedder = createEmbedder({ workers: 2, cacheBytes: 0 });
  kept = createMemoryCacheStore({ maxBytes: 16 * MIB });
  const record = createMemoryRecord();
  answers = createAnswerCache({ record, stores: [kept], clock, fingerprint: 'test', version: '1', logger: silent });
  const settings = adaptiveSettings({ vectors, embedder, workersAreSet: false, kept, answers });
  learning = createLearning({ record, source: { near: async () => [] }, settings, clock, logger: silent });
});
afterAll(async () => {
  await learning.close();
  await vectors.close();
  await embedder.close();
  await kept.close();
  await rm(folder, { recursive: true, force: true });
});

const stateOf = (name: string): AdaptiveState | undefined => learning.adaptive().find((setting) => setting.name === name);

it('has all of them, as the parts stand', () => {
  expect(learning.adaptive().map(({ name, value }) => [name, value])).toEqual([['ef_search', 100], ['embed_workers', 2], ['cache_bytes', 16 * MIB], ['cache_ttl_ms', 300_000]]);
});

it('looks at more candidates of the graph where it misses too much', async () => {
  let seed = 20_261_123;
  const random = (): number => ((seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647) - 0.5;
  const next = (): Float32Array => {
    const vector = Float32Array.from({ length: DIMENSION }, random);
    const length = Math.hypot(...vector);
    return vector.map((component) => component / length);
  };
  const index = await vectors.openIndex({ namespace: 'n', fingerprint: 'test', dimension: DIMENSION });
  await index.apply({ upsert: Array.from({ length: COUNT }, (_, at) => ({ vectorId: at + 1, vector: next() })), remove: [], cursor: 1 });
  const ask = async (): Promise<void> => {
    for (let query = 0; query < 16; query += 1) await index.search(next(), { limit: 10 });
  };
  // The graph is built meanwhile; until it holds all, what it lacks is scanned.
  await expect.poll(async () => {
    await ask();
    await learning.endInterval();
    return vectors.efSearch;
  }, { timeout: 60_000 }).toBe(150);
  expect(stateOf('ef_search')).toMatchObject({ value: 150, changes: [{ before: 100, after: 150, signal: { queries: 16, wanted: 160 } }] });
  // Nothing was asked since: nothing is known.
  await learning.endInterval();
  expect(vectors.efSearch).toBe(150);
}, 120_000);

it('keeps answers longer that are asked for again too late, and gives them less room where most of it is empty', async () => {
  const tool = allTools.find(({ name }) => name === 'list_todos');
  if (!tool) throw new Error('no such tool');
  const ask = (which: number) => answers.answer({ tool, args: { which }, namespace: 'n' }, async () => ({ success: true }));
  const round = async (): Promise<void> => {
    for (let which = 0; which < 30; which += 1) await ask(which);
    await expect.poll(async () => (await answers.size()).entries).toBe(30);
    await new Promise((resolve) => { setImmediate(resolve); });
  };
  expect(stateOf('cache_ttl_ms')?.bounds).toEqual([60_000, 300_000]);
  answers.setTtl(100_000);
  await round();
  state.nowMs += 100_000;
  await round();
  await learning.endInterval();
  expect([answers.ttlMs, kept.maxBytes]).toEqual([200_000, 8 * MIB]);
  expect(stateOf('cache_ttl_ms')?.changes).toMatchObject([{ signal: { hits: 0, tooLate: 30 }, before: 100_000, after: 200_000 }]);
  expect(stateOf('cache_bytes')?.changes).toMatchObject([{ signal: { hits: 0, misses: 60, evictions: 0 }, before: 16 * MIB, after: 8 * MIB }]);
});

it('measures how texts that are stored slow queries', async () => {
  await embedder.warmUp();
  for (let query = 0; query < 20; query += 1) await embedder.embed(`question ${query}`, { priority: 'query' });
  const ingest = Array.from({ length: 120 }, (_, at) => embedder.embed(`text ${at}: ${'the harbour master counts the boats again '.repeat(6)}`));
  for (let query = 0; query < 20; query += 1) await embedder.embed(`question ${query} beside`, { priority: 'query' });
  await Promise.all(ingest);
  const { alone, beside } = embedder.queryLatency();
  expect([alone.count, beside.count]).toEqual([20, 20]);
  await learning.endInterval();
  // How much they slow each other is the machine's; the rule is tested with numbers. Either way the value stays within its bounds and what was decided was done.
  const { value, changes } = stateOf('embed_workers') ?? { value: 0, changes: [] };
  expect(embedder.workers.most).toBe(value);
  expect(value).toBe(changes[0]?.after ?? 2);
}, 60_000);
