import { expect, it } from 'vitest';
import type { EdgeQuery, GraphRef, RecordStore } from '@ltmc/contracts';
import { log, stated } from './chat-fixture.js';
import { chunk, concept, document, everything, lines, memories, relate, relation } from './edges-fixture.js';
import { at, NAMESPACE, store, version, type OpenRecord } from './fixture.js';

/** Two memories of two chunks and one, tagged, related both ways; their ids and those of the chunks. */
async function small(record: RecordStore) {
  const one = await store(record, version('one', 'apple|pie', { tags: ['red', 'sweet'], resourceType: 'note' }));
  const two = await store(record, version('two', 'lemon', { tags: ['sweet'] }));
  const [a, b] = [one.resourceId, two.resourceId];
  await relate(record, [relation(a, b, { strength: 0.5 }), relation(b, a, { type: 'similar_content', strength: 0.9, automatic: true })]);
  const [c1, c2, c3] = [at(one.chunkIds, 0), at(one.chunkIds, 1), at(two.chunkIds, 0)];
  return {
    a, b, c1, c2, c3, vectorId: at(one.vectorIds, 0),
    chunks: [`document:${a} -has_chunk 1-> chunk:${c1}`, `document:${a} -has_chunk 1-> chunk:${c2}`],
    tags: [`document:${a} -tagged 1-> concept:red`, `document:${a} -tagged 1-> concept:sweet`],
    relations: [`document:${a} -depends_on 0.5-> document:${b}`, `document:${b} -similar_content 0.9*-> document:${a}`],
    ofTwo: [`document:${b} -has_chunk 1-> chunk:${c3}`, `document:${b} -tagged 1-> concept:sweet`],
  };
}

