import { expect, it } from 'vitest';
import type { RecordStore, Statements, StoredMessage, StoredVersion, VectorIdRange } from '@ltmc/contracts';
import { log, stated } from './chat-fixture.js';
import { relate, relation } from './edges-fixture.js';
import { at, LATER_MS, NAMESPACE, store, version, type OpenRecord } from './fixture.js';

/** What agents stated about chunks. */
export function statementContract(open: OpenRecord): void {
  it('knows of none before any is made, and counts none that LTMC made', async () => {
    await using record = await open();
    const { guide, notes, question } = await start(record);
    await cite(record, question, guide, true);
    await relate(record, [relation(guide.resourceId, notes.resourceId, { automatic: true })]);
    expect(await record.statementsExist()).toEqual({ citations: false, relations: false });
    expect(await about(record, [...guide.vectorIds, ...question.vectorIds])).toEqual({ citations: [], relations: [] });
    await cite(record, question, guide);
    expect(await record.statementsExist()).toEqual({ citations: true, relations: false });
    await relate(record, [relation(guide.resourceId, notes.resourceId)]);
    expect(await record.statementsExist()).toEqual({ citations: true, relations: true });
  });

  it('tells who cites a chunk, and what a message cites', async () => {
    await using record = await open();
    const { guide, notes, question } = await start(record);
    const later = await log(record, 'once more', { timestampMs: 2000, chunks: [{ content: 'once ', startOffset: 0, endOffset: 5, heading: null }, { content: 'more', startOffset: 5, endOffset: 9, heading: null }] });
    await cite(record, question, guide);
    await record.chats.link(NAMESPACE, later.messageId, [stated(at(guide.chunkIds, 0), 0.3)], 3000);
    const first = { vectorId: at(guide.vectorIds, 1), messageVectors: range(question), strength: 0.75 };
    const second = { vectorId: at(guide.vectorIds, 0), messageVectors: range(later), strength: 0.3 };
    expect((await about(record, guide.vectorIds)).citations).toEqual([second, first]);
    expect((await about(record, [at(guide.vectorIds, 1)])).citations).toEqual([first]);
    expect((await about(record, question.vectorIds)).citations).toEqual([first]);
    expect((await about(record, later.vectorIds.slice(1))).citations).toEqual([second]);
    expect((await about(record, [...guide.vectorIds, ...question.vectorIds, ...guide.vectorIds])).citations).toEqual([second, first]);
    expect((await about(record, notes.vectorIds)).citations).toEqual([]);
    expect(await record.statementsAbout('other', guide.vectorIds, LATER_MS)).toEqual({ citations: [], relations: [] });
    expect(await about(record, [])).toEqual({ citations: [], relations: [] });
  });

  it('tells the relations of a memory from either end, with the chunks of both', async () => {
    await using record = await open();
    const { guide, notes } = await start(record);
    const third = await store(record, version('third', 'three'));
    await relate(record, [relation(guide.resourceId, notes.resourceId, { type: 'supersedes', strength: 0.75 }), relation(third.resourceId, guide.resourceId)]);
    const older = { sourceId: guide.resourceId, sourceVectors: range(guide), targetId: notes.resourceId, targetVectors: range(notes), type: 'supersedes', strength: 0.75 };
    const newer = { sourceId: third.resourceId, sourceVectors: range(third), targetId: guide.resourceId, targetVectors: range(guide), type: 'depends_on', strength: 0.5 };
    expect((await about(record, guide.vectorIds)).relations).toEqual([newer, older]);
    expect((await about(record, notes.vectorIds)).relations).toEqual([older]);
    expect((await about(record, [...notes.vectorIds, ...third.vectorIds])).relations).toEqual([newer, older]);
  });

  it('leaves out what is forgotten, replaced or not valid at either end', async () => {
    await using record = await open();
    const { guide, notes, question } = await start(record);
    await cite(record, question, guide);
    await relate(record, [relation(guide.resourceId, notes.resourceId)]);
    const count = async (vectorIds: readonly number[], validAtMs = LATER_MS): Promise<readonly number[]> => {
      const { citations, relations } = await record.statementsAbout(NAMESPACE, vectorIds, validAtMs);
      return [citations.length, relations.length];
    };
    expect(await count(guide.vectorIds)).toEqual([1, 1]);
    await record.chats.forget(NAMESPACE, 'talk', { atMs: 3000 });
    await record.forget(NAMESPACE, { fileName: 'notes' }, { atMs: 3000 });
    expect(await count([...guide.vectorIds, ...question.vectorIds])).toEqual([0, 0]);
    await record.chats.undoForget(NAMESPACE, 'talk', { notBeforeMs: 0, atMs: 4000 });
    await record.undoForget(NAMESPACE, { fileName: 'notes' }, { notBeforeMs: 0, atMs: 4000 });
    expect(await count(guide.vectorIds)).toEqual([1, 1]);
    const again = await store(record, version('guide', 'rewritten', { recordedAtMs: 5000, validFromMs: 6000 }));
    expect(await count([...guide.vectorIds, ...question.vectorIds])).toEqual([0, 0]);
    expect(await count([...again.vectorIds, ...notes.vectorIds], 5500)).toEqual([0, 0]);
    expect(await count([...again.vectorIds, ...notes.vectorIds], 6500)).toEqual([0, 1]);
  });
}

async function start(record: RecordStore): Promise<{ readonly guide: StoredVersion; readonly notes: StoredVersion; readonly question: StoredMessage }> {
  return { guide: await store(record, version('guide', 'one|two')), notes: await store(record, version('notes', 'text of notes')), question: await log(record, 'asked') };
}

/** A message cites the second chunk of a memory. */
async function cite(record: RecordStore, { messageId }: StoredMessage, { chunkIds }: StoredVersion, automatic = false): Promise<void> {
  await record.chats.link(NAMESPACE, messageId, [{ ...stated(at(chunkIds, 1), 0.75), automatic }], 2000);
}

function range({ vectorIds }: Pick<StoredVersion, 'vectorIds'>): VectorIdRange {
  return { first: at(vectorIds, 0), last: at(vectorIds, vectorIds.length - 1) };
}

function about(record: RecordStore, vectorIds: readonly number[]): Promise<Statements> {
  return record.statementsAbout(NAMESPACE, vectorIds, LATER_MS);
}
