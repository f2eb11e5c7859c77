import { expect, it } from 'vitest';
import type { ContextLink, RecordStore } from '@ltmc/contracts';
import { log, stated } from './chat-fixture.js';
import { at, embedAll, NAMESPACE, store, version, type OpenRecord } from './fixture.js';

/** A message and a memory of three chunks. */
async function start(record: RecordStore): Promise<{ messageId: number; chunks: readonly number[]; resourceId: number }> {
  const { chunkIds, resourceId } = await store(record, version('a.md', 'one|two|three'));
  const { messageId } = await log(record, 'hello');
  return { messageId, chunks: chunkIds, resourceId };
}

const brief = (links: readonly ContextLink[]): unknown[] => links.map(({ chunkId, strength, automatic }) => [chunkId, strength, automatic]);

/** Context links. */
export function linkContract(open: OpenRecord): void {
  it('adds links and tells how they are, strongest first', async () => {
    await using record = await open();
    const { messageId, chunks } = await start(record);
    const added = await record.chats.link(NAMESPACE, messageId, [stated(at(chunks, 0), 0.5), stated(at(chunks, 1), 0.9)], 2000);
    const link = { messageId, automatic: false, createdAtMs: 2000 };
    const all = [{ ...link, chunkId: chunks[1], strength: 0.9 }, { ...link, chunkId: chunks[0], strength: 0.5 }];
    expect(added).toEqual({ kind: 'written', result: all });
    expect(await record.chats.linksOf(NAMESPACE, [messageId])).toEqual(all);
    expect(await record.chats.linksOf('other', [messageId])).toEqual([]);
    expect((await record.changesAfter(0, 100)).at(-1)).toMatchObject({ kind: 'message', op: 'linked', vectors: { first: 1, last: 0 }, atMs: 2000 });
  });

  it('keeps the higher strength, and what was stated stays stated', async () => {
    await using record = await open();
    const { messageId, chunks } = await start(record);
    const chunkId = at(chunks, 0);
    const state = async (): Promise<unknown[]> => brief(await record.chats.linksOf(NAMESPACE, [messageId]));
    await record.chats.link(NAMESPACE, messageId, [{ chunkId, strength: 0.5, automatic: true }], 2000);
    await record.chats.link(NAMESPACE, messageId, [stated(chunkId, 0.2)], 3000);
    expect(await state()).toEqual([[chunkId, 0.5, false]]);
    await record.chats.link(NAMESPACE, messageId, [{ chunkId, strength: 0.7, automatic: true }], 4000);
    expect(await state()).toEqual([[chunkId, 0.7, false]]);
    const seq = await record.lastSeq();
    await record.chats.link(NAMESPACE, messageId, [stated(chunkId, 0.1), stated(chunkId, 0.2)], 5000);
    expect(await record.lastSeq()).toBe(seq);
  });

  it('keeps what a message uses with the message, or neither', async () => {
    await using record = await open();
    const { chunks } = await start(record);
    const ids = [at(chunks, 1), at(chunks, 0)];
    const { messageId } = await log(record, 'with what it used', { usedChunks: ids, linkContext: true });
    expect(brief(await record.chats.linksOf(NAMESPACE, [messageId]))).toEqual(ids.toSorted((a, b) => a - b).map((chunkId) => [chunkId, 1, false]));
    expect((await record.changesAfter(0, 100)).map(({ kind, op }) => `${kind} ${op}`).slice(-2)).toEqual(['message stored', 'message linked']);
    const [seq, count] = [await record.lastSeq(), await record.chats.count(NAMESPACE, {})];
    await expect(log(record, 'never kept', { usedChunks: [at(chunks, 0), 654_321] })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND', message: expect.stringContaining('654321') });
    await expect(log(record, 'never kept', { namespace: 'other', usedChunks: ids })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    expect([await record.lastSeq(), await record.chats.count(NAMESPACE, {})]).toEqual([seq, count]);
  });

  it('names the message or the chunks that are not there, and adds nothing', async () => {
    await using record = await open();
    const { messageId, chunks } = await start(record);
    const refused = (text: string): object => ({ code: 'LTMC_NOT_FOUND', message: expect.stringContaining(text) });
    await expect(record.chats.link(NAMESPACE, 987, [stated(at(chunks, 0))], 1)).rejects.toMatchObject(refused('987'));
    await expect(record.chats.link('other', messageId, [stated(at(chunks, 0))], 1)).rejects.toMatchObject(refused(String(messageId)));
    await expect(record.chats.link(NAMESPACE, messageId, [stated(at(chunks, 0)), stated(654_321)], 1)).rejects.toMatchObject(refused('654321'));
    const own = await log(record, 'a message is no context');
    await expect(record.chats.link(NAMESPACE, messageId, [stated(at(own.chunkIds, 0))], 1)).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    expect(await record.chats.linksOf(NAMESPACE, [messageId])).toEqual([]);
  });

  it('gives the links to chunks, newest message first', async () => {
    await using record = await open();
    const { messageId, chunks } = await start(record);
    const later = await log(record, 'later', { timestampMs: 5000 });
    await record.chats.link(NAMESPACE, messageId, chunks.map((chunkId) => stated(chunkId)), 2000);
    await record.chats.link(NAMESPACE, later.messageId, [stated(at(chunks, 1))], 2000);
    const to = async (wanted: readonly number[], limit = 10): Promise<unknown[]> => (await record.chats.linksTo(NAMESPACE, wanted, limit)).map((link) => [link.messageId, link.chunkId]);
    expect(await to([at(chunks, 1)])).toEqual([[later.messageId, chunks[1]], [messageId, chunks[1]]]);
    expect(await to(chunks, 2)).toEqual([[later.messageId, chunks[1]], [messageId, chunks[0]]]);
  });

  it('is in answers while its message and its chunk are current', async () => {
    await using record = await open();
    const { messageId, chunks } = await start(record);
    await record.chats.link(NAMESPACE, messageId, [stated(at(chunks, 0))], 2000);
    const count = async (): Promise<number> => (await record.chats.linksOf(NAMESPACE, [messageId])).length;
    await record.forget(NAMESPACE, { fileName: 'a.md' }, { atMs: 3000 });
    expect(await count()).toBe(0);
    await record.undoForget(NAMESPACE, { fileName: 'a.md' }, { notBeforeMs: 0, atMs: 4000 });
    expect(await count()).toBe(1);
    await store(record, version('a.md', 'another', { recordedAtMs: 5000 }));
    expect(await count()).toBe(0);
    await record.forget(NAMESPACE, { fileName: 'a.md' }, { purge: true, atMs: 6000 });
    expect(await record.chats.forget(NAMESPACE, 'talk', { dryRun: true, atMs: 7000 })).toMatchObject({ result: { messages: 1, links: 0 } });
  });

  it('counts', async () => {
    await using record = await open();
    const day = 86_400_000;
    expect(await record.chats.linkStatistics(NAMESPACE)).toEqual({ links: 0, chunks: 0, messages: 0, mostReferenced: [], perDay: [] });
    const { messageId, chunks, resourceId } = await start(record);
    const other = await log(record, 'other');
    await record.chats.link(NAMESPACE, messageId, [stated(at(chunks, 0)), stated(at(chunks, 2))], day);
    await record.chats.link(NAMESPACE, other.messageId, [stated(at(chunks, 2))], 3 * day);
    expect(await record.chats.linkStatistics(NAMESPACE)).toEqual({
      links: 3, chunks: 2, messages: 2,
      mostReferenced: [{ chunkId: chunks[2], resourceId, links: 2 }, { chunkId: chunks[0], resourceId, links: 1 }],
      perDay: [{ day: '1970-01-04', links: 1 }, { day: '1970-01-02', links: 2 }],
    });
  });

  it('remembers whose automatic links are still to be made, once they are embedded', async () => {
    await using record = await open();
    const { chunkIds } = await store(record, version('a.md', 'one'));
    const { messageId, resourceId, vectorIds } = await log(record, 'link me', { linkContext: true });
    await log(record, 'but not me');
    expect(await record.chats.linksDue(10)).toEqual([]);
    await embedAll(record);
    expect(await record.chats.linksDue(10)).toEqual([{ namespace: NAMESPACE, messageId, resourceId, vectors: { first: vectorIds[0], last: vectorIds[0] } }]);
    const made = await record.chats.linkDue(NAMESPACE, messageId, [{ chunkId: at(chunkIds, 0), strength: 0.6 }, { chunkId: 654_321, strength: 0.5 }], 2000);
    expect(brief(made)).toEqual([[chunkIds[0], 0.6, true]]);
    expect(await record.chats.linksDue(10)).toEqual([]);
    expect(brief(await record.chats.linksOf(NAMESPACE, [messageId]))).toEqual([[chunkIds[0], 0.6, true]]);
  });

  it('lets what is due rest while its message is forgotten', async () => {
    await using record = await open();
    const { messageId } = await log(record, 'link me', { linkContext: true });
    await embedAll(record);
    await record.chats.forget(NAMESPACE, 'talk', { atMs: 2000 });
    expect(await record.chats.linksDue(10)).toEqual([]);
    await record.chats.undoForget(NAMESPACE, 'talk', { notBeforeMs: 0, atMs: 3000 });
    expect((await record.chats.linksDue(10)).map((due) => due.messageId)).toEqual([messageId]);
    await record.chats.forget(NAMESPACE, 'talk', { purge: true, atMs: 4000 });
    expect(await record.chats.linksDue(10)).toEqual([]);
    expect(await record.chats.linkDue(NAMESPACE, messageId, [], 5000)).toEqual([]);
  });
}
