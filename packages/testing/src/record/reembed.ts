import { expect, it } from 'vitest';
import type { EmbeddingFingerprint, RecordStore, VectorEntry } from '@ltmc/contracts';
import { at, embedAll, EVERYTHING, found, MEMORIES, MODEL, NAMESPACE, store, vectorFor, version, type OpenRecord } from './fixture.js';

/** Vectors of two numbers, so that a mixed-up one shows. */
const NEXT: EmbeddingFingerprint = { ...MODEL, id: 'model-b', model: 'b', dimension: 2 };
const THIRD: EmbeddingFingerprint = { ...NEXT, id: 'model-c', model: 'c' };

function nextVectorFor(vectorId: number): VectorEntry {
  return { vectorId, vector: Float32Array.from([vectorId, 7]) };
}

function claimTexts(record: RecordStore, model: EmbeddingFingerprint, options: { readonly owner?: string; readonly limit?: number; readonly nowMs?: number } = {}): Promise<string[]> {
  return record.claimPending({ fingerprint: model.id, owner: 'p1', limit: 100, nowMs: 5000, claimForMs: 100, ...options }).then((chunks) => chunks.map(({ content }) => content));
}

/** Embeds all that waits for the model being built. */
async function buildAll(record: RecordStore, model = NEXT, nowMs = 50_000): Promise<void> {
  const pending = await record.claimPending({ fingerprint: model.id, owner: 'builder', limit: 1000, nowMs, claimForMs: 1000 });
  await record.storeEmbeddings(model, pending.map(({ vectorId }) => nextVectorFor(vectorId)), nowMs);
}

async function currentIds(record: RecordStore, model: EmbeddingFingerprint): Promise<number[]> {
  return (await record.currentVectorsAfter(MEMORIES, model.id, 0, 1000)).map(({ vectorId }) => vectorId);
}

