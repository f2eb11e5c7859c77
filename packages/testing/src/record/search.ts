import { expect, it } from 'vitest';
import { at, EVERYTHING, found, LATER_MS, NAMESPACE, store, version, type OpenRecord } from './fixture.js';

/** Full text, filters, and the join back to the record. */
export function searchContract(open: OpenRecord): void {
  it('finds chunks by any of the words, the better match first', async () => {
    await using record = await open();
    const cats = await store(record, version('cats.md', 'the cat sat on the mat|a dog barked'));
    const birds = await store(record, version('birds.md', 'one bird sang|cat and mat and bird'));
    await store(record, version('noise.md', 'nothing of the kind|at all'));
    const hits = await record.searchText('Cat Bird', EVERYTHING, 10);
    expect(hits.map(({ chunkId }) => chunkId).toSorted((a, b) => a - b)).toEqual([cats.chunkIds[0], ...birds.chunkIds]);
    expect(at(hits, 0)).toMatchObject({ chunkId: birds.chunkIds[1], vectorId: birds.vectorIds[1] });
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a));
    expect(hits.every(({ score }) => score > 0)).toBe(true);
  });

  it('finds words whatever their case and diacritics', async () => {
    await using record = await open();
    const { chunkIds } = await store(record, version('a.md', 'Crème BRÛLÉE'));
    expect(await found(record, 'creme')).toEqual(chunkIds);
    expect(await found(record, 'Brûlée')).toEqual(chunkIds);
  });

  it.each(['cat AND dog', '"cat', 'cat"dog', 'NEAR(cat mat, 2)', 'cat*', 'content:cat', '-cat', '^cat', '(cat', "cat'); DROP TABLE resources; --", 'cat OR', '{scope} : cat', 'cat\\'])(
    'takes operators and quotes as plain text: %s',
    async (query) => {
      await using record = await open();
      const { chunkIds } = await store(record, version('a.md', 'a cat'));
      expect(await found(record, query)).toEqual(chunkIds);
    },
  );

  it.each([
    ['deploys "blue harbour"', 'we deploy to the blue harbour', 'harbour of blue, and deployed; a deploy, a harbour'],
    ['the “Blue Harbour”', 'a blue harbour', 'harbour in the blue'],
    ['„über den Wolken“ fliegen', 'wir fliegen über den Wolken und über die Berge', 'fliegen, fliegen, die Wolken und der Weg über den Berg, über Wolken'],
    ['「東京都庁」を見る', '昨日は東京都庁に行って、写真を見る', '都庁を見る、東京も'],
    ['"to be or not"', 'to be or not to be', 'be not to or be not to'],
  ])('takes what is quoted as a phrase besides its words: %s', async (query, verbatim, wordsOnly) => {
    await using record = await open();
    for (let index = 0; index < 12; index += 1) await store(record, version(`noise-${index}.md`, `nothing alike ${index}`));
    const words = await store(record, version('words.md', wordsOnly));
    const phrase = await store(record, version('phrase.md', verbatim));
    expect(await found(record, query)).toEqual([...phrase.chunkIds, ...words.chunkIds]);
    expect((await record.listResources(EVERYTHING, { limit: 10, text: query })).resources.map(({ fileName }) => fileName)).not.toContain('words.md');
  });

  it.each(['', ' ', '?!', '"', '*', '()', '🚀', '\u0301'])('gives nothing for a query without a word: %j', async (query) => {
    await using record = await open();
    await store(record, version('a.md', 'a cat ? ! 🚀'));
    expect(await found(record, query)).toEqual([]);
  });

  it('leaves out stop words, unless there is nothing else', async () => {
    await using record = await open();
    const the = await store(record, version('a.md', 'the who'));
    const cat = await store(record, version('b.md', 'cat'));
    expect(await found(record, 'the cat')).toEqual(cat.chunkIds);
    expect(await found(record, 'the who')).toEqual(the.chunkIds);
  });

  it('takes a query of 5,000 words', async () => {
    await using record = await open();
    const { chunkIds } = await store(record, version('a.md', 'needle'));
    const words = Array.from({ length: 5000 }, (_word, index) => `word${index}`);
    expect(await found(record, [...words, 'needle'].join(' '))).toEqual(chunkIds);
  });

  it('gives at most as many as asked for', async () => {
    await using record = await open();
    for (let index = 0; index < 7; index += 1) await store(record, version(`${index}.md`, 'cat'));
    expect(await found(record, 'cat', {}, 3)).toHaveLength(3);
  });

  it('finds only the current text; the replaced one as of its time', async () => {
    await using record = await open();
    const old = await store(record, version('a.md', 'apple'));
    const current = await store(record, version('a.md', 'banana', { recordedAtMs: 2000 }));
    expect(await found(record, 'apple')).toEqual([]);
    expect(await found(record, 'banana')).toEqual(current.chunkIds);
    expect(await found(record, 'apple banana', { asOfMs: 1500 })).toEqual(old.chunkIds);
    expect(await found(record, 'apple banana', { asOfMs: 2000 })).toEqual(current.chunkIds);
    expect(await found(record, 'apple banana', { asOfMs: 500 })).toEqual([]);
  });

  it.each([
    ['namespace', { namespace: 'other' }, { namespace: NAMESPACE }],
    ['type', { resourceType: 'code' }, { resourceType: 'document' }],
    ['tags', { tags: ['x', 'y'] }, { tags: ['y', 'z'] }],
    ['agent', { agentId: 'bob' }, { agentId: 'ann' }],
    ['since', { recordedAtMs: 999 }, { sinceMs: 1000 }],
    ['until', { recordedAtMs: 1001 }, { untilMs: 1001 }],
    ['the time it is of', {}, { times: [{ fromMs: 0, untilMs: 10 }, { fromMs: 500, untilMs: 501 }] }],
    ['start of validity', { validFromMs: 501 }, { validAtMs: 500 }],
    ['end of validity', { expiresAtMs: 500 }, { validAtMs: 500 }],
    ['as of', { recordedAtMs: 1001 }, { asOfMs: 1000 }],
  ])('filters by %s before ranking: better matches that are filtered out use up no place', async (_what, fields, filter) => {
    await using record = await open();
    for (let index = 0; index < 30; index += 1) await store(record, version(`out${index}.md`, 'cat cat', fields));
    const kept = await store(record, version('kept.md', 'a cat among much other text that makes it long', { tags: ['z', 'y', 'x'], agentId: 'ann', validFromMs: 500, expiresAtMs: 501 }));
    const validity = { validAtMs: 500 };
    expect(await found(record, 'cat', { ...validity, ...filter }, 1)).toEqual(kept.chunkIds);
    expect(await found(record, 'cat', { ...validity, ...filter }, 100)).toEqual(kept.chunkIds);
  });

  it('is of the day it says it is of, unless its validity says another, and no less valid for it', async () => {
    await using record = await open();
    const said = await store(record, version('said.md', 'a cat', { toldAtMs: 9_000_000 }));
    const both = await store(record, version('both.md', 'a cat', { toldAtMs: 9_000_000, validFromMs: 5 }));
    const of = (fromMs: number): Promise<readonly number[]> => found(record, 'cat', { validAtMs: 1000, times: [{ fromMs, untilMs: fromMs + 1 }] });
    expect(await of(9_000_000)).toEqual(said.chunkIds);
    expect(await of(5)).toEqual(both.chunkIds);
    expect(await of(1000)).toEqual([]);
    expect((await record.readChunks({ chunkIds: said.chunkIds }, EVERYTHING)).map(({ atMs, recordedAtMs }) => [atMs, recordedAtMs])).toEqual([[9_000_000, 1000]]);
  });

  it('joins chunks to their memory', async () => {
    await using record = await open();
    const stored = await store(record, version('a.md', 'first|second', { tags: ['x'], resourceType: 'note', agentId: 'ann' }));
    const [chunk] = await record.readChunks({ chunkIds: [at(stored.chunkIds, 1)] }, EVERYTHING);
    expect(chunk).toEqual({
      kind: 'memory', chunkId: stored.chunkIds[1], vectorId: stored.vectorIds[1], chunkIndex: 1, content: 'second', startOffset: 6, endOffset: 12, heading: null, context: null,
      resourceId: stored.resourceId, fileName: 'a.md', resourceType: 'note', version: 1, tags: ['x'], agentId: 'ann', recordedAtMs: 1000, atMs: 1000,
    });
  });

  it('leaves out of the join what is replaced, expired, forgotten, filtered out or unknown', async () => {
    await using record = await open();
    const old = await store(record, version('a.md', 'old'));
    const current = await store(record, version('a.md', 'current', { recordedAtMs: 2000 }));
    const expired = await store(record, version('b.md', 'expired', { expiresAtMs: LATER_MS }));
    const gone = await store(record, version('c.md', 'gone'));
    await record.forget(NAMESPACE, { fileName: 'c.md' }, { atMs: 3000 });
    const code = await store(record, version('d.md', 'code', { resourceType: 'code' }));
    const all = { chunkIds: [old, current].flatMap(({ chunkIds }) => chunkIds), vectorIds: [current, expired, gone, code].flatMap(({ vectorIds }) => vectorIds).concat(987_654) };
    const contents = async (filter: object): Promise<string[]> => (await record.readChunks(all, { ...EVERYTHING, ...filter })).map(({ content }) => content).toSorted();
    expect(await contents({})).toEqual(['code', 'current']);
    expect(await contents({ resourceType: 'document' })).toEqual(['current']);
    expect(await contents({ validAtMs: LATER_MS - 1 })).toEqual(['code', 'current', 'expired']);
    expect(await contents({ asOfMs: 1500 })).toEqual(['code', 'old']);
    expect(await contents({ namespace: 'other' })).toEqual([]);
  });
}
