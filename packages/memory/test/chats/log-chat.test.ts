import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, afterAll, describe, expect, it, vi } from 'vitest';
import type { LogInput, LogResult } from '../../src/chats/types.js';
import type { MemoryHit, SearchInput } from '../../src/types.js';
import { context, openTestMemory, type TestMemory } from '../open-memory.js';

let test: TestMemory;
beforeAll(async () => {
  test = await openTestMemory();
});
afterAll(() => test[Symbol.asyncDispose]());

async function log(conversationId: string, content: string, input: Partial<LogInput> = {}): Promise<LogResult> {
  const logged = await test.memory.chats.log(context, { conversationId, content, wait: 'searchable', ...input });
  if ('replayed' in logged) throw new Error('no idempotency key was given');
  return logged;
}

async function search(query: string, input: Partial<SearchInput>): Promise<readonly MemoryHit[]> {
  return (await test.memory.search(context, { query, ...input })).hits;
}

const texts = (hits: readonly MemoryHit[]): string[] => hits.map(({ content }) => content);

/** Talk about something else, so that what stands before it is far from what comes after. */
async function logFillers(conversationId: string, fromMs: number): Promise<void> {
  for (let at = 0; at < 8; at += 1) await log(conversationId, `Now to item ${at} of the list.`, { timestampMs: fromMs + at });
}

describe('a message', () => {
  it('is found by meaning and by words in its conversation, and nowhere else', async () => {
    const { messageId } = await log('pets', 'my cat hurt her paw on the fence', { role: 'assistant', agentName: 'ann' });
    await log('garden', 'a kitten sat on the lawn');
    for (const [mode, query] of [['semantic', 'injured kitten'], ['keyword', 'paw fence'], ['hybrid', 'injured kitten']] as const) {
      const [hit] = await search(query, { mode, conversationId: 'pets' });
      expect(hit).toMatchObject({ kind: 'message', messageId, message: { conversationId: 'pets', role: 'assistant', agentName: 'ann' }, content: 'my cat hurt her paw on the fence' });
      expect(texts(await search(query, { mode }))).not.toContain('my cat hurt her paw on the fence');
      expect(texts(await search(query, { mode, conversationId: 'garden' }))).not.toContain('my cat hurt her paw on the fence');
    }
  });

  it('stands in one ranking with memories', async () => {
    await test.store('boats.md', 'The harbour master keeps the list of moored boats.');
    await log('harbour', 'who keeps the list of boats in the harbour?');
    const hits = await search('list of boats in the harbour', { conversationId: 'harbour', topK: 2 });
    expect(hits.map(({ kind }) => kind).toSorted()).toEqual(['memory', 'message']);
    expect(hits.find(({ kind }) => kind === 'memory')).toMatchObject({ messageId: null, message: null, fileName: 'boats.md' });
    expect((await search('list of boats in the harbour', { kinds: ['message'], conversationId: 'harbour' })).every(({ kind }) => kind === 'message')).toBe(true);
  });

  it('is found by what it answers, with its own words only', async () => {
    await log('release', 'Which day do we ship the payment service to production?');
    await log('release', 'Yes, on Tuesday.', { role: 'assistant' });
    await log('release', 'Thanks. How is the weather over there?');
    await logFillers('release', Date.now() + 1000);
    const shown = texts(await search('when is the payment service shipped', { kinds: ['message'], conversationId: 'release', topK: 3 }));
    expect(shown[0]).toBe('Which day do we ship the payment service to production?');
    expect(shown).toContain('Yes, on Tuesday.');
    expect(texts(await search('payment production', { mode: 'keyword', kinds: ['message'], conversationId: 'release' }))).toEqual(shown.slice(0, 1));
  });

  it('is not found by what another conversation said before it', async () => {
    await log('one', 'Shall we paint the zeppelin green?');
    await log('two', 'Never.');
    expect(await search('zeppelin', { mode: 'keyword', kinds: ['message'], conversationId: 'two' })).toEqual([]);
  });

  it('is found by what stands beside it in time, whenever that was logged', async () => {
    await log('late', 'Do we keep the marmalade recipe?', { timestampMs: 1000 });
    await log('late', 'Something about submarines.', { timestampMs: 90_000 });
    await logFillers('late', 3000);
    await log('late', 'Perhaps.', { timestampMs: 80_000 });
    await log('late', 'Certainly.', { timestampMs: 2000 });
    const answers = async (query: string): Promise<string[]> => texts(await search(query, { kinds: ['message'], conversationId: 'late', topK: 20 })).filter((text) => text === 'Certainly.' || text === 'Perhaps.');
    expect(await answers('marmalade')).toEqual(['Certainly.', 'Perhaps.']);
    expect(await answers('submarines')).toEqual(['Perhaps.', 'Certainly.']);
  });

  it.each([
    ['LTMC_CONTENT_EMPTY', { content: '  ' }],
    ['LTMC_INVALID_INPUT', { conversationId: '' }],
    ['LTMC_INVALID_INPUT', { agentName: 'a\u0000' }],
    ['LTMC_CONTENT_INVALID', { content: 'half \ud83d' }],
  ])('is refused with %s', async (code, input) => {
    await expect(log('refused', 'text', input)).rejects.toMatchObject({ code });
    expect(await test.memory.chats.count(context, { conversationId: 'refused' })).toBe(0);
  });

  it('is logged once under a key, and the repeat gets the answer that was sent', async () => {
    const idempotency = { tool: 'log_chat', key: 'k', body: { content: 'once' } };
    const format = ({ messageId, contextLinks, linksPending }: LogResult): { id: number; links: number; linksPending: boolean } => ({ id: messageId, links: contextLinks.length, linksPending });
    await test.store('turtle.md', 'The turtle lives in the green pond behind the house.');
    const call = (): ReturnType<typeof test.memory.chats.log> =>
      test.memory.chats.log(context, { conversationId: 'once', content: 'Where does the turtle live, in the green pond?', wait: 'searchable', idempotency }, format);
    const first = await call();
    if ('replayed' in first) throw new Error('the first call is no repeat');
    expect(first.contextLinks).not.toEqual([]);
    expect(await call()).toEqual({ replayed: format(first) });
    expect(await test.memory.chats.count(context, { conversationId: 'once' })).toBe(1);
  });
});