/** Change of the embedding model while the record is in use. */
export function reembedContract(open: OpenRecord): void {
  it('queues every chunk for the model being built, superseded ones last, and leaves the queue of the active one alone', async () => {
    await using record = await open();
    await store(record, version('a.md', 'old'));
    await store(record, version('b.md', 'two|three', { namespace: 'other' }));
    await embedAll(record);
    await store(record, version('a.md', 'new', { recordedAtMs: 2000 }));
    await store(record, version('gone.md', 'forgotten'));
    await record.forget(NAMESPACE, { fileName: 'gone.md' }, { atMs: 3000 });
    await record.startReembed(NEXT);
    await record.startReembed(NEXT);
    expect(await record.embeddingProgress(NEXT.id)).toEqual({ total: 4, missing: 4 });
    expect(await record.embeddingProgress(MODEL.id)).toEqual({ total: 4, missing: 1 });
    expect(await claimTexts(record, NEXT)).toEqual(['two|', 'three', 'new', 'old']);
    expect(await claimTexts(record, MODEL)).toEqual(['new']);
    expect(await record.countPending(NAMESPACE)).toBe(1);
  });

  it('shares the work by claims that expire or are given back', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one|two|three'));
    await embedAll(record);
    await record.startReembed(NEXT);
    expect(await claimTexts(record, NEXT, { limit: 1 })).toEqual(['one|']);
    expect(await claimTexts(record, NEXT, { limit: 1, owner: 'p2' })).toEqual(['two|']);
    await record.releaseClaims('p2');
    expect(await claimTexts(record, NEXT, { owner: 'p3', nowMs: 5099 })).toEqual(['two|', 'three']);
    expect(await claimTexts(record, NEXT, { owner: 'p3', nowMs: 5100, limit: 1 })).toEqual(['one|']);
  });

  it('keeps both models apart until the switch', async () => {
    await using record = await open();
    const { vectorIds } = await store(record, version('a.md', 'one|two'));
    await embedAll(record);
    await record.startReembed(NEXT);
    const seq = await record.lastSeq();
    await buildAll(record);
    expect(await record.lastSeq()).toBe(seq);
    expect(await record.activeFingerprint()).toEqual(MODEL);
    expect(await record.currentVectorsAfter(MEMORIES, MODEL.id, 0, 10)).toEqual(vectorIds.map(vectorFor));
    expect(await record.currentVectorsAfter(MEMORIES, NEXT.id, 0, 10)).toEqual(vectorIds.map(nextVectorFor));
    expect(await record.allowedVectors({ ...EVERYTHING, resourceType: 'document' }, MODEL.id)).toEqual(Float64Array.from(vectorIds));
    await expect(record.allowedVectors(EVERYTHING, NEXT.id)).rejects.toMatchObject({ code: 'LTMC_FINGERPRINT_MISMATCH' });
  });

  it('queues what is stored, replaced and brought back meanwhile for both', async () => {
    await using record = await open();
    await store(record, version('a.md', 'same|old'));
    await store(record, version('back.md', 'back'));
    await embedAll(record);
    await record.forget(NAMESPACE, { fileName: 'back.md' }, { atMs: 2000 });
    await record.startReembed(NEXT);
    await buildAll(record);
    expect(await record.embeddingProgress(NEXT.id)).toEqual({ total: 2, missing: 0 });
    const second = await store(record, version('a.md', 'same|new', { recordedAtMs: 3000 }));
    expect(second.pendingChunks).toBe(1);
    await record.undoForget(NAMESPACE, { fileName: 'back.md' }, { notBeforeMs: 0, atMs: 4000 });
    expect(await record.finishReembed(NEXT.id, 5000)).toBe(false);
    expect(await claimTexts(record, NEXT)).toEqual(['back', 'new']);
    expect(await claimTexts(record, MODEL)).toEqual(['new']);
  });

  it('switches once nothing is missing, in one step that every namespace is told of', async () => {
    await using record = await open();
    const old = await store(record, version('a.md', 'old'));
    await store(record, version('x.md', 'other', { namespace: 'other' }));
    await embedAll(record);
    const current = await store(record, version('a.md', 'new', { recordedAtMs: 2000 }));
    await record.startReembed(NEXT);
    expect(await record.finishReembed(NEXT.id, 6000)).toBe(false);
    await buildAll(record);
    const seq = await record.lastSeq();
    expect(await record.finishReembed(NEXT.id, 6000)).toBe(true);
    expect(await record.finishReembed(NEXT.id, 7000)).toBe(true);
    expect(await record.activeFingerprint()).toEqual(NEXT);
    const mark = { kind: 'memory', op: 'reembedded', resourceId: 0, version: 0, vectors: { first: 1, last: 0 }, atMs: 6000 };
    expect(await record.changesAfter(seq, 10)).toEqual([{ ...mark, seq: seq + 1, namespace: NAMESPACE }, { ...mark, seq: seq + 2, namespace: 'other' }]);
    expect(await currentIds(record, NEXT)).toEqual(current.vectorIds);
    expect(await record.vectorsAsOf({ ...EVERYTHING, asOfMs: 1500 }, NEXT.id)).toEqual(old.vectorIds.map(nextVectorFor));
    expect(await record.countPending(NAMESPACE)).toBe(0);
    expect(await claimTexts(record, NEXT)).toEqual([]);
  });

  it('refuses the old model from the switch on, but not the words', async () => {
    await using record = await open();
    const { vectorIds, chunkIds } = await store(record, version('a.md', 'one'));
    await embedAll(record);
    await record.startReembed(NEXT);
    await buildAll(record);
    await record.finishReembed(NEXT.id, 6000);
    const refused = { code: 'LTMC_FINGERPRINT_MISMATCH', message: expect.stringContaining('ltmc reembed') };
    await expect(claimTexts(record, MODEL)).rejects.toMatchObject(refused);
    await expect(record.storeEmbeddings(MODEL, vectorIds.map(vectorFor), 7000)).rejects.toMatchObject(refused);
    await expect(record.allowedVectors(EVERYTHING, MODEL.id)).rejects.toMatchObject(refused);
    await expect(record.allowedVectors({ ...EVERYTHING, resourceType: 'document' }, MODEL.id)).rejects.toMatchObject(refused);
    await expect(record.vectorsAsOf({ ...EVERYTHING, asOfMs: 1500 }, MODEL.id)).rejects.toMatchObject(refused);
    await expect(record.finishReembed(MODEL.id, 7000)).rejects.toMatchObject(refused);
    expect(await found(record, 'one')).toEqual(chunkIds);
    await store(record, version('b.md', 'two'));
    expect(await claimTexts(record, NEXT)).toEqual(['two']);
  });

  it('drops the old embeddings in slices', async () => {
    await using record = await open();
    const { vectorIds } = await store(record, version('a.md', 'one|two|three'));
    await embedAll(record);
    expect(await record.dropRetired(10)).toBe(0);
    await record.startReembed(NEXT);
    await buildAll(record);
    await record.finishReembed(NEXT.id, 6000);
    expect(await record.retiredFingerprints()).toEqual([MODEL]);
    expect([await record.dropRetired(2), await record.dropRetired(2), await record.dropRetired(2)]).toEqual([2, 1, 0]);
    expect(await record.retiredFingerprints()).toEqual([]);
    expect(await currentIds(record, MODEL)).toEqual([]);
    expect(await currentIds(record, NEXT)).toEqual(vectorIds);
  });

  it('goes back to a retired model with what is left of it', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one|two|three'));
    await embedAll(record);
    await record.startReembed(NEXT);
    await buildAll(record);
    await record.finishReembed(NEXT.id, 6000);
    await record.dropRetired(1);
    await record.startReembed(MODEL);
    expect(await record.embeddingProgress(MODEL.id)).toEqual({ total: 3, missing: 1 });
    expect(await record.dropRetired(10)).toBe(0);
    expect(await currentIds(record, MODEL)).toHaveLength(2);
  });

  it('gives up a model for another one, or for the active one', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one|two'));
    await embedAll(record);
    await record.startReembed(NEXT);
    await claimTexts(record, NEXT, { limit: 1 });
    await record.startReembed(THIRD);
    await expect(claimTexts(record, NEXT)).rejects.toMatchObject({ code: 'LTMC_FINGERPRINT_MISMATCH' });
    expect(await claimTexts(record, THIRD)).toEqual(['one|', 'two']);
    await record.startReembed(MODEL);
    expect((await record.retiredFingerprints()).map(({ id }) => id)).toEqual([NEXT.id, THIRD.id]);
    expect(await record.embeddingProgress(MODEL.id)).toEqual({ total: 2, missing: 0 });
    await store(record, version('b.md', 'three'));
    await record.startReembed(THIRD);
    expect(await record.embeddingProgress(THIRD.id)).toEqual({ total: 3, missing: 3 });
  });

  it('makes the first model of a record the active one', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one'));
    await record.startReembed(NEXT);
    expect(await record.activeFingerprint()).toEqual(NEXT);
    expect(await record.embeddingProgress(NEXT.id)).toEqual({ total: 1, missing: 1 });
    expect(await claimTexts(record, NEXT)).toEqual(['one']);
  });

  it('takes both embeddings along in a purge, and nothing back afterwards', async () => {
    await using record = await open();
    const kept = await store(record, version('kept.md', 'kept'));
    const { vectorIds } = await store(record, version('a.md', 'one|two'));
    await embedAll(record);
    await record.startReembed(NEXT);
    await record.storeEmbeddings(NEXT, [nextVectorFor(at(vectorIds, 0))], 5000);
    await record.forget(NAMESPACE, { fileName: 'a.md' }, { purge: true, atMs: 6000 });
    await record.storeEmbeddings(NEXT, vectorIds.map(nextVectorFor), 7000);
    await buildAll(record);
    expect(await record.finishReembed(NEXT.id, 8000)).toBe(true);
    expect(await currentIds(record, NEXT)).toEqual(kept.vectorIds);
    expect(await record.dropRetired(10)).toBe(1);
  });

  it('names the namespaces', async () => {
    await using record = await open();
    expect(await record.namespaces()).toEqual([]);
    await store(record, version('a.md', 'one'));
    await store(record, version('a.md', 'one', { namespace: 'other' }));
    expect(await record.namespaces()).toEqual([NAMESPACE, 'other']);
  });
}
