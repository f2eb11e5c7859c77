import { expect, it } from 'vitest';
import type { RecordStore } from '@ltmc/contracts';
import { embedAll, EVERYTHING, found, MEMORIES, MODEL, NAMESPACE, store, version, type OpenRecord } from './fixture.js';

const REF = { fileName: 'a.md' };
/** What {@link twoVersions} stores. */
const FORGOTTEN = { resources: 1, chunks: 3, messages: 0, links: 0 };

/** Two versions of `a.md`, embedded: 3 chunks in all. */
async function twoVersions(record: RecordStore): Promise<number> {
  await store(record, version('a.md', 'apple pie'));
  const { resourceId } = await store(record, version('a.md', 'banana|split', { recordedAtMs: 2000 }));
  await embedAll(record);
  return resourceId;
}

/** All ways to see `a.md`; empty where it is hidden. */
async function sight(record: RecordStore, resourceId: number): Promise<unknown[]> {
  const past = { ...EVERYTHING, asOfMs: 1500 };
  return [
    ...(await found(record, 'banana')),
    ...(await record.searchText('apple', past, 5)),
    ...(await record.vectorsAsOf(past, MODEL.id)),
    ...(await record.currentVectorsAfter(MEMORIES, MODEL.id, 0, 10)),
    ...(await record.listVersions(NAMESPACE, resourceId)),
    ...(await record.listResources(EVERYTHING, { limit: 5 })).resources,
    ...(await record.listResources(past, { limit: 5 })).resources,
    ...[await record.getVersion(NAMESPACE, REF), await record.getVersion(NAMESPACE, REF, { version: 1 }), await record.getVersion(NAMESPACE, REF, { asOfMs: 1500 })].filter(Boolean),
  ];
}

/** Forgetting, bringing back, removing. */
export function forgetContract(open: OpenRecord): void {
  it('hides every version at once, wherever one looks', async () => {
    await using record = await open();
    const resourceId = await twoVersions(record);
    expect(await sight(record, resourceId)).toHaveLength(12);
    expect(await record.forget(NAMESPACE, REF, { atMs: 3000 })).toEqual({ kind: 'written', result: FORGOTTEN });
    expect(await sight(record, resourceId)).toEqual([]);
    expect(await record.stats(NAMESPACE)).toEqual({ resources: 0, chunks: 0, pendingChunks: 0 });
  });

  it('brings back all of it', async () => {
    await using record = await open();
    const resourceId = await twoVersions(record);
    const before = await sight(record, resourceId);
    await record.forget(NAMESPACE, REF, { atMs: 3000 });
    expect(await record.undoForget(NAMESPACE, { resourceId }, { notBeforeMs: 3000, atMs: 4000 })).toEqual({ kind: 'written', result: FORGOTTEN });
    expect(await sight(record, resourceId)).toEqual(before);
  });

  it('queues restored chunks that were never embedded', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one|two'));
    await record.forget(NAMESPACE, REF, { atMs: 3000 });
    expect(await record.countPending(NAMESPACE)).toBe(0);
    await record.undoForget(NAMESPACE, REF, { notBeforeMs: 0, atMs: 4000 });
    expect(await record.countPending(NAMESPACE)).toBe(2);
  });

  it('refuses an undo that comes too late', async () => {
    await using record = await open();
    const resourceId = await twoVersions(record);
    await record.forget(NAMESPACE, REF, { atMs: 3000 });
    await expect(record.undoForget(NAMESPACE, REF, { notBeforeMs: 3001, atMs: 9000 })).rejects.toMatchObject({ code: 'LTMC_UNDO_EXPIRED' });
    expect(await sight(record, resourceId)).toEqual([]);
  });

  it('knows nothing to forget or to bring back', async () => {
    await using record = await open();
    await twoVersions(record);
    expect(await record.forget(NAMESPACE, { fileName: 'unknown' }, { atMs: 3000 })).toBeUndefined();
    expect(await record.forget('other', REF, { atMs: 3000 })).toBeUndefined();
    expect(await record.undoForget(NAMESPACE, REF, { notBeforeMs: 0, atMs: 3000 })).toBeUndefined();
    await record.forget(NAMESPACE, REF, { atMs: 3000 });
    expect(await record.forget(NAMESPACE, REF, { atMs: 3000 })).toBeUndefined();
  });

  it('only counts in a dry run', async () => {
    await using record = await open();
    const resourceId = await twoVersions(record);
    const before = [await sight(record, resourceId), await record.lastSeq()];
    expect(await record.forget(NAMESPACE, REF, { dryRun: true, atMs: 3000 })).toEqual({ kind: 'written', result: FORGOTTEN });
    expect(await record.forget(NAMESPACE, REF, { dryRun: true, purge: true, atMs: 3000 })).toEqual({ kind: 'written', result: FORGOTTEN });
    expect([await sight(record, resourceId), await record.lastSeq()]).toEqual(before);
  });

  it('stores under a forgotten name as its next version; what was forgotten stays hidden', async () => {
    await using record = await open();
    const resourceId = await twoVersions(record);
    await record.forget(NAMESPACE, REF, { atMs: 3000 });
    const next = await store(record, version('a.md', 'banana|split', { recordedAtMs: 4000 }));
    expect(next).toMatchObject({ resourceId, version: 3, unchanged: false, pendingChunks: 2 });
    expect((await record.listVersions(NAMESPACE, resourceId)).map(({ version: number }) => number)).toEqual([3]);
    expect(await record.getVersion(NAMESPACE, REF, { asOfMs: 1500 })).toBeUndefined();
    expect(await found(record, 'banana')).toEqual([next.chunkIds[0]]);
  });

  it('brings forgotten versions back as the history of a newer one', async () => {
    await using record = await open();
    const resourceId = await twoVersions(record);
    await record.forget(NAMESPACE, REF, { atMs: 3000 });
    await store(record, version('a.md', 'cherry', { recordedAtMs: 4000 }));
    await record.undoForget(NAMESPACE, REF, { notBeforeMs: 0, atMs: 5000 });
    expect((await record.listVersions(NAMESPACE, resourceId)).map(({ version: number, supersededAtMs }) => [number, supersededAtMs])).toEqual([[3, null], [2, 4000], [1, 2000]]);
    expect(await found(record, 'banana')).toEqual([]);
    expect(await found(record, 'banana', { asOfMs: 3500 })).toHaveLength(1);
    expect((await record.getVersion(NAMESPACE, REF))?.content).toBe('cherry');
  });

  it('purges for good, also what is forgotten already', async () => {
    await using record = await open();
    const resourceId = await twoVersions(record);
    await record.forget(NAMESPACE, REF, { atMs: 3000 });
    expect(await record.forget(NAMESPACE, REF, { purge: true, atMs: 4000 })).toEqual({ kind: 'written', result: FORGOTTEN });
    expect(await record.undoForget(NAMESPACE, REF, { notBeforeMs: 0, atMs: 5000 })).toBeUndefined();
    expect(await record.forget(NAMESPACE, REF, { purge: true, atMs: 6000 })).toBeUndefined();
    const anew = await store(record, version('a.md', 'banana|split'));
    expect(anew).toMatchObject({ version: 1, unchanged: false, pendingChunks: 2 });
    expect(anew.resourceId).toBeGreaterThan(resourceId);
  });
}
