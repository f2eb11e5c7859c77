import { expect, it } from 'vitest';
import type { RecordKind, RecordStore, StoredVersion, VersionInput } from '@ltmc/contracts';
import { at, embedAll, EVERYTHING, found, MODEL, NAMESPACE, store, version, type OpenRecord } from './fixture.js';

function message(fileName: string, content: string, conversationId: string, fields: Partial<VersionInput> = {}): VersionInput {
  return version(fileName, content, { kind: 'message', conversationId, ...fields });
}

/** The same name and words in every kind; messages of two conversations. */
async function oneOfEach(record: RecordStore): Promise<Record<'memory' | 'mine' | 'other' | 'todo', StoredVersion>> {
  const stored = {
    memory: await store(record, version('a', 'apple')),
    mine: await store(record, message('a', 'apple', 'mine')),
    other: await store(record, message('b', 'apple', 'other')),
    todo: await store(record, version('a', 'apple', { kind: 'todo' })),
  };
  await embedAll(record);
  return stored;
}

/** Things of several kinds beside each other: each is seen only by who asks for its kind. */
export function kindsContract(open: OpenRecord): void {
  it('keeps equal names of different kinds apart', async () => {
    await using record = await open();
    const stored = await oneOfEach(record);
    expect(new Set(Object.values(stored).map(({ resourceId }) => resourceId)).size).toBe(4);
    expect(Object.values(stored).every(({ unchanged, version: number }) => !unchanged && number === 1)).toBe(true);
  });

  it('finds memories only, unless other kinds are asked for', async () => {
    await using record = await open();
    const { memory, mine, other, todo } = await oneOfEach(record);
    const ids = async (filter: object): Promise<number[]> => (await found(record, 'apple', filter)).toSorted((a, b) => a - b);
    const chunk = ({ chunkIds }: StoredVersion): number => at(chunkIds, 0);
    expect(await ids({})).toEqual([chunk(memory)]);
    expect(await ids({ kinds: ['todo'] })).toEqual([chunk(todo)]);
    expect(await ids({ kinds: ['memory', 'message'] })).toEqual([memory, mine, other].map(chunk));
    expect(await ids({ kinds: ['memory', 'message'], conversationId: 'mine' })).toEqual([memory, mine].map(chunk));
    expect(await ids({ kinds: ['message'], conversationId: 'other' })).toEqual([chunk(other)]);
    expect(await ids({ kinds: ['message'], conversationId: 'unknown' })).toEqual([]);
    expect(await ids({ kinds: ['memory'], conversationId: 'unknown' })).toEqual([chunk(memory)]);
    expect(await ids({ kinds: ['memory', 'message', 'todo', 'pattern'] })).toEqual([memory, mine, other, todo].map(chunk));
    expect(await ids({ kinds: ['message', 'todo'], resourceIds: [other.resourceId, memory.resourceId] })).toEqual([chunk(other)]);
    expect(await ids({ resourceIds: [] })).toEqual([]);
  });

  it('joins what is of the kinds asked for, and tells the kind', async () => {
    await using record = await open();
    const { memory, mine, other, todo } = await oneOfEach(record);
    const all = { vectorIds: [memory, mine, other, todo].flatMap(({ vectorIds }) => vectorIds) };
    const kinds = async (filter: object): Promise<RecordKind[]> => (await record.readChunks(all, { ...EVERYTHING, ...filter })).map(({ kind }) => kind).toSorted();
    expect(await kinds({})).toEqual(['memory']);
    expect(await kinds({ kinds: ['memory', 'message', 'todo'], conversationId: 'mine' })).toEqual(['memory', 'message', 'todo']);
  });

  it('filters kinds before ranking: better matches of another kind use up no place', async () => {
    await using record = await open();
    for (let index = 0; index < 30; index += 1) await store(record, message(`m${index}`, 'cat cat', 'c'));
    const kept = await store(record, version('kept', 'a cat among much other text that makes it long'));
    const inOther = await store(record, message('kept', 'a cat among much other text that makes it long', 'd'));
    expect(await found(record, 'cat', {}, 1)).toEqual(kept.chunkIds);
    expect(await found(record, 'cat', { kinds: ['message'], conversationId: 'd' }, 1)).toEqual(inOther.chunkIds);
    expect(await found(record, 'cat', { kinds: ['message', 'memory'], resourceIds: [inOther.resourceId] }, 1)).toEqual(inOther.chunkIds);
  });

  it('gives the vectors of one kind', async () => {
    await using record = await open();
    const { memory, mine, other, todo } = await oneOfEach(record);
    const after = async (kind: RecordKind): Promise<number[]> => (await record.currentVectorsAfter({ namespace: NAMESPACE, kind }, MODEL.id, 0, 10)).map(({ vectorId }) => vectorId);
    expect([await after('memory'), await after('todo'), await after('pattern')]).toEqual([memory.vectorIds, todo.vectorIds, []]);
    const ranges = [{ first: 1, last: at(todo.vectorIds, 0) }];
    expect((await record.currentVectors({ namespace: NAMESPACE, kind: 'message' }, MODEL.id, ranges)).map(({ vectorId }) => vectorId)).toEqual([...mine.vectorIds, ...other.vectorIds]);
    const allowed = (filter: object): ReturnType<typeof record.allowedVectors> => record.allowedVectors({ ...EVERYTHING, ...filter }, MODEL.id);
    expect(await allowed({ kinds: ['message'] })).toBeUndefined();
    expect(await allowed({ kinds: ['memory'], conversationId: 'mine' })).toBeUndefined();
    expect(await allowed({ kinds: ['message'], conversationId: 'mine' })).toEqual(Float64Array.from(mine.vectorIds));
    expect(await allowed({ kinds: ['todo'], resourceIds: [] })).toEqual(new Float64Array());
    const past = await record.vectorsAsOf({ ...EVERYTHING, asOfMs: 2000, kinds: ['memory', 'message'], conversationId: 'other' }, MODEL.id);
    expect(past.map(({ vectorId }) => vectorId)).toEqual([...memory.vectorIds, ...other.vectorIds]);
  });

  it('means memories by names, ids, lists and figures', async () => {
    await using record = await open();
    const { memory, mine } = await oneOfEach(record);
    expect(await record.getVersion(NAMESPACE, { fileName: 'b' })).toBeUndefined();
    expect(await record.getVersion(NAMESPACE, { resourceId: mine.resourceId })).toBeUndefined();
    expect((await record.getVersion(NAMESPACE, { fileName: 'a' }))?.resourceId).toBe(memory.resourceId);
    expect(await record.listVersions(NAMESPACE, mine.resourceId)).toEqual([]);
    expect((await record.listResources({ ...EVERYTHING, kinds: ['message'] }, { limit: 10 })).resources.map(({ resourceId }) => resourceId)).toEqual([memory.resourceId]);
    expect(await record.stats(NAMESPACE)).toEqual({ resources: 1, chunks: 1, pendingChunks: 0 });
    expect(await record.forget(NAMESPACE, { resourceId: mine.resourceId }, { atMs: 3000 })).toBeUndefined();
    await record.forget(NAMESPACE, { fileName: 'a' }, { purge: true, atMs: 3000 });
    expect(await found(record, 'apple', { kinds: ['message', 'todo'] })).toHaveLength(3);
  });

  it('logs each change with its kind, and tells the newest of a kind', async () => {
    await using record = await open();
    expect(await record.kindVersions(NAMESPACE, ['memory', 'edge'])).toEqual([0, 0]);
    await oneOfEach(record);
    const changes = await record.changesAfter(0, 100);
    expect(changes.map(({ op, kind }) => `${op} ${kind}`)).toEqual([
      'stored memory', 'stored message', 'stored message', 'stored todo', 'embedded memory', 'embedded message', 'embedded message', 'embedded todo',
    ]);
    expect(await record.kindVersions(NAMESPACE, ['todo', 'pattern', 'message', 'memory'])).toEqual([8, 0, 7, 5]);
    expect(await record.kindVersions('other', ['memory'])).toEqual([0]);
    await store(record, version('x', 'y', { namespace: 'other' }));
    expect(await record.kindVersions(NAMESPACE, ['memory'])).toEqual([5]);
  });

  it('tells the state of a kind by position and moment of its newest change', async () => {
    await using record = await open();
    expect(await record.kindStates(NAMESPACE, ['memory', 'edge'])).toEqual(['0', '0']);
    await store(record, version('a', 'one', { recordedAtMs: 1000 }));
    await store(record, message('m', 'two', 'c', { recordedAtMs: 2000 }));
    expect(await record.kindStates(NAMESPACE, ['message', 'memory', 'todo'])).toEqual(['2@2000', '1@1000', '0']);
    expect(await record.kindStates('other', ['memory'])).toEqual(['0']);
  });

  it('tells when something next begins or ceases to be valid', async () => {
    await using record = await open();
    const next = (afterMs: number): Promise<number | undefined> => record.nextValidityChange(NAMESPACE, afterMs);
    await store(record, version('always', 'x'));
    expect(await next(0)).toBeUndefined();
    await store(record, version('a', 'x', { validFromMs: 5000, expiresAtMs: 9000 }));
    await store(record, message('m', 'x', 'c', { expiresAtMs: 7000 }));
    await store(record, version('elsewhere', 'x', { namespace: 'other', validFromMs: 6000 }));
    expect([await next(0), await next(4999), await next(5000), await next(7000), await next(9000)]).toEqual([5000, 5000, 7000, 9000, undefined]);
    await record.forget(NAMESPACE, { fileName: 'a' }, { atMs: 3000 });
    expect(await next(0)).toBe(7000);
    await store(record, message('m', 'y', 'c', { recordedAtMs: 2000 }));
    expect(await next(0)).toBeUndefined();
  });

  it('announces another model for each kind that is there', async () => {
    await using record = await open();
    await oneOfEach(record);
    const next = { ...MODEL, id: 'next' };
    await record.startReembed(next);
    const pending = await record.claimPending({ fingerprint: next.id, owner: 'p', limit: 100, nowMs: 9000, claimForMs: 10 });
    await record.storeEmbeddings(next, pending.map(({ vectorId }) => ({ vectorId, vector: new Float32Array(3) })), 9000);
    const before = await record.lastSeq();
    expect(await record.finishReembed(next.id, 9000)).toBe(true);
    expect((await record.changesAfter(before, 10)).map(({ op, kind }) => `${op} ${kind}`)).toEqual(['reembedded memory', 'reembedded message', 'reembedded todo']);
  });
}

