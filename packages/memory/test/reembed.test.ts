import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { CallContext } from '@ltmc/contracts';
import { createEmbedder, createTestEmbedder } from '@ltmc/embedding';
import { reembed } from '../src/reembed.js';
import type { MemoryHit, ReembedProgress } from '../src/index.js';
import { context, openTestMemory, silent, type TestMemory } from './open-memory.js';
import { createHeldEmbedder, NOTES, openRecord } from './reembed-fixture.js';

const QUERIES = ['which animal lives here?', 'music', 'when is the race?', 'safety of data', 'food'];
const REFUSED = { code: 'LTMC_FINGERPRINT_MISMATCH', message: expect.stringContaining('ltmc reembed') };

async function storeNotes(test: TestMemory): Promise<void> {
  for (const [index, content] of NOTES.entries()) await test.store(`note-${index}`, content, { wait: 'durable' });
  await test.store('last', 'The last one waits until all are searchable.');
}

/** What the model in use answers, now and as of then. */
async function answers(test: TestMemory, asOfMs: number): Promise<Pick<MemoryHit, 'fileName' | 'similarity' | 'content'>[]> {
  const all: MemoryHit[] = [];
  for (const query of QUERIES) all.push(...await test.search(query, { mode: 'semantic' }), ...await test.search(query), ...await test.search(query, { asOfMs }));
  return all.map(({ fileName, similarity, content }) => ({ fileName, similarity, content }));
}

describe('a change of the embedding model', () => {
  it('leaves every answer of the old model as it was, while memories are stored, replaced and forgotten, then gives all of them to the new one', async () => {
    await using old = await openTestMemory();
    await storeNotes(old);
    const asOfMs = Date.now();
    await sleep(2); // what is stored in the same millisecond was known then
    await old.store('note-0', 'Our cat has moved to the sofa.');
    const before = await answers(old, asOfMs);

    await using record = await openRecord(old.folder);
    const held = createHeldEmbedder();
    const seen: ReembedProgress[] = [];
    const changing = reembed({ record, embedder: held, logger: silent, onProgress: (progress) => { seen.push(progress); } });
    await vi.waitFor(() => { expect(held.asked).toBeGreaterThan(0); });
    const busy: CallContext = { ...context, namespace: 'busy' };
    const find = async (query: string): Promise<string[]> => (await old.memory.search(busy, { query, mode: 'semantic' })).hits.map(({ content }) => content);
    for (let turn = 0; turn < 6; turn += 1) {
      held.letThrough(3);
      await old.memory.store(busy, { fileName: `kept-${turn}`, content: NOTES[turn] ?? '', wait: 'searchable' });
      await old.memory.store(busy, { fileName: 'replaced', content: `The lottery numbers of week ${turn} are out.`, wait: 'searchable' });
      await old.memory.store(busy, { fileName: `gone-${turn}`, content: 'A rumour about the mayor.', wait: 'searchable' });
      await old.memory.forget(busy, { fileName: `gone-${turn}`, purge: turn % 2 === 0 });
      expect(await find('lottery')).toContain(`The lottery numbers of week ${turn} are out.`);
      expect(await find('rumour')).not.toContain('A rumour about the mayor.');
      expect(await answers(old, asOfMs)).toEqual(before);
    }
    expect((await record.activeFingerprint())?.model).toBe('all-MiniLM-L6-v2');
    held.letThrough(1000);
    const result = await changing;
    expect(result).toMatchObject({ formerModel: 'all-MiniLM-L6-v2', total: 22 + 12 });
    expect(seen.at(0)).toEqual({ done: 0, total: 22, chunksPerSecond: 0 });
    expect(seen.at(-1)).toMatchObject({ done: 34, total: 34 });

    await using fresh = await openTestMemory({ folder: old.folder, embedder: createTestEmbedder({ dimension: 32 }) });
    for (const [index, content] of NOTES.entries()) {
      const [best] = await fresh.search(content, { mode: 'semantic', topK: 1, ...(index === 0 ? { asOfMs } : {}) });
      expect(best).toMatchObject({ content, similarity: expect.closeTo(1, 5) });
    }
    const { hits } = await fresh.memory.search(busy, { query: 'lottery rumour', mode: 'semantic', topK: 100 });
    expect(hits.map(({ fileName }) => fileName).toSorted()).toEqual(['kept-0', 'kept-1', 'kept-2', 'kept-3', 'kept-4', 'kept-5', 'replaced']);
    expect(await record.retiredFingerprints()).toEqual([]);
  });

  it('is noticed by a running server of the old model at its next call', async () => {
    await using old = await openTestMemory();
    await storeNotes(old);
    expect(await old.search('cello', { mode: 'semantic' })).not.toEqual([]);
    await using record = await openRecord(old.folder);
    await reembed({ record, embedder: createTestEmbedder(), logger: silent });
    await expect(old.search('cello', { mode: 'semantic' })).rejects.toMatchObject(REFUSED);
    await expect(old.search('cello')).rejects.toMatchObject(REFUSED);
    await expect(old.search('cello', { resourceType: 'document' })).rejects.toMatchObject(REFUSED);
    await expect(old.search('cello', { asOfMs: Date.now() })).rejects.toMatchObject(REFUSED);
    await expect(old.store('new', 'text')).rejects.toMatchObject(REFUSED);
    await expect(old.memory.reconcile(context)).rejects.toMatchObject(REFUSED);
    expect((await old.search('cello', { mode: 'keyword' })).map(({ content }) => content)).toEqual([NOTES[3]]);
    expect((await old.memory.get(context, { fileName: 'note-3' })).content).toBe(NOTES[3]);
  });

  it('back to the former model makes its running server serve again, with what came meanwhile', async () => {
    await using former = createEmbedder({ logger: silent });
    await using old = await openTestMemory({ embedder: former });
    await storeNotes(old);
    await old.search('cello', { mode: 'semantic' });
    await using record = await openRecord(old.folder);
    await reembed({ record, embedder: createTestEmbedder(), logger: silent });
    {
      await using between = await openTestMemory({ folder: old.folder, embedder: createTestEmbedder() });
      await between.store('meanwhile', 'A violin was found in the attic.');
      await between.memory.forget(context, { fileName: 'note-3' });
      await expect(old.search('cello')).rejects.toMatchObject(REFUSED);
    }
    await reembed({ record, embedder: former, logger: silent });
    const hits = await old.search('string instrument', { mode: 'semantic', topK: 100 });
    expect(hits).toHaveLength(NOTES.length + 1);
    expect(hits[0]?.fileName).toBe('meanwhile');
    expect(hits.map(({ fileName }) => fileName)).not.toContain('note-3');
  });

  it('is asked for by a server of the new model on a record of the old one', async () => {
    await using old = await openTestMemory();
    await storeNotes(old);
    await using fresh = await openTestMemory({ folder: old.folder, embedder: createTestEmbedder() });
    await expect(fresh.search('cello')).rejects.toMatchObject(REFUSED);
    await expect(fresh.search('cello', { mode: 'semantic', asOfMs: Date.now() })).rejects.toMatchObject(REFUSED);
    await expect(fresh.store('new', 'text')).rejects.toMatchObject(REFUSED);
    expect(await fresh.search('cello', { mode: 'keyword' })).toHaveLength(1);
    expect(await old.search('cello', { mode: 'semantic' })).not.toEqual([]);
  });
});
