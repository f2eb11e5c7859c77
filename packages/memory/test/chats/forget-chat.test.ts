import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { context, openTestMemory, type TestMemory } from '../open-memory.js';

const SECRET = 'qxzvsecretjkwq';

async function talk(test: TestMemory): Promise<number> {
  await test.store('a.md', 'The lighthouse stands on the western cliff.');
  await test.memory.chats.log(context, { conversationId: 'talk', content: `Where is the lighthouse, ${SECRET}?`, wait: 'searchable' });
  const logged = await test.memory.chats.log(context, { conversationId: 'talk', content: 'On the western cliff.', wait: 'searchable' });
  if ('replayed' in logged) throw new Error('no key was given');
  return logged.messageId;
}

const found = async (test: TestMemory): Promise<number> => (await test.search('where is the lighthouse', { conversationId: 'talk', kinds: ['message'] })).length;

it('hides a conversation at once, brings it back with its links, and says what it took', async () => {
  await using test = await openTestMemory();
  const { chats } = test.memory;
  const messageId = await talk(test);
  const links = await chats.linksOf(context, messageId);
  expect(links).not.toEqual([]);
  const dry = await chats.forget(context, { conversationId: 'talk', dryRun: true });
  expect(dry).toMatchObject({ forgotten: { resources: 0, messages: 2 }, purged: false, undoUntilMs: null });
  expect(await found(test)).toBe(2);
  const gone = await chats.forget(context, { conversationId: 'talk' });
  expect(gone).toMatchObject({ forgotten: 'forgotten' in dry ? dry.forgotten : {}, undoUntilMs: expect.any(Number) });
  expect([await found(test), await chats.count(context, {})]).toEqual([0, 0]);
  await expect(chats.forget(context, { conversationId: 'talk' })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND', message: expect.stringContaining('conversation') });
  await chats.forget(context, { conversationId: 'talk', undo: true });
  expect(await found(test)).toBe(2);
  expect(await chats.linksOf(context, messageId)).toEqual(links);
});

it('purges a conversation with all that stood around its messages', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-purge-'));
  try {
    await using test = await openTestMemory({ folder });
    await talk(test);
    const holding = async (): Promise<string> => promisify(execFile)('grep', ['--recursive', '--text', '--files-with-matches', SECRET, folder]).then(({ stdout }) => stdout, () => '');
    expect(await holding()).not.toBe('');
    expect(await test.memory.chats.forget(context, { conversationId: 'talk', purge: true })).toMatchObject({ purged: true, forgotten: { messages: 2 } });
    expect(await holding()).toBe('');
    expect(await test.memory.reconcile(context)).toMatchObject({ repaired: 0 });
    await expect(test.memory.chats.forget(context, { conversationId: 'talk', undo: true })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('makes the links of a process that ended before it came to them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-due-'));
  try {
    let messageId = 0;
    {
      await using first = await openTestMemory({ folder });
      await first.store('a.md', 'The lighthouse stands on the western cliff.');
      const logged = await first.memory.chats.log(context, { conversationId: 'talk', content: 'Is the lighthouse on the western cliff?', wait: 'durable' });
      messageId = 'replayed' in logged ? 0 : logged.messageId;
      expect(await first.memory.chats.linksOf(context, messageId)).toEqual([]);
    }
    await using second = await openTestMemory({ folder });
    for (let tries = 0; tries < 100 && (await second.memory.chats.linksOf(context, messageId)).length === 0; tries += 1) await new Promise((resolve) => { setTimeout(resolve, 50); });
    expect(await second.memory.chats.linksOf(context, messageId)).toHaveLength(1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('refuses once the service is closed', async () => {
  const test = await openTestMemory();
  await test.memory.close();
  await expect(test.memory.chats.list(context, {})).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
  await test[Symbol.asyncDispose]();
});
