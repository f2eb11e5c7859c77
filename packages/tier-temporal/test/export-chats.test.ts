import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MessageInput, RecordStore } from '@ltmc/contracts';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { version } from './fixture.js';
import { exported, source } from './maintenance-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

async function fresh() {
  const path = join(await temporaryFolder(), 'record.db');
  return { path, maintenance: createSqliteMaintenance({ path, clock: { nowMs: () => 50_000 } }) };
}

async function log(record: RecordStore, content: string, fields: Partial<MessageInput> = {}): Promise<number> {
  const outcome = await record.chats.log({
    namespace: 'n', conversationId: 'talk', role: 'assistant', content, agentName: 'ann', sourceTool: 'cursor', metadata: { a: 1 }, timestampMs: 900, agentId: 'x', sessionId: 's',
    chunks: [{ content, startOffset: 0, endOffset: content.length, heading: null, context: 'what was asked' }], recordedAtMs: 1000, linkContext: true, ...fields,
  });
  if (outcome.kind !== 'written') throw new Error('no key was given');
  return outcome.result.messageId;
}

async function filled() {
  const made = await fresh();
  await using record = await openSqliteRecord({ path: made.path });
  const chunk = async (name: string, content: string): Promise<number> => {
    const outcome = await record.storeVersion(version(name, content));
    return outcome.kind === 'written' ? (outcome.result.chunkIds[0] ?? 0) : 0;
  };
  const early = await chunk('early', 'stored before');
  const messageId = await log(record, 'yes');
  await log(record, 'forgotten', { conversationId: 'gone', linkContext: false });
  await record.chats.forget('n', 'gone', { atMs: 3000 });
  const late = await chunk('late', 'stored after');
  await record.chats.link('n', messageId, [{ chunkId: early, strength: 0.5, automatic: true }, { chunkId: late, strength: 1, automatic: false }], 2000);
  return made;
}

/** All there is, but for ids. */
async function contents(path: string, namespace = 'n') {
  await using record = await openSqliteRecord({ path });
  const { messages } = await record.chats.list(namespace, {}, { limit: 100 });
  const links = await record.chats.linksOf(namespace, messages.map(({ messageId }) => messageId));
  const chunks = await record.readChunks({ chunkIds: links.map(({ chunkId }) => chunkId) }, { namespace, validAtMs: 1e12 });
  const named = new Map(chunks.map(({ chunkId, fileName }) => [chunkId, fileName]));
  return {
    messages: messages.map(({ messageId: _messageId, resourceId: _resourceId, ...message }) => message),
    links: links.map(({ chunkId, strength, automatic, createdAtMs }) => ({ of: named.get(chunkId), strength, automatic, createdAtMs })),
    around: (await record.searchText('asked', { namespace, validAtMs: 1e12, kinds: ['message'] }, 10)).length,
  };
}

describe('export and import of conversations', () => {
  it('round-trips messages, what stands around them, and links to memories before and after them', async () => {
    const [from, to] = [await filled(), await fresh()];
    const text = await exported(from.maintenance);
    await to.maintenance.importJsonLines(source(text));
    const held = await contents(to.path);
    expect(held).toEqual(await contents(from.path));
    expect(held).toMatchObject({
      messages: [{ content: 'yes', conversationId: 'talk', role: 'assistant', agentName: 'ann', sourceTool: 'cursor', timestampMs: 900, metadata: { a: 1 }, agentId: 'x', sessionId: 's' }],
      links: [{ of: 'late', strength: 1, automatic: false, createdAtMs: 2000 }, { of: 'early', strength: 0.5, automatic: true }],
      around: 1,
    });
    expect(await exported(to.maintenance)).toBe(text);
    expect((await to.maintenance.check()).problems).toEqual([]);
  });

  it('brings a forgotten conversation along, and what is due', async () => {
    const [from, to] = [await filled(), await fresh()];
    await to.maintenance.importJsonLines(source(await exported(from.maintenance)));
    await using record = await openSqliteRecord({ path: to.path });
    expect(await record.chats.count('n', { conversationId: 'gone' })).toBe(0);
    await record.chats.undoForget('n', 'gone', { notBeforeMs: 0, atMs: 60_000 });
    expect(await record.chats.count('n', { conversationId: 'gone' })).toBe(1);
    const model = { id: 'f', model: 'm', dimension: 1, pooling: 'mean', tokenizerHash: '', modelHash: '' };
    const pending = await record.claimPending({ fingerprint: 'f', owner: 'o', limit: 100, nowMs: 70_000, claimForMs: 10 });
    await record.storeEmbeddings(model, pending.map(({ vectorId }) => ({ vectorId, vector: Float32Array.of(1) })), 70_000);
    expect(await record.chats.linksDue(10)).toHaveLength(1);
  });

  it('adds nothing twice, and goes to another namespace with its links', async () => {
    const [from, to] = [await filled(), await fresh()];
    const text = await exported(from.maintenance);
    await to.maintenance.importJsonLines(source(text));
    await to.maintenance.importJsonLines(source(text), { merge: true });
    expect(await contents(to.path)).toEqual(await contents(from.path));
    await to.maintenance.importJsonLines(source(text), { namespace: 'other' });
    expect(await contents(to.path, 'other')).toEqual(await contents(from.path));
  });

  it('tells those who follow the record which messages got links', async () => {
    const [from, to] = [await filled(), await fresh()];
    const text = await exported(from.maintenance);
    await to.maintenance.importJsonLines(source(text.replace(/"links":\[.*?\]/gu, '"links":[]')));
    await using record = await openSqliteRecord({ path: to.path });
    const before = await record.lastSeq();
    await to.maintenance.importJsonLines(source(text), { merge: true });
    const { messages } = await record.chats.list('n', {}, { limit: 1 });
    const changes = await record.changesAfter(before, 10);
    expect(changes).toMatchObject([{ namespace: 'n', kind: 'message', op: 'linked', resourceId: messages[0]?.resourceId }]);
    await to.maintenance.importJsonLines(source(text), { merge: true });
    expect(await record.changesAfter(before, 10)).toEqual(changes);
  });

  it('refuses a message without what belongs to it', async () => {
    const [from, to] = [await filled(), await fresh()];
    const text = (await exported(from.maintenance)).replace('"role":"assistant"', '"role":"nobody"');
    await expect(to.maintenance.importJsonLines(source(text))).rejects.toMatchObject({ code: 'LTMC_IMPORT_INVALID' });
  });
});