/** The record as a graph reads it. */
export function graphSourceContract(open: OpenRecord): void {
  const edgesOf = async (record: RecordStore, nodes: readonly GraphRef[], query: Partial<EdgeQuery> = {}): Promise<string[]> =>
    lines(await record.edges.source().edgesOf({ namespace: NAMESPACE, nodes, limit: 100, ...query }));

  it('gives the edges at any of the nodes, each once', async () => {
    await using record = await open();
    const { a, b, c1, chunks, tags, relations, ofTwo } = await small(record);
    expect(await edgesOf(record, [document(a)])).toEqual([...chunks, ...tags, ...relations].toSorted());
    expect(await edgesOf(record, [document(a), document(b), chunk(c1), concept('sweet')])).toEqual([...chunks, ...tags, ...relations, ...ofTwo].toSorted());
    expect(await edgesOf(record, [concept('red'), chunk(c1)])).toEqual([chunks[0], tags[0]].toSorted());
    expect(await edgesOf(record, [document(999_999), concept('none'), chunk(999_999_999), { kind: 'message', id: 1 }])).toEqual([]);
    expect(await edgesOf(record, [])).toEqual([]);
    expect(await edgesOf(record, [document(a)], { namespace: 'other' })).toEqual([]);
  });

  it('filters by direction, type, relation and who made it', async () => {
    await using record = await open();
    const { a, b, chunks, tags, relations } = await small(record);
    const [stated, found] = relations;
    expect(await edgesOf(record, [document(a)], { direction: 'out' })).toEqual([...chunks, ...tags, stated].toSorted());
    expect(await edgesOf(record, [document(a)], { direction: 'in' })).toEqual([found]);
    expect(await edgesOf(record, [concept('red')], { direction: 'out' })).toEqual([]);
    expect(await edgesOf(record, [document(b)], { types: ['depends_on'] })).toEqual([stated]);
    expect(await edgesOf(record, [document(a)], { types: ['tagged', 'has_chunk'], relations: ['RELATED_TO'] })).toEqual(tags);
    expect(await edgesOf(record, [document(a)], { automatic: true })).toEqual([found]);
    expect(await edgesOf(record, [document(a)], { automatic: false, relations: ['RELATED_TO'] })).toEqual([stated, ...tags].toSorted());
    expect(await edgesOf(record, [document(a)], { types: [] })).toEqual([]);
    expect(await edgesOf(record, [document(a)], { relations: [] })).toEqual([]);
  });

  it('keeps to the limit and gives the same ones again', async () => {
    await using record = await open();
    const { a, b } = await small(record);
    const first = await edgesOf(record, [document(a), document(b)], { limit: 3 });
    expect(first).toHaveLength(3);
    expect(await edgesOf(record, [document(a), document(b)], { limit: 3 })).toEqual(first);
  });

  it('follows versions, forgetting and purging', async () => {
    await using record = await open();
    const { a, b, chunks, tags, relations, ofTwo } = await small(record);
    const all = [...chunks, ...tags, ...relations, ...ofTwo].toSorted();
    expect(await everything(record)).toEqual(all);
    await record.forget(NAMESPACE, { fileName: 'one' }, { atMs: 3000 });
    expect(await everything(record)).toEqual(ofTwo);
    expect(await edgesOf(record, [concept('sweet')])).toEqual([ofTwo[1]]);
    await record.undoForget(NAMESPACE, { fileName: 'one' }, { notBeforeMs: 0, atMs: 4000 });
    expect(await everything(record)).toEqual(all);
    const next = await store(record, version('one', 'cherry', { tags: ['red'], recordedAtMs: 5000 }));
    expect(await everything(record)).toEqual([...relations, ...ofTwo, `document:${a} -has_chunk 1-> chunk:${at(next.chunkIds, 0)}`, tags[0]].toSorted());
    expect(await edgesOf(record, [concept('sweet'), concept('red')])).toEqual([tags[0], ofTwo[1]].toSorted());
    await record.forget(NAMESPACE, { fileName: 'two' }, { purge: true, atMs: 6000 });
    expect(await edgesOf(record, [document(a), document(b)])).toEqual([`document:${a} -has_chunk 1-> chunk:${at(next.chunkIds, 0)}`, tags[0]].toSorted());
  });

  it('lists each edge once, whatever the size of a page', async () => {
    await using record = await open();
    await small(record);
    await memories(record, 'three', 'four', 'five');
    const whole = await everything(record, { limit: 1000 });
    expect(new Set(whole).size).toBe(11);
    for (const limit of [1, 2, 5, 11]) expect(await everything(record, { limit })).toEqual(whole);
    expect(await everything(record, { namespace: 'other' })).toEqual([]);
    await expect(record.edges.source().listEdges({ namespace: NAMESPACE, limit: 1, after: 'damaged' })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  });

  it('has the links of messages, as long as message and chunk are current', async () => {
    await using record = await open();
    const { c1, c3 } = await small(record);
    const said = await log(record, 'about both', { timestampMs: 1234 });
    const silent = await log(record, 'about nothing');
    const ref: GraphRef = { kind: 'message', id: said.messageId };
    await record.chats.link(NAMESPACE, said.messageId, [stated(c1, 0.5), { chunkId: c3, strength: 0.25, automatic: true }], 2000);
    const [one, two] = [`message:${said.messageId} -references 0.5-> chunk:${c1}`, `message:${said.messageId} -references 0.25*-> chunk:${c3}`];
    expect(await edgesOf(record, [ref])).toEqual([one, two].toSorted());
    expect(await edgesOf(record, [chunk(c1), chunk(c3)], { relations: ['REFERENCES'], automatic: false })).toEqual([one]);
    expect(await edgesOf(record, [ref], { direction: 'in' })).toEqual([]);
    expect((await everything(record)).filter((line) => line.startsWith('message'))).toEqual([one, two].toSorted());
    const source = record.edges.source();
    expect(await source.nodesOf(NAMESPACE, [ref, { kind: 'message', id: silent.messageId }])).toEqual([{ kind: 'message', id: said.messageId, timestampMs: 1234 }]);
    await record.forget(NAMESPACE, { fileName: 'two' }, { atMs: 3000 });
    expect(await edgesOf(record, [ref])).toEqual([one]);
    await record.chats.forget(NAMESPACE, 'talk', { atMs: 4000 });
    expect([await edgesOf(record, [ref, chunk(c1)], { relations: ['REFERENCES'] }), await source.nodesOf(NAMESPACE, [ref])]).toEqual([[], []]);
    expect(await source.messageIds(NAMESPACE, [said.resourceId])).toEqual([said.messageId]);
    await record.chats.forget(NAMESPACE, 'talk', { purge: true, atMs: 5000 });
    expect(await source.messageIds(NAMESPACE, [said.resourceId])).toEqual([]);
  });

  it('leaves out what is not valid at the moment asked about', async () => {
    await using record = await open();
    const { resourceId: a } = await store(record, version('a', 'text', { tags: ['t'] }));
    const { resourceId: b } = await store(record, version('b', 'text', { validFromMs: 100, expiresAtMs: 200, tags: ['t'] }));
    await relate(record, [relation(a, b)]);
    expect(await everything(record)).toHaveLength(5);
    expect((await Promise.all([99, 100, 199, 200].map((nowMs) => everything(record, { nowMs })))).map(({ length }) => length)).toEqual([2, 5, 5, 2]);
    expect(await record.edges.source(() => 200).nodesOf(NAMESPACE, [document(a), document(b), concept('t')])).toHaveLength(2);
  });

  it('shows what the nodes are, and only those that hold', async () => {
    await using record = await open();
    const { a, b, c1, vectorId } = await small(record);
    const source = record.edges.source();
    const asked = [document(a), document(b), chunk(c1), concept('red'), document(999_999), concept('none'), chunk(999_999_999)];
    const nodes = await source.nodesOf(NAMESPACE, asked);
    expect(nodes.toSorted((x, y) => (x.kind < y.kind ? -1 : x.kind > y.kind ? 1 : Number(x.id) - Number(y.id)))).toEqual([
      { kind: 'chunk', id: c1, vectorId },
      { kind: 'concept', id: 'red' },
      { kind: 'document', id: a, title: 'one', type: 'note' },
      { kind: 'document', id: b, title: 'two', type: 'document' },
    ]);
    expect(await source.nodesOf('other', asked)).toEqual([]);
    await record.forget(NAMESPACE, { fileName: 'one' }, { atMs: 3000 });
    expect(await source.nodesOf(NAMESPACE, [document(a), chunk(c1), concept('red')])).toEqual([]);
    expect(await source.messageIds(NAMESPACE, [a])).toEqual([]);
  });

  it('rejects with the reason of an aborted signal', async () => {
    await using record = await open();
    const signal = AbortSignal.abort(new Error('no longer wanted'));
    await expect(record.edges.source().edgesOf({ namespace: NAMESPACE, nodes: [document(1)], limit: 1, signal })).rejects.toThrow('no longer wanted');
    await expect(record.edges.source().listEdges({ namespace: NAMESPACE, limit: 1, signal })).rejects.toThrow('no longer wanted');
  });
}
