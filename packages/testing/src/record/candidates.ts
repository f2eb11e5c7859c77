import { expect, it } from 'vitest';
import { MOST_HIDDEN_BETWEEN, type AdjacentChunks, type MemoryFilter, type RecordStore, type StoredMessage } from '@ltmc/contracts';
import { log } from './chat-fixture.js';
import { at, EVERYTHING, LATER_MS, NAMESPACE, store, version, type OpenRecord } from './fixture.js';

const ALL: MemoryFilter = { ...EVERYTHING, kinds: ['memory', 'message'] };

const idOf = ({ vectorIds }: Pick<StoredMessage, 'vectorIds'>): number => at(vectorIds, 0);

/** Two chunks, one word each. */
const TWO_CHUNKS = {
  chunks: [{ content: 'one ', startOffset: 0, endOffset: 4, heading: null }, { content: 'two', startOffset: 4, endOffset: 7, heading: null }],
};

/** Before and after of each, in the order asked. */
async function beside(record: RecordStore, vectorIds: readonly number[], filter: Partial<MemoryFilter> = {}): Promise<(readonly [number | undefined, number | undefined] | undefined)[]> {
  const answers = new Map((await record.adjacentChunks(vectorIds, { ...ALL, ...filter })).map((answer: AdjacentChunks) => [answer.vectorId, answer]));
  return vectorIds.map((vectorId) => {
    const answer = answers.get(vectorId);
    return answer && [answer.before, answer.after] as const;
  });
}

/** How common words are. */
export function wordFrequenciesContract(open: OpenRecord): void {
  it('tells in how many current chunks each word occurs, and nothing of unknown ones', async () => {
    await using record = await open();
    await store(record, version('a', 'the deploy|a deploy'));
    await store(record, version('b', 'deploy the cello'));
    const old = version('c', 'cello');
    await store(record, old);
    await record.forget(NAMESPACE, { fileName: 'c' }, { atMs: LATER_MS });
    const { chunks, holding } = await record.wordFrequencies(['deploy', 'cello', 'zebra']);
    expect(holding).toEqual([3, 1, 0]);
    expect(chunks).toBeGreaterThanOrEqual(3);
    expect(await record.wordFrequencies([])).toMatchObject({ holding: [] });
  });

  it('tells whether the texts that hold a word are English', async () => {
    await using record = await open();
    await store(record, version('a', 'the vault is in the cellar, and the cellar is closed'));
    await store(record, version('b', 'die Rechnung ist nicht im cellar, und der Schlüssel ist nicht da|die Rechnung ist für den Kunden und nicht für uns'));
    const { holding, inEnglish } = await record.wordFrequencies(['vault', 'cellar', 'rechnung', 'zebra', '42']);
    expect(inEnglish).toEqual([1, 1, 0, 0, 0]);
    expect(holding.slice(2)).toEqual([2, 0, 0]);
  });
}

/** What misspelled words were meant for. */
export function respellContract(open: OpenRecord): void {
  it('tells the nearest word of the texts, whatever its ending', async () => {
    await using record = await open();
    await store(record, version('a', 'All information about the kubernetes cluster is here, and Chandler wrote it happily.'));
    await store(record, version('b', 'Die Schlüssel für die Wohnung sind nicht hier und auch nicht im Büro.'));
    const asked = (...words: string[]) => record.respell(words, EVERYTHING);
    expect(await asked('infomration', 'informatoin', 'kuberntes')).toEqual(['information', 'information', 'kubernetes']);
    expect(await asked('chanpdler', 'file', 'hapily')).toEqual(['chandler', undefined, 'happily']);
    expect(await asked('schlusel', 'wohnnug')).toEqual(['schlüssel', 'wohnung']);
  });

  it('leaves known words, short ones, numbers and what is far from all', async () => {
    await using record = await open();
    await store(record, version('a', 'The information of the cluster E47110 is in the file.'));
    expect(await record.respell(['information', 'cluster', 'fiel', 'e47111', 'zebra', 'xluster', 'clutters', '集群'], EVERYTHING)).toEqual(Array.from({ length: 8 }, () => undefined));
  });

  it('takes words from what passes the filter only', async () => {
    await using record = await open();
    await store(record, { ...version('a', 'The falcons fly.'), namespace: 'away' });
    await store(record, version('b', 'The pelicans swim.', { tags: ['birds'] }));
    const asked = (filter: Partial<MemoryFilter>) => record.respell(['falcosn', 'pelicasn'], { ...EVERYTHING, ...filter });
    expect([await asked({}), await asked({ tags: ['fish'] }), await asked({ namespace: 'away' })]).toEqual([[undefined, 'pelicans'], [undefined, undefined], ['falcons', undefined]]);
    await record.forget(NAMESPACE, { fileName: 'b' }, { atMs: LATER_MS });
    expect(await asked({})).toEqual([undefined, undefined]);
  });

  it('prefers fewer mistakes, then what is said more often', async () => {
    await using record = await open();
    await store(record, version('a', 'planting plants|the planting|a painting'));
    expect(await record.respell(['plamting', 'paimting', 'plinting'], EVERYTHING)).toEqual(['planting', 'painting', 'planting']);
    expect(await record.respell([], EVERYTHING)).toEqual([]);
  });
}

