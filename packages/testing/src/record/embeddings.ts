import { expect, it } from 'vitest';
import type { ClaimOptions, RecordStore, VectorEntry } from '@ltmc/contracts';
import { at, embedAll, EVERYTHING, MEMORIES, MODEL, NAMESPACE, store, vectorFor, version, type OpenRecord } from './fixture.js';

function claim(record: RecordStore, options: Partial<ClaimOptions> = {}): Promise<string[]> {
  return record
    .claimPending({ fingerprint: MODEL.id, owner: 'p1', limit: 10, nowMs: 5000, claimForMs: 100, ...options })
    .then((chunks) => chunks.map(({ content }) => content));
}

function idsOf(entries: readonly VectorEntry[]): number[] {
  return entries.map(({ vectorId }) => vectorId).toSorted((a, b) => a - b);
}

/** The embedding queue and the vectors. */
export function embeddingContract(open: OpenRecord): void {
  it('queues new chunks, oldest first, with what is needed to embed them', async () => {
    await using record = await open();
    const { chunkIds, vectorIds } = await store(record, version('a.md', 'one|two', { chunks: [{ content: 'one', startOffset: 0, endOffset: 3, heading: 'A > B' }] }));
    await store(record, version('b.md', 'three'));
    expect(await record.claimPending({ fingerprint: MODEL.id, owner: 'p1', limit: 1, nowMs: 0, claimForMs: 10 })).toEqual([
      { chunkId: chunkIds[0], vectorId: vectorIds[0], namespace: NAMESPACE, content: 'one', heading: 'A > B', context: null },
    ]);
    expect(await claim(record)).toEqual(['one', 'three']);
  });

  it('gives a claimed chunk to nobody else until the claim expires', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one|two|three'));
    expect(await claim(record, { limit: 2 })).toEqual(['one|', 'two|']);
    expect(await claim(record, { owner: 'p2', nowMs: 5099 })).toEqual(['three']);
    expect(await claim(record, { owner: 'p3', nowMs: 5100 })).toEqual(['one|', 'two|']);
    expect(await claim(record, { owner: 'p1', nowMs: 5101 })).toEqual([]);
  });

  it('takes over at once what was claimed before the clock was set back', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one'));
    expect(await claim(record, { nowMs: 3_600_000 })).toHaveLength(1);
    expect(await claim(record, { owner: 'p2', nowMs: 1000 })).toHaveLength(1);
  });

  it('gives claims back', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one|two'));
    await claim(record, { limit: 1 });
    await claim(record, { owner: 'p2' });
    await record.releaseClaims('p1');
    expect(await claim(record, { owner: 'p3' })).toEqual(['one|']);
  });

  it('claims the chunks of one memory', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one'));
    const { resourceId } = await store(record, version('b.md', 'two'));
    expect(await claim(record, { resourceId })).toEqual(['two']);
    expect(await record.countPending(NAMESPACE, resourceId)).toBe(1);
    expect(await record.countPending(NAMESPACE)).toBe(2);
    expect(await record.countPending('other')).toBe(0);
  });

  it('shows the head of the queue, of any namespace, without what is superseded', async () => {
    await using record = await open();
    expect(await record.peekPending(NAMESPACE, 5)).toEqual({ chunks: 0, ownChunkIds: [] });
    await store(record, version('a.md', 'replaced'));
    const own = await store(record, version('a.md', 'one|two'));
    const foreign = await store(record, { ...version('b.md', 'three'), namespace: 'other' });
    expect(await record.peekPending(NAMESPACE, 5)).toEqual({ chunks: 3, ownChunkIds: own.chunkIds });
    expect(await record.peekPending('other', 5)).toEqual({ chunks: 3, ownChunkIds: foreign.chunkIds });
    expect(await record.peekPending('other', 2)).toEqual({ chunks: 2, ownChunkIds: [] });
    await record.storeEmbeddings(MODEL, [vectorFor(at(own.vectorIds, 0))], 5000);
    expect(await record.peekPending(NAMESPACE, 5)).toEqual({ chunks: 2, ownChunkIds: [at(own.chunkIds, 1)] });
  });

  it('keeps embeddings bit by bit and takes their chunks off the queue', async () => {
    await using record = await open();
    const { vectorIds } = await store(record, version('a.md', 'one|two'));
    const vector = Float32Array.from([Math.fround(0.1), -3.4e38, 1e-45]);
    expect(await record.activeFingerprint()).toBeUndefined();
    const seq = await record.storeEmbeddings(MODEL, [{ vectorId: at(vectorIds, 1), vector }], 5000);
    expect(seq).toBe(await record.lastSeq());
    expect(await record.currentVectorsAfter(MEMORIES, MODEL.id, 0, 10)).toEqual([{ vectorId: vectorIds[1], vector }]);
    expect(await record.activeFingerprint()).toEqual(MODEL);
    expect(await record.countPending(NAMESPACE)).toBe(1);
    expect(await claim(record)).toEqual(['one|']);
  });

  it('refuses the embeddings of another model, and claims for it', async () => {
    await using record = await open();
    const { vectorIds } = await store(record, version('a.md', 'one|two'));
    await record.storeEmbeddings(MODEL, [vectorFor(at(vectorIds, 0))], 5000);
    const other = { ...MODEL, id: 'model-b' };
    await expect(record.storeEmbeddings(other, [vectorFor(at(vectorIds, 1))], 5000)).rejects.toMatchObject({ code: 'LTMC_FINGERPRINT_MISMATCH' });
    await expect(claim(record, { fingerprint: other.id })).rejects.toMatchObject({ code: 'LTMC_FINGERPRINT_MISMATCH' });
    expect(await record.countPending(NAMESPACE)).toBe(1);
    await expect(store(record, version('b.md', 'three', { fingerprint: other.id }))).rejects.toMatchObject({ code: 'LTMC_FINGERPRINT_MISMATCH' });
    expect(await record.getVersion(NAMESPACE, { fileName: 'b.md' })).toBeUndefined();
    await store(record, version('b.md', 'three', { fingerprint: MODEL.id }));
  });

  it('refuses a vector of another length', async () => {
    await using record = await open();
    const { vectorIds } = await store(record, version('a.md', 'one'));
    await expect(record.storeEmbeddings(MODEL, [{ vectorId: at(vectorIds, 0), vector: new Float32Array(2) }], 5000)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(await record.countPending(NAMESPACE)).toBe(1);
  });

  it('skips chunks that are gone or embedded already', async () => {
    await using record = await open();
    const gone = await store(record, version('gone.md', 'one'));
    const kept = await store(record, version('kept.md', 'two'));
    await record.forget(NAMESPACE, { fileName: 'gone.md' }, { purge: true, atMs: 3000 });
    await record.storeEmbeddings(MODEL, [...gone.vectorIds, ...kept.vectorIds].map(vectorFor), 5000);
    const seq = await record.lastSeq();
    expect(await record.storeEmbeddings(MODEL, [...gone.vectorIds, ...kept.vectorIds].map(vectorFor), 6000)).toBe(seq);
    expect(idsOf(await record.currentVectorsAfter(MEMORIES, MODEL.id, 0, 10))).toEqual(kept.vectorIds);
  });

  it('carries embeddings over to equal chunks of the next version', async () => {
    await using record = await open();
    const first = await store(record, version('a.md', 'same|gone|same|'));
    await embedAll(record);
    const second = await store(record, version('a.md', 'new|same|same|', { recordedAtMs: 2000 }));
    expect(second.pendingChunks).toBe(1);
    expect(second.carried).toEqual(second.vectorIds.slice(1).map((to) => ({ from: first.vectorIds[0], to })));
    expect((await store(record, version('a.md', 'new|same|same|', { recordedAtMs: 3000 }))).carried).toEqual([]);
    const carried = await record.currentVectorsAfter(MEMORIES, MODEL.id, 0, 10);
    expect(idsOf(carried)).toEqual(second.vectorIds.slice(1));
    for (const { vector } of carried) expect(first.vectorIds).toContain(vector[0]);
    expect(await claim(record, { nowMs: 90_000 })).toEqual(['new|']);
  });

  it('embeds what was replaced in the meantime last, for searches as of then', async () => {
    await using record = await open();
    const old = await store(record, version('a.md', 'old'));
    await store(record, version('a.md', 'new', { recordedAtMs: 2000 }));
    expect(await record.countPending(NAMESPACE)).toBe(1);
    expect(await claim(record)).toEqual(['new', 'old']);
    await record.storeEmbeddings(MODEL, old.vectorIds.map(vectorFor), 5000);
    expect(await record.currentVectorsAfter(MEMORIES, MODEL.id, 0, 10)).toEqual([]);
    expect(idsOf(await record.vectorsAsOf({ ...EVERYTHING, asOfMs: 1500 }, MODEL.id))).toEqual(old.vectorIds);
  });

  it('gives current embeddings by range and in pages', async () => {
    await using record = await open();
    const old = await store(record, version('a.md', '1|2'));
    const other = await store(record, version('x.md', '3', { namespace: 'other' }));
    const b = await store(record, version('b.md', '4|5|6'));
    await embedAll(record);
    await store(record, version('a.md', '7', { recordedAtMs: 2000 }));
    const all = [{ first: at(old.vectorIds, 0), last: at(b.vectorIds, 1) }, { first: at(b.vectorIds, 1), last: at(b.vectorIds, 1) }];
    expect(idsOf(await record.currentVectors(MEMORIES, MODEL.id, all))).toEqual(b.vectorIds.slice(0, 2));
    expect(await record.currentVectors(MEMORIES, MODEL.id, [])).toEqual([]);
    expect(idsOf(await record.currentVectorsAfter(MEMORIES, MODEL.id, at(b.vectorIds, 0), 1))).toEqual([b.vectorIds[1]]);
    expect(idsOf(await record.currentVectorsAfter({ ...MEMORIES, namespace: 'other' }, MODEL.id, 0, 10))).toEqual(other.vectorIds);
  });

  it('names the vectors a filter allows, or lets all pass', async () => {
    await using record = await open();
    const a = await store(record, version('a.md', '1|2', { tags: ['x'] }));
    await store(record, version('b.md', '3', { resourceType: 'code', expiresAtMs: 8000 }));
    await embedAll(record);
    await store(record, version('c.md', '4', { tags: ['x'] }));
    const allowed = (filter: object): ReturnType<typeof record.allowedVectors> => record.allowedVectors({ ...EVERYTHING, validAtMs: 7999, ...filter }, MODEL.id);
    expect(await allowed({})).toBeUndefined();
    expect(await allowed({ tags: [] })).toBeUndefined();
    expect(await allowed({ tags: ['x'] })).toEqual(Float64Array.from(a.vectorIds));
    expect(await allowed({ validAtMs: 8000 })).toEqual(Float64Array.from(a.vectorIds));
    expect(await allowed({ agentId: 'nobody' })).toEqual(new Float64Array());
    const atMost = (most: number): ReturnType<typeof record.allowedVectors> => record.allowedVectors({ ...EVERYTHING, tags: ['x'] }, MODEL.id, most);
    expect(await atMost(2)).toEqual(Float64Array.from(a.vectorIds));
    expect(await atMost(0)).toHaveLength(1);
    expect(await record.allowedVectors({ ...EVERYTHING, validAtMs: 7999 }, MODEL.id, 0)).toBeUndefined();
  });
}