describe('links', () => {
  const strengths = async (messageId: number): Promise<{ resourceId: number; strength: number; automatic: boolean }[]> =>
    (await test.memory.chats.linksOf(context, messageId)).map(({ resourceId, strength, automatic }) => ({ resourceId, strength, automatic }));

  it('lead to the chunks a message is nearest to, and are said to be automatic', async () => {
    const { resourceId } = await test.store('backup.md', 'The database is backed up every night at two to the server in Oslo.');
    const { messageId, contextLinks, linksPending } = await log('ops', 'When is the database backed up at night, and where to?');
    expect(linksPending).toBe(false);
    expect(contextLinks).toContainEqual(expect.objectContaining({ messageId, resourceId, automatic: true }));
    expect(await strengths(messageId)).toContainEqual({ resourceId, strength: contextLinks[0]?.strength, automatic: true });
    expect(contextLinks[0]?.strength).toBeGreaterThan(0.5);
    expect(contextLinks[0]?.strength).toBeLessThanOrEqual(1);
  });

  it('lead nowhere for talk that is about nothing stored, and where they are not wanted', async () => {
    expect((await log('small talk', 'Hm, let me think for a moment.')).contextLinks).toEqual([]);
    const { messageId, contextLinks, linksPending } = await log('ops', 'The database is backed up every night at two to Oslo.', { linkContext: false });
    expect([contextLinks, linksPending]).toEqual([[], false]);
    await sleep(400);
    expect(await strengths(messageId)).toEqual([]);
  });

  it('are made in the background where the answer did not wait', async () => {
    const { messageId, contextLinks, linksPending } = await log('later', 'Is the database backed up to Oslo every night?', { wait: 'durable' });
    expect([contextLinks, linksPending]).toEqual([[], true]);
    for (let tries = 0; tries < 100 && (await strengths(messageId)).length === 0; tries += 1) await sleep(50);
    expect(await strengths(messageId)).not.toEqual([]);
  });

  it('are stated by an agent over the automatic ones, and seen from the chunk', async () => {
    const [hit] = await test.search('database backup at night');
    const { messageId } = await log('stated', 'Pineapples.');
    const links = [{ chunkId: hit?.chunkId ?? 0, strength: 1, automatic: false }];
    await test.memory.chats.link(context, { messageId, links });
    expect(await strengths(messageId)).toEqual([{ resourceId: hit?.resourceId, strength: 1, automatic: false }]);
    const { messages: [newest], total } = await test.memory.chats.messagesFor(context, hit?.chunkId ?? 0, 1);
    expect(total).toBeGreaterThan(1);
    expect(newest).toMatchObject({ messageId, content: 'Pineapples.', strength: 1, automatic: false });
    await expect(test.memory.chats.messagesFor(context, 99_999, 1)).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    await expect(test.memory.chats.linksOf(context, 99_999)).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
  });

  it('never feed the ranking where LTMC made them', async () => {
    const stated = async (): Promise<unknown[]> => {
      const hits = await search('When is the database backup made at night?', { topK: 5, explain: true });
      return hits.map(({ chunkId, features = {} }) => [chunkId, features['usedForSuch'] ?? 0, features['usedOften'] ?? 0, features['related'] ?? 0]);
    };
    const before = await stated();
    const { messageId } = await log('ops', 'When is the database backup made at night, once more?');
    await vi.waitFor(async () => expect(await test.memory.chats.linksOf(context, messageId)).not.toEqual([]), { timeout: 10_000 });
    expect(await stated()).toEqual(before);
  });
});
