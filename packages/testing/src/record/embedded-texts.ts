import { expect, it } from 'vitest';
import type { RecordStore, VectorIdRange } from '@ltmc/contracts';
import { embedAll, MODEL, NAMESPACE, store, version, type OpenRecord } from './fixture.js';

const ALL: VectorIdRange = { first: 1, last: Number.MAX_SAFE_INTEGER };

function ids(record: RecordStore, range = ALL, limit = 100): Promise<number[]> {
  return record.embeddedIds(MODEL.id, range, limit);
}

/** What a projection makes its content of again. */
export function embeddedTextContract(open: OpenRecord): void {
  it('gives the ids of current chunks with an embedding, of every namespace and kind, newest first', async () => {
    await using record = await open();
    const one = await store(record, version('a.md', 'one|two'));
    const two = await store(record, version('b.md', 'three', { namespace: 'other', kind: 'todo' }));
    expect(await ids(record)).toEqual([]);
    await embedAll(record);
    await store(record, version('c.md', 'waits for its embedding'));
    const all = [...one.vectorIds, ...two.vectorIds].toReversed();
    expect(await ids(record)).toEqual(all);
    expect(await ids(record, ALL, 2)).toEqual(all.slice(0, 2));
    expect(await ids(record, { first: all[2] ?? 0, last: all[1] ?? 0 })).toEqual(all.slice(1));
    expect(await record.embeddedIds('unknown', ALL, 100)).toEqual([]);
  });

  it('leaves out what is superseded or forgotten, and has it again after an undo', async () => {
    await using record = await open();
    await store(record, version('a.md', 'one'));
    const kept = await store(record, version('b.md', 'two'));
    await embedAll(record);
    const newer = await store(record, version('a.md', 'one, changed', { recordedAtMs: 2000 }));
    await embedAll(record);
    expect(await ids(record)).toEqual([...newer.vectorIds, ...kept.vectorIds]);
    await record.forget(NAMESPACE, { fileName: 'b.md' }, { atMs: 3000 });
    expect(await ids(record)).toEqual(newer.vectorIds);
    await record.undoForget(NAMESPACE, { fileName: 'b.md' }, { notBeforeMs: 0, atMs: 4000 });
    expect(await ids(record)).toEqual([...newer.vectorIds, ...kept.vectorIds]);
    await record.forget(NAMESPACE, { fileName: 'b.md' }, { atMs: 5000, purge: true });
    expect(await ids(record)).toEqual(newer.vectorIds);
  });

  it('gives what a chunk was embedded from, for current ones only', async () => {
    await using record = await open();
    const chunks = [{ content: 'yes', startOffset: 0, endOffset: 3, heading: 'A > B', context: 'Shall we?' }];
    const { chunkIds, vectorIds } = await store(record, version('a.md', 'yes', { chunks }));
    const gone = await store(record, version('b.md', 'gone'));
    await embedAll(record);
    const waiting = await store(record, version('c.md', 'waits'));
    await record.forget(NAMESPACE, { fileName: 'b.md' }, { atMs: 3000 });
    const asked = [...vectorIds, ...vectorIds, ...gone.vectorIds, ...waiting.vectorIds, 12_345];
    expect(await record.embeddedTexts(MODEL.id, asked)).toEqual([
      { chunkId: chunkIds[0], vectorId: vectorIds[0], namespace: NAMESPACE, content: 'yes', heading: 'A > B', context: 'Shall we?' },
    ]);
    expect(await record.embeddedTexts('unknown', asked)).toEqual([]);
  });
}