/** What stands beside a chunk. */
export function adjacentContract(open: OpenRecord): void {
  it('tells the chunks before and after within a text', async () => {
    await using record = await open();
    const { vectorIds } = await store(record, version('a', 'one|two|three'));
    const [first, second, third] = vectorIds;
    expect(await beside(record, vectorIds)).toEqual([[undefined, second], [first, third], [second, undefined]]);
  });

  it('tells the messages before and after in the conversation, by their time, wherever they were inserted', async () => {
    await using record = await open();
    const late = idOf(await log(record, 'late', { timestampMs: 3000 }));
    const other = idOf(await log(record, 'other', { conversationId: 'other', timestampMs: 1500 }));
    const early = idOf(await log(record, 'early', { timestampMs: 1000 }));
    const away = idOf(await log(record, 'away', { namespace: 'away', timestampMs: 2000 }));
    expect(await beside(record, [early, late, other])).toEqual([[undefined, late], [early, undefined], [undefined, undefined]]);
    const middle = idOf(await log(record, 'middle', { timestampMs: 2000 }));
    const alike = idOf(await log(record, 'alike', { timestampMs: 2000 }));
    expect(await beside(record, [early, middle, alike, late])).toEqual([[undefined, middle], [early, alike], [middle, late], [alike, undefined]]);
    expect(await beside(record, [away], { namespace: 'away' })).toEqual([[undefined, undefined]]);
  });

  it('takes the adjacent chunk of the message first, then the nearest of its neighbours', async () => {
    await using record = await open();
    const before = await log(record, 'one two', { ...TWO_CHUNKS, timestampMs: 1000 });
    const asked = await log(record, 'one two', { ...TWO_CHUNKS, timestampMs: 2000 });
    const after = await log(record, 'one two', { ...TWO_CHUNKS, timestampMs: 3000 });
    expect(await beside(record, asked.vectorIds)).toEqual([[before.vectorIds[1], asked.vectorIds[1]], [asked.vectorIds[0], after.vectorIds[0]]]);
  });

  it('passes over messages without a text, expired and not yet recorded ones', async () => {
    await using record = await open();
    const first = idOf(await log(record, 'first', { timestampMs: 1000 }));
    await log(record, ' ', { timestampMs: 1100, chunks: [] });
    const later = idOf(await log(record, 'recorded later', { timestampMs: 1200, recordedAtMs: 5000 }));
    const last = idOf(await log(record, 'last', { timestampMs: 1300 }));
    expect(await beside(record, [first, last])).toEqual([[undefined, later], [later, undefined]]);
    expect(await beside(record, [first, later, last], { asOfMs: 4000 })).toEqual([[undefined, last], undefined, [first, undefined]]);
  });

  it('knows nothing of what is forgotten, purged, replaced or of another kind, unless it was current then', async () => {
    await using record = await open();
    const messages = [await log(record, 'a', { timestampMs: 1 }), await log(record, 'b', { timestampMs: 2 })];
    const old = await store(record, version('m', 'old|text'));
    const current = await store(record, version('m', 'new', { recordedAtMs: 2000 }));
    const ids = [...messages.map(idOf), ...old.vectorIds, ...current.vectorIds, 987_654];
    expect(await beside(record, ids)).toEqual([[undefined, ids[1]], [ids[0], undefined], undefined, undefined, [undefined, undefined], undefined]);
    expect(await beside(record, ids, { asOfMs: 1500, kinds: ['memory'] })).toEqual([undefined, undefined, [undefined, ids[3]], [ids[2], undefined], undefined, undefined]);
    await record.chats.forget(NAMESPACE, 'talk', { atMs: 3000 });
    expect(await record.adjacentChunks(messages.map(idOf), ALL)).toEqual([]);
    const anew = idOf(await log(record, 'c', { timestampMs: 3 }));
    expect(await beside(record, [anew])).toEqual([[undefined, undefined]]);
    await record.chats.undoForget(NAMESPACE, 'talk', { notBeforeMs: 0, atMs: 4000 });
    expect(await beside(record, [anew])).toEqual([[ids[1], undefined]]);
    await record.chats.forget(NAMESPACE, 'talk', { purge: true, atMs: 5000 });
    const last = idOf(await log(record, 'd', { timestampMs: 4 }));
    expect(await beside(record, [last])).toEqual([[undefined, undefined]]);
  });

  it('asks neighbours for nothing but their time', async () => {
    await using record = await open();
    const question = idOf(await log(record, 'question', { timestampMs: 1, agentId: 'ann' }));
    const answer = idOf(await log(record, 'answer', { timestampMs: 2, agentId: 'bob', recordedAtMs: 2000 }));
    expect(await beside(record, [question, answer], { agentId: 'bob', sinceMs: 1500 })).toEqual([undefined, [question, undefined]]);
  });

  it(`looks past ${MOST_HIDDEN_BETWEEN} hidden messages and no further`, async () => {
    await using record = await open();
    const first = idOf(await log(record, 'first', { timestampMs: 1 }));
    const hide = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) await log(record, ' ', { timestampMs: 2, chunks: [] });
    };
    await hide(MOST_HIDDEN_BETWEEN);
    const last = idOf(await log(record, 'last', { timestampMs: 3 }));
    expect(await beside(record, [first, last])).toEqual([[undefined, last], [first, undefined]]);
    await hide(1);
    expect(await beside(record, [first, last])).toEqual([[undefined, undefined], [undefined, undefined]]);
  });

  it('answers for hundreds at once, each once, and for none', async () => {
    await using record = await open();
    const ids: number[] = [];
    for (let index = 0; index < 300; index += 1) ids.push(idOf(await log(record, `message ${index}`, { timestampMs: index })));
    expect(await beside(record, ids)).toEqual(ids.map((_id, index) => [ids[index - 1], ids[index + 1]]));
    expect(await record.adjacentChunks([at(ids, 0), at(ids, 0)], ALL)).toHaveLength(1);
    expect(await record.adjacentChunks([], ALL)).toEqual([]);
    expect(await beside(record, [at(ids, 7)], { namespace: 'other' })).toEqual([undefined]);
  });
}

