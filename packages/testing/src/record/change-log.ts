import { expect, it } from 'vitest';
import { at, embedAll, NAMESPACE, store, version, type OpenRecord } from './fixture.js';

/** What projections follow. */
export function changeLogContract(open: OpenRecord): void {
  it('is empty at first', async () => {
    await using record = await open();
    expect(await record.lastSeq()).toBe(0);
    expect(await record.changesAfter(0, 10)).toEqual([]);
  });

  it('tells the life of a memory in order, each with its run of vectors', async () => {
    await using record = await open();
    const ref = { fileName: 'a.md' };
    const first = await store(record, version('a.md', 'one|two'));
    await embedAll(record, 1500);
    const second = await store(record, version('a.md', 'three', { recordedAtMs: 2000 }));
    await record.forget(NAMESPACE, ref, { atMs: 3000 });
    await record.undoForget(NAMESPACE, ref, { notBeforeMs: 0, atMs: 4000 });
    await record.forget(NAMESPACE, ref, { purge: true, atMs: 5000 });
    const changes = await record.changesAfter(0, 100);
    const run = (ids: readonly number[]): object => ({ first: ids.at(0), last: ids.at(-1) });
    expect(changes.map(({ op, version: number, vectors, atMs }) => [op, number, vectors, atMs])).toEqual([
      ['stored', 1, run(first.vectorIds), 1000],
      ['embedded', 1, run(first.vectorIds), 1500],
      ['superseded', 1, run(first.vectorIds), 2000],
      ['stored', 2, run(second.vectorIds), 2000],
      ['forgotten', 1, run(first.vectorIds), 3000],
      ['forgotten', 2, run(second.vectorIds), 3000],
      ['restored', 1, run(first.vectorIds), 4000],
      ['restored', 2, run(second.vectorIds), 4000],
      ['purged', 1, run(first.vectorIds), 5000],
      ['purged', 2, run(second.vectorIds), 5000],
    ]);
    expect(changes.every(({ namespace, kind, resourceId }) => namespace === NAMESPACE && kind === 'memory' && resourceId === first.resourceId)).toBe(true);
  });

  it('gives the position of a write, and changes after a position', async () => {
    await using record = await open();
    const writes = [];
    for (const name of ['a.md', 'b.md', 'a.md']) writes.push(await store(record, version(name, `text ${writes.length}`)));
    expect(at(writes, 2).seq).toBe(await record.lastSeq());
    const all = await record.changesAfter(0, 100);
    expect(all.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq).toSorted((a, b) => a - b));
    expect(new Set(all.map(({ seq }) => seq)).size).toBe(all.length);
    expect(await record.changesAfter(at(all, 0).seq, 2)).toEqual(all.slice(1, 3));
    expect(await record.changesAfter(await record.lastSeq(), 10)).toEqual([]);
  });
}
