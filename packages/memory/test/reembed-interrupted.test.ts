import { describe, expect, it, vi } from 'vitest';
import { LtmcError } from '@ltmc/contracts';
import { createTestEmbedder } from '@ltmc/embedding';
import { reembed } from '../src/reembed.js';
import { openTestMemory, silent, type TestMemory } from './open-memory.js';
import { startReembedding } from './reembed-process.js';
import { createHeldEmbedder, openRecord } from './reembed-fixture.js';

const COUNT = 150;
const NEW_MODEL = createTestEmbedder({ dimension: 32 }).fingerprint;

/** A server of the old model, itself a test model: only the new one is of interest here. */
async function openOld(): Promise<TestMemory> {
  const old = await openTestMemory({ embedder: createTestEmbedder({ dimension: 48 }) });
  for (let index = 0; index < COUNT - 1; index += 1) await old.store(`note-${index}`, `entry number ${index}`, { wait: 'durable' });
  await old.store('last', 'entry of its own');
  return old;
}

describe('a re-embedding process that is killed', () => {
  it('loses no finished chunk, disturbs no search, and the next one goes on where it was', async () => {
    await using old = await openOld();
    await using record = await openRecord(old.folder);
    const nearest = async (): Promise<unknown[]> =>
      (await old.search('entry number 7', { mode: 'semantic', topK: 100 })).map(({ fileName, similarity }) => [fileName, similarity]);
    const before = await nearest();
    for (const share of [0.2, 0.5]) {
      // Work is left when the kill arrives, however late that is.
      const victim = startReembedding(old.folder, { delayMs: 10, most: 64 });
      await vi.waitFor(async () => { expect((await record.embeddingProgress(NEW_MODEL.id)).missing).toBeLessThan(COUNT * (1 - share)); }, { timeout: 30_000, interval: 10 });
      victim.child.kill('SIGKILL');
      expect((await victim.finished).signal).toBe('SIGKILL');
      expect((await record.activeFingerprint())?.dimension).toBe(48);
      expect(await nearest()).toEqual(before);
    }
    const { missing, total } = await record.embeddingProgress(NEW_MODEL.id);
    expect([total, missing > 0, missing < COUNT / 2]).toEqual([COUNT, true, true]);
    const { result } = await startReembedding(old.folder, { delayMs: 0 }).finished;
    expect(result).toEqual({ formerModel: 'test-hash-of-words', embedded: missing, total });
    await using fresh = await openTestMemory({ folder: old.folder, embedder: createTestEmbedder({ dimension: 32 }) });
    expect(await fresh.search('entry', { mode: 'semantic', topK: 100 })).toHaveLength(100);
    expect(await record.currentVectorsAfter({ namespace: 'test', kind: 'memory' }, NEW_MODEL.id, 0, 1000)).toHaveLength(COUNT);
  }, 60_000);

  it('right after the switch leaves old embeddings, which the next one drops', async () => {
    await using old = await openOld();
    await using record = await openRecord(old.folder);
    const victim = startReembedding(old.folder, { delayMs: 0 });
    await vi.waitFor(async () => { expect((await record.activeFingerprint())?.id).toBe(NEW_MODEL.id); }, { timeout: 20_000, interval: 5 });
    victim.child.kill('SIGKILL');
    await victim.finished;
    expect(await record.retiredFingerprints()).toHaveLength(1);
    expect(await reembed({ record, embedder: createTestEmbedder({ dimension: 32 }), logger: silent })).toEqual({ formerModel: undefined, embedded: 0, total: COUNT });
    expect(await record.retiredFingerprints()).toEqual([]);
    expect(await record.currentVectorsAfter({ namespace: 'test', kind: 'memory' }, createTestEmbedder({ dimension: 48 }).fingerprint.id, 0, 1000)).toEqual([]);
  }, 60_000);
});

it('two processes share the work', async () => {
  await using old = await openOld();
  const both = [startReembedding(old.folder, { delayMs: 10 }), startReembedding(old.folder, { delayMs: 10 })];
  const results = await Promise.all(both.map(async ({ finished }) => (await finished).result));
  const embedded = results.map((result) => result?.embedded ?? 0);
  expect(Math.min(...embedded)).toBeGreaterThan(0);
  expect(embedded.reduce((sum, count) => sum + count, 0)).toBe(COUNT);
}, 60_000);

it('stops when it is told to, and goes on when it is called again', async () => {
  await using old = await openOld();
  await using record = await openRecord(old.folder);
  const held = createHeldEmbedder();
  const stop = new AbortController();
  const stopped = reembed({ record, embedder: held, logger: silent, signal: stop.signal });
  held.letThrough(20);
  await vi.waitFor(() => { expect(held.asked).toBeGreaterThan(20); });
  stop.abort();
  held.letThrough(1000);
  await expect(stopped).rejects.toMatchObject({ code: 'LTMC_CANCELLED' });
  const { missing } = await record.embeddingProgress(NEW_MODEL.id);
  expect(missing).toBeGreaterThan(0);
  expect(await reembed({ record, embedder: createTestEmbedder({ dimension: 32 }), logger: silent })).toMatchObject({ embedded: missing });
});

it('gives way to a change to another model that is begun later', async () => {
  await using old = await openOld();
  await using record = await openRecord(old.folder);
  const held = createHeldEmbedder();
  const first = reembed({ record, embedder: held, logger: silent });
  await vi.waitFor(() => { expect(held.asked).toBeGreaterThan(0); });
  const second = reembed({ record, embedder: createTestEmbedder({ dimension: 16 }), logger: silent });
  await vi.waitFor(async () => { await expect(record.embeddingProgress(held.fingerprint.id)).rejects.toBeInstanceOf(LtmcError); });
  held.letThrough(1000);
  await expect(first).rejects.toMatchObject({ code: 'LTMC_FINGERPRINT_MISMATCH', message: expect.stringContaining('given up') });
  expect(await second).toMatchObject({ embedded: COUNT });
  expect((await record.activeFingerprint())?.dimension).toBe(16);
});

it('tries again what may pass, and names what does not', async () => {
  await using old = await openOld();
  await using record = await openRecord(old.folder);
  const embedder = createTestEmbedder({ dimension: 32 });
  let failing: LtmcError | undefined = new LtmcError('LTMC_MODEL_DAMAGED', 'a damaged file');
  const faulty = { ...embedder, embed: (...args: Parameters<typeof embedder.embed>) => (failing ? Promise.reject(failing) : embedder.embed(...args)) };
  await expect(reembed({ record, embedder: faulty, logger: silent })).rejects.toBe(failing);
  failing = new LtmcError('LTMC_EMBEDDER_FAILED', 'a crashed worker', { retryable: true });
  const warnings: string[] = [];
  const logger = { ...silent, warn: (message: string) => { warnings.push(message); failing = undefined; } };
  expect(await reembed({ record, embedder: faulty, logger })).toMatchObject({ embedded: COUNT });
  expect(warnings).toHaveLength(1);
});