/** Which of several chunks a filter lets pass. */
export function passingContract(open: OpenRecord): void {
  it('tells which chunks pass the filter, each once', async () => {
    await using record = await open();
    const old = idOf(await store(record, version('m', 'old')));
    const tagged = await store(record, version('m', 'new|text', { recordedAtMs: 2000, tags: ['x'] }));
    const message = idOf(await log(record, 'said', { timestampMs: 1 }));
    const away = idOf(await log(record, 'away', { namespace: 'away', timestampMs: 2 }));
    const ids = [message, message, old, ...tagged.vectorIds, away, 987_654];
    const of = async (filter: Partial<MemoryFilter>): Promise<number[]> => (await record.passing(ids, { ...ALL, ...filter })).toSorted((a, b) => a - b);
    expect(await of({})).toEqual([...tagged.vectorIds, message]);
    expect(await of({ tags: ['x'] })).toEqual(tagged.vectorIds);
    expect(await of({ asOfMs: 1500, kinds: ['memory'] })).toEqual([old]);
    expect(await of({ conversationId: 'nowhere', kinds: ['message'] })).toEqual([]);
    expect(await of({ namespace: 'away' })).toEqual([away]);
    expect(await record.passing([], ALL)).toEqual([]);
    await record.chats.forget(NAMESPACE, 'talk', { atMs: 3000 });
    expect(await of({})).toEqual(tagged.vectorIds);
  });
}

/** Scores of chunks that were found by other means. */
export function scoreContract(open: OpenRecord): void {
  it.each([{}, { asOfMs: LATER_MS - 1 }])('gives the chunks asked for the scores that the search gives them: %o', async (when) => {
    await using record = await open();
    const kept = await store(record, version('a', 'the cat sat|a dog barked|nothing'));
    await store(record, version('b', 'cat and dog|a bird sang'));
    const filter = { ...EVERYTHING, ...when };
    const hits = await record.searchText('cat dog', filter, 10);
    const wanted = hits.filter(({ vectorId }) => kept.vectorIds.includes(vectorId));
    expect(wanted).toHaveLength(2);
    expect(await record.scoreText('cat dog', filter, kept.vectorIds)).toEqual(wanted);
    expect(await record.scoreText('cat dog', filter, [])).toEqual([]);
    expect(await record.scoreText('?! ', filter, kept.vectorIds)).toEqual([]);
  });

  it('leaves out what does not pass the filter', async () => {
    await using record = await open();
    const old = await store(record, version('a', 'cat of old'));
    await store(record, version('a', 'cat of today', { recordedAtMs: 2000 }));
    const tagged = await store(record, version('b', 'tagged cat', { tags: ['x'] }));
    const gone = await store(record, version('c', 'cat gone'));
    const message = await log(record, 'cat said');
    await record.forget(NAMESPACE, { fileName: 'c' }, { atMs: 3000 });
    const ids = [old, tagged, gone, message].map(idOf);
    const scored = async (filter: Partial<MemoryFilter>): Promise<number[]> => (await record.scoreText('cat', { ...EVERYTHING, ...filter }, ids)).map(({ vectorId }) => vectorId).toSorted((a, b) => a - b);
    expect(await scored({})).toEqual([idOf(tagged)]);
    expect(await scored({ kinds: ['message'] })).toEqual([idOf(message)]);
    expect(await scored({ tags: ['y'] })).toEqual([]);
    expect(await scored({ asOfMs: 1500 })).toEqual([idOf(old), idOf(tagged)]);
    expect(await scored({ namespace: 'other' })).toEqual([]);
  });
}