/** What stands around a chunk: found by, but not its own. */
export function contextContract(open: OpenRecord): void {
  const withContext = (fileName: string, content: string, context: string, fields: Partial<VersionInput> = {}): VersionInput =>
    version(fileName, content, { chunks: [{ content, startOffset: 0, endOffset: content.length, heading: null, context }], ...fields });

  it('finds a chunk by its context, below one that says the word itself', async () => {
    await using record = await open();
    const around = await store(record, withContext('a', 'yes on tuesday', 'when shall we deploy'));
    const own = await store(record, withContext('b', 'we deploy it now', 'what about that'));
    await store(record, version('c', 'nothing alike'));
    await store(record, version('d', 'nothing alike either'));
    expect(await found(record, 'deploy')).toEqual([...own.chunkIds, ...around.chunkIds]);
    expect(await found(record, 'deploy tuesday', {}, 1)).toEqual(around.chunkIds);
  });

  it('finds a chunk by the headings it stands under, below one that says the word itself', async () => {
    await using record = await open();
    const under = (fileName: string, content: string, heading: string | null): VersionInput => version(fileName, content, { chunks: [{ content, startOffset: 0, endOffset: content.length, heading }] });
    const below = await store(record, under('a', 'unpack it and start it', '+ Install > Linux'));
    const own = await store(record, under('b', 'on linux it starts by itself', 'Use'));
    const foreign = await store(record, under('c', '起動する', '東京都 > 会議室'));
    await store(record, version('d', 'nothing alike'));
    await store(record, version('e', 'nothing alike either'));
    expect(await found(record, 'linux')).toEqual([...own.chunkIds, ...below.chunkIds]);
    expect(await found(record, 'install and unpack', {}, 1)).toEqual(below.chunkIds);
    expect(await found(record, '会議')).toEqual(foreign.chunkIds);
    await record.forget(NAMESPACE, { fileName: 'a' }, { purge: false, atMs: 5000 });
    expect(await found(record, 'linux')).toEqual(own.chunkIds);
  });

  it('finds by tags, and a memory by what it is said to be, below what says the word itself', async () => {
    await using record = await open();
    const tagged = await store(record, version('a', 'turn the grey valve twice', { tags: ['+heating', '暖房'], resourceType: 'runbook' }));
    const own = await store(record, version('b', 'the heating runbook is new'));
    await store(record, version('c', 'nothing alike'));
    await store(record, version('d', 'nothing alike either'));
    const todo = await store(record, version('e', 'do it', { kind: 'todo', tags: ['valves'], resourceType: 'todo' }));
    expect(await found(record, 'valves', { kinds: ['todo'] })).toEqual(todo.chunkIds);
    expect(await found(record, 'todo', { kinds: ['todo'] })).toEqual([]);
    for (const word of ['heating', 'runbook']) expect(await found(record, word)).toEqual([...own.chunkIds, ...tagged.chunkIds]);
    expect(await found(record, '暖房')).toEqual(tagged.chunkIds);
    expect(await found(record, 'document')).toEqual([]);
    await store(record, version('a', 'turn the grey valve twice', { tags: [], resourceType: 'note', recordedAtMs: 6000 }));
    expect(await found(record, 'heating')).toEqual(own.chunkIds);
  });

  it('never gives the context as the text', async () => {
    await using record = await open();
    const { chunkIds } = await store(record, withContext('a', 'yes', 'shall we'));
    const [chunk] = await record.readChunks({ chunkIds }, EVERYTHING);
    expect(chunk).toMatchObject({ content: 'yes', heading: null, context: 'shall we' });
    expect((await record.getVersion(NAMESPACE, { fileName: 'a' }))?.content).toBe('yes');
    expect((await record.listResources(EVERYTHING, { limit: 5, text: 'shall' })).resources).toEqual([]);
  });

  it('hands the context out with the chunk to be embedded, and carries no embedding over from another one', async () => {
    await using record = await open();
    await store(record, withContext('a', 'yes', 'shall we'));
    await embedAll(record);
    const same = await store(record, withContext('a', 'yes', 'shall we', { tags: ['x'], recordedAtMs: 2000 }));
    expect(same.pendingChunks).toBe(0);
    const other = await store(record, withContext('a', 'yes', 'must we', { tags: ['y'], recordedAtMs: 3000 }));
    expect(other.pendingChunks).toBe(1);
    const [pending] = await record.claimPending({ fingerprint: MODEL.id, owner: 'p', limit: 10, nowMs: 90_000, claimForMs: 10 });
    expect(pending).toMatchObject({ content: 'yes', context: 'must we' });
  });

  it('hides and removes the context with its chunk', async () => {
    await using record = await open();
    await store(record, withContext('a', 'yes', 'shall we'));
    await record.forget(NAMESPACE, { fileName: 'a' }, { atMs: 3000 });
    expect(await found(record, 'shall')).toEqual([]);
    await record.undoForget(NAMESPACE, { fileName: 'a' }, { notBeforeMs: 0, atMs: 4000 });
    expect(await found(record, 'shall')).toHaveLength(1);
    await store(record, version('a', 'no', { recordedAtMs: 5000 }));
    expect([await found(record, 'shall'), (await found(record, 'shall', { asOfMs: 4500 })).length]).toEqual([[], 1]);
  });

  it('refuses a context that would come back changed', async () => {
    await using record = await open();
    await expect(record.storeVersion(withContext('a', 'yes', 'shall\ud83d'))).rejects.toMatchObject({ code: 'LTMC_CONTENT_INVALID' });
  });
}
