import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CallContext } from '@ltmc/contracts';
import { createTestEmbedder } from '@ltmc/embedding';
import { openSqliteRecord } from '@ltmc/tier-temporal';
import { createExactVectorStore } from '@ltmc/tier-vector';
import { createMemory } from '../src/create-memory.js';
import type { IdempotencyRequest, MemoryService } from '../src/types.js';
import { silent } from './open-memory.js';

const LOCK = 'memory:a.md';

function under(token: number): CallContext {
  return { namespace: 'test', principal: 'tester', fence: { name: LOCK, token } };
}

const BARE: CallContext = { namespace: 'test', principal: 'tester' };

/** A service with something to write on, and the highest fence that its record has seen. */
async function openFenced() {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-fences-'));
  const record = await openSqliteRecord({ path: join(folder, 'ltmc.db') });
  const [vectors, embedder] = [createExactVectorStore(), createTestEmbedder()];
  const memory = createMemory({ record, vectors, embedder, logger: silent });
  for (const fileName of ['a.md', 'b.md']) await memory.store(BARE, { fileName, content: 'the same words in both', wait: 'searchable' });
  await memory.store(BARE, { fileName: 'gone.md', content: 'hidden' });
  await memory.forget(BARE, { fileName: 'gone.md' });
  await memory.chats.log(BARE, { conversationId: 'talk', content: 'hello', linkContext: false, wait: 'searchable' });
  await memory.todos.add(BARE, { title: 'wash up' });
  return {
    memory,
    record,
    [Symbol.asyncDispose]: async () => {
      for (const part of [memory, vectors, record, embedder]) await part.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const WRITES: Readonly<Record<string, (memory: MemoryService, context: CallContext) => Promise<unknown>>> = {
  store: (memory, context) => memory.store(context, { fileName: 'a.md', content: 'other words' }),
  'store, unchanged': (memory, context) => memory.store(context, { fileName: 'a.md', content: 'the same words in both' }),
  forget: (memory, context) => memory.forget(context, { fileName: 'a.md' }),
  'forget, dry': (memory, context) => memory.forget(context, { fileName: 'a.md', dryRun: true }),
  purge: (memory, context) => memory.forget(context, { fileName: 'a.md', purge: true }),
  undo: (memory, context) => memory.forget(context, { fileName: 'gone.md', undo: true }),
  'chats.log': (memory, context) => memory.chats.log(context, { conversationId: 'talk', content: 'again' }),
  'chats.forget': (memory, context) => memory.chats.forget(context, { conversationId: 'talk' }),
  'chats.link': (memory, context) => memory.chats.link(context, { messageId: 1, links: [{ chunkId: 1, strength: 1, automatic: false }] }),
  'todos.add': (memory, context) => memory.todos.add(context, { title: 'dry up' }),
  'todos.complete': (memory, context) => memory.todos.complete(context, { todoId: 1 }),
  'code.log': (memory, context) => memory.code.log(context, { inputPrompt: 'reverse a list', generatedCode: 'list.reverse()', result: 'pass' }),
  'relations.relate': (memory, context) => memory.relations.relate(context, { source: 'a.md', target: 'b.md', type: 'part_of' }),
  'relations.autoLink': (memory, context) => memory.relations.autoLink(context, { memory: 'a.md' }),
};

describe.each(Object.entries(WRITES))('%s', (name, write) => {
  it('writes nothing under a stale fence, and goes under one as high as the highest', async () => {
    await using world = await openFenced();
    await world.record.fences.raise('test', { name: LOCK, token: 5 });
    const seq = await world.record.lastSeq();
    await expect(write(world.memory, under(4))).rejects.toMatchObject({ code: 'LTMC_FENCE_STALE' });
    expect(await world.record.lastSeq()).toBe(seq);
    expect(await write(world.memory, under(5))).toBeDefined();
    await write(world.memory, under(7)).catch(() => undefined); // what was forgotten a moment ago cannot be linked any more
    expect((await world.record.lastSeq()) > seq).toBe(name !== 'store, unchanged' && name !== 'forget, dry');
    expect(await world.record.fences.highest('test', LOCK)).toBe(name === 'forget, dry' ? 5 : 7);
  });
});

it('a fence that no lock can have given is refused before anything is written', async () => {
  await using world = await openFenced();
  const seq = await world.record.lastSeq();
  for (const token of [0, -1, 1.5]) await expect(world.memory.store(under(token), { fileName: 'c.md', content: 'text' })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  expect(await world.record.lastSeq()).toBe(seq);
});

describe('the first answer', () => {
  const request = (key: string, body = 'body'): IdempotencyRequest => ({ tool: 'store_memory', key, body: { body } });
  const once = (memory: MemoryService, context: CallContext) =>
    memory.store(context, { fileName: 'a.md', content: 'other words', idempotency: request('k') }, ({ version }) => ({ version }));

  it('is found without a write, can be replaced by the one that was sent, and is given whatever the fence', async () => {
    await using world = await openFenced();
    const { firstAnswers } = world.memory;
    expect(await firstAnswers.find(BARE, request('k'))).toBeUndefined();
    await once(world.memory, under(5));
    const seq = await world.record.lastSeq();
    expect(await firstAnswers.find(BARE, request('k'))).toEqual({ replayed: { version: 2 } });
    await expect(firstAnswers.find(BARE, request('k', 'another'))).rejects.toMatchObject({ code: 'LTMC_IDEMPOTENCY_CONFLICT' });
    await firstAnswers.settle(BARE, request('k'), { version: 2, degraded: ['locks'] });
    await firstAnswers.settle(BARE, request('never asked'), { version: 9 });
    expect(await once(world.memory, under(1))).toEqual({ replayed: { version: 2, degraded: ['locks'] } });
    expect(await firstAnswers.find(BARE, request('never asked'))).toBeUndefined();
    expect(await world.record.lastSeq()).toBe(seq);
  });
});
