import { expect, it } from 'vitest';
import type { MessageFilter, MessageView, RecordStore } from '@ltmc/contracts';
import { log, message } from './chat-fixture.js';
import { embedAll, EVERYTHING, found, NAMESPACE, store, version, type OpenRecord } from './fixture.js';

const contents = (messages: readonly MessageView[]): string[] => messages.map(({ content }) => content);

async function listed(record: RecordStore, filter: MessageFilter = {}, limit = 10): Promise<string[]> {
  return contents((await record.chats.list(NAMESPACE, filter, { limit })).messages);
}

/** Messages: logging, reading, listing. */
export function chatContract(open: OpenRecord): void {
  it('gives back exactly what was logged', async () => {
    await using record = await open();
    const fields = {
      conversationId: 'Zürich 🚀', role: 'assistant', agentName: 'ann', sourceTool: 'cursor', metadata: { a: [1, null] }, timestampMs: 1234, agentId: 'agent', sessionId: 'session', recordedAtMs: 2000,
    } as const;
    const { messageId, resourceId } = await log(record, 'hello', fields);
    expect(await record.chats.read(NAMESPACE, { messageIds: [messageId] })).toEqual([{ messageId, resourceId, content: 'hello', ...fields }]);
    expect(await record.chats.read(NAMESPACE, { resourceIds: [resourceId] })).toHaveLength(1);
    expect(await record.chats.read('other', { messageIds: [messageId] })).toEqual([]);
    expect(await record.chats.read(NAMESPACE, { messageIds: [messageId + 1] })).toEqual([]);
  });

  it('is found by words among messages, and queued to be embedded', async () => {
    await using record = await open();
    const { chunkIds, pendingChunks } = await log(record, 'yes on tuesday', { context: 'when shall we deploy' });
    expect(pendingChunks).toBe(1);
    expect(await record.countPending(NAMESPACE)).toBe(1);
    expect(await found(record, 'tuesday')).toEqual([]);
    expect(await found(record, 'tuesday', { kinds: ['message'], conversationId: 'talk' })).toEqual(chunkIds);
    expect(await found(record, 'deploy', { kinds: ['message'] })).toEqual(chunkIds);
    const [chunk] = await record.readChunks({ chunkIds }, { ...EVERYTHING, kinds: ['message'] });
    expect(chunk).toMatchObject({ kind: 'message', content: 'yes on tuesday' });
  });

  it('is of the time it was said at, whenever it was logged', async () => {
    await using record = await open();
    const { chunkIds } = await log(record, 'the cat sat', { timestampMs: 500, recordedAtMs: 9000 });
    const messages = { ...EVERYTHING, kinds: ['message'] as const };
    expect(await record.readChunks({ chunkIds }, messages)).toMatchObject([{ atMs: 500, recordedAtMs: 9000 }]);
    const found = async (fromMs: number): Promise<number> => (await record.searchText('cat', { ...messages, times: [{ fromMs, untilMs: fromMs + 1 }] }, 10)).length;
    expect([await found(499), await found(500), await found(501), await found(9000)]).toEqual([0, 1, 0, 0]);
  });

  it('makes two messages of the same words twice', async () => {
    await using record = await open();
    const first = await log(record, 'yes');
    const second = await log(record, 'yes');
    expect(second.messageId).not.toBe(first.messageId);
    expect(await record.chats.count(NAMESPACE, {})).toBe(2);
  });

  it('logs once under a key, and refuses the key for another message', async () => {
    await using record = await open();
    const claim = { tool: 'log_chat', key: 'k', bodyHash: 'a', answer: ({ messageId }: { messageId: number }) => `message ${messageId}` };
    const first = await record.chats.log(message('one'), claim);
    const messageId = first.kind === 'written' ? first.result.messageId : 0;
    expect(await record.chats.log(message('one'), claim)).toEqual({ kind: 'replayed', answer: `message ${messageId}` });
    await expect(record.chats.log(message('two'), { ...claim, bodyHash: 'b' })).rejects.toMatchObject({ code: 'LTMC_IDEMPOTENCY_CONFLICT' });
    expect(await listed(record)).toEqual(['one']);
  });

  it.each(['content', 'agentName', 'sourceTool', 'conversationId'] as const)('refuses half a surrogate pair in %s', async (field) => {
    await using record = await open();
    await expect(record.chats.log(message('one', { [field]: 'x\ud83d' }))).rejects.toMatchObject({ code: 'LTMC_CONTENT_INVALID' });
    expect(await record.lastSeq()).toBe(0);
  });

  it('lists newest first by when it was said, equal times by id', async () => {
    await using record = await open();
    for (const [content, timestampMs] of [['c', 3000], ['a', 1000], ['b1', 2000], ['b2', 2000]] as const) await log(record, content, { timestampMs });
    expect(await listed(record)).toEqual(['c', 'b2', 'b1', 'a']);
    expect(await listed(record, { untilMs: 3000 })).toEqual(['b2', 'b1', 'a']);
  });

  it('filters by conversation and tool, and counts what passes', async () => {
    await using record = await open();
    await log(record, 'a', { sourceTool: 'cursor' });
    await log(record, 'b', { sourceTool: 'cursor', conversationId: 'other' });
    await log(record, 'c');
    expect(await listed(record, { conversationId: 'talk' })).toEqual(['c', 'a']);
    expect(await listed(record, { sourceTool: 'cursor' })).toEqual(['b', 'a']);
    expect(await listed(record, { sourceTool: 'cursor', conversationId: 'other' })).toEqual(['b']);
    expect([await record.chats.count(NAMESPACE, {}), await record.chats.count(NAMESPACE, { sourceTool: 'cursor' }), await record.chats.count('other', {})]).toEqual([3, 2, 0]);
  });

  it('walks all pages once while others log', async () => {
    await using record = await open();
    for (let index = 0; index < 7; index += 1) await log(record, `m${index}`, { timestampMs: 1000 + Math.floor(index / 3) });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await record.chats.list(NAMESPACE, { conversationId: 'talk' }, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...contents(page.messages));
      cursor = page.nextCursor;
      await log(record, 'new', { timestampMs: 9000 });
    } while (cursor !== undefined);
    expect(seen).toEqual(['m6', 'm5', 'm4', 'm3', 'm2', 'm1', 'm0']);
    await expect(record.chats.list(NAMESPACE, {}, { limit: 2, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  });

  it('gives the neighbours in the conversation, in order', async () => {
    await using record = await open();
    const stored: { messageId: number }[] = [];
    for (const [index, content] of ['a', 'b', 'c', 'd', 'e'].entries()) stored.push(await log(record, content, { timestampMs: 1000 + index }));
    await log(record, 'elsewhere', { conversationId: 'other', timestampMs: 1002 });
    const around = async (index: number, before: number, after: number): Promise<string[]> => contents(await record.chats.around(NAMESPACE, stored[index]?.messageId ?? 0, { before, after }));
    expect(await around(2, 1, 2)).toEqual(['b', 'd', 'e']);
    expect(await around(0, 3, 0)).toEqual([]);
    expect(await around(4, 2, 5)).toEqual(['c', 'd']);
    expect(await record.chats.around('other', stored[2]?.messageId ?? 0, { before: 1, after: 1 })).toEqual([]);
  });

  it('sums up conversations and tools', async () => {
    await using record = await open();
    await log(record, 'a', { timestampMs: 1000, sourceTool: 'x' });
    await log(record, 'b', { timestampMs: 3000, sourceTool: 'y', conversationId: 'later' });
    await log(record, 'c', { timestampMs: 2000, sourceTool: 'y' });
    expect(await record.chats.conversations(NAMESPACE, 10)).toEqual([
      { conversationId: 'later', messageCount: 1, firstMs: 3000, lastMs: 3000 }, { conversationId: 'talk', messageCount: 2, firstMs: 1000, lastMs: 2000 },
    ]);
    expect(await record.chats.conversations(NAMESPACE, 1)).toHaveLength(1);
    expect(await record.chats.sourceTools(NAMESPACE)).toEqual([{ name: 'y', usageCount: 2, lastUsedMs: 3000 }, { name: 'x', usageCount: 1, lastUsedMs: 1000 }]);
    expect(await record.chats.conversationsOf(NAMESPACE, 'y', 10)).toEqual([
      { conversationId: 'later', usageCount: 1, lastUsedMs: 3000 }, { conversationId: 'talk', usageCount: 1, lastUsedMs: 2000 },
    ]);
    expect(await record.chats.conversationsOf(NAMESPACE, 'z', 10)).toEqual([]);
  });
}

/** Forgetting a conversation. */
export function forgetChatContract(open: OpenRecord): void {
  const gone = { resources: 0, chunks: 2, messages: 2, links: 1 };

  /** Two messages, one of them linked to a memory, beside another conversation. */
  async function twoMessages(record: RecordStore): Promise<{ messageId: number; chunkId: number }> {
    const [chunkId = 0] = (await store(record, version('a.md', 'apple'))).chunkIds;
    const { messageId } = await log(record, 'apple one', { context: 'banana' });
    await log(record, 'apple two');
    await log(record, 'apple three', { conversationId: 'other' });
    await record.chats.link(NAMESPACE, messageId, [{ chunkId, strength: 0.5, automatic: true }], 1000);
    await embedAll(record);
    return { messageId, chunkId };
  }

  const sight = async (record: RecordStore, { messageId, chunkId }: { messageId: number; chunkId: number }): Promise<unknown> => [
    await listed(record, { conversationId: 'talk' }), await found(record, 'apple', { kinds: ['message'], conversationId: 'talk' }), await found(record, 'banana', { kinds: ['message'] }),
    await record.chats.read(NAMESPACE, { messageIds: [messageId] }), await record.chats.linksOf(NAMESPACE, [messageId]), await record.chats.linksTo(NAMESPACE, [chunkId], 5),
    await record.chats.around(NAMESPACE, messageId, { before: 5, after: 5 }), await record.chats.count(NAMESPACE, { conversationId: 'talk' }),
    (await record.chats.conversations(NAMESPACE, 5)).filter(({ conversationId }) => conversationId === 'talk'),
  ];
  const NOTHING = [[], [], [], [], [], [], [], 0, []];

  it('hides its messages and links at once, and brings all of it back', async () => {
    await using record = await open();
    const ids = await twoMessages(record);
    const before = await sight(record, ids);
    expect(await record.chats.forget(NAMESPACE, 'talk', { dryRun: true, atMs: 3000 })).toEqual({ kind: 'written', result: gone });
    expect(await sight(record, ids)).toEqual(before);
    expect(await record.chats.forget(NAMESPACE, 'talk', { atMs: 3000 })).toEqual({ kind: 'written', result: gone });
    expect(await sight(record, ids)).toEqual(NOTHING);
    expect(await listed(record)).toEqual(['apple three']);
    expect((await record.chats.linkStatistics(NAMESPACE)).links).toBe(0);
    expect(await record.chats.undoForget(NAMESPACE, 'talk', { notBeforeMs: 0, atMs: 4000 })).toEqual({ kind: 'written', result: gone });
    expect(await sight(record, ids)).toEqual(before);
  });

  it('purges for good', async () => {
    await using record = await open();
    const ids = await twoMessages(record);
    await record.chats.forget(NAMESPACE, 'talk', { atMs: 3000 });
    expect(await record.chats.forget(NAMESPACE, 'talk', { purge: true, atMs: 3000 })).toEqual({ kind: 'written', result: gone });
    expect(await sight(record, ids)).toEqual(NOTHING);
    expect(await record.chats.undoForget(NAMESPACE, 'talk', { notBeforeMs: 0, atMs: 4000 })).toBeUndefined();
    expect((await record.changesAfter(0, 100)).filter(({ op }) => op === 'purged').map(({ kind }) => kind)).toEqual(['message', 'message']);
  });

  it('knows nothing to forget or to bring back, and refuses an undo that comes too late', async () => {
    await using record = await open();
    await twoMessages(record);
    expect(await record.chats.forget(NAMESPACE, 'unknown', { atMs: 1 })).toBeUndefined();
    expect(await record.chats.forget('elsewhere', 'talk', { atMs: 1 })).toBeUndefined();
    expect(await record.chats.undoForget(NAMESPACE, 'talk', { notBeforeMs: 0, atMs: 1 })).toBeUndefined();
    await record.chats.forget(NAMESPACE, 'talk', { atMs: 3000 });
    await expect(record.chats.undoForget(NAMESPACE, 'talk', { notBeforeMs: 3001, atMs: 9000 })).rejects.toMatchObject({ code: 'LTMC_UNDO_EXPIRED' });
  });
}
