import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LtmcError, type CallContext, type Fence, type JsonObject } from '@ltmc/contracts';
import { createTestEmbedder } from '@ltmc/embedding';
import { createMemory } from '@ltmc/memory';
import { openSqliteRecord } from '@ltmc/tier-temporal';
import { createExactVectorStore } from '@ltmc/tier-vector';
import { allTools, createToolRegistry, type GuardedWrite, type WriteGuard } from '@ltmc/tools';
import { context, silent } from './open-test-runtime.js';

/** Locks as a guard needs them: who holds what, and whether they can be asked at all. */
function createLocks() {
  const held = new Map<string, number>();
  const asked: GuardedWrite[] = [];
  const state = { isReachable: true };
  const guard: WriteGuard = {
    check: async (_context: CallContext, write) => {
      asked.push(write);
      const { fence, documents } = write;
      if (!state.isReachable) {
        if (fence) throw new LtmcError('LTMC_COORDINATION_UNAVAILABLE', 'the locks cannot be asked; try again', { retryable: true });
        return { degraded: ['locks'] };
      }
      for (const name of documents.map((document) => `memory:${document}`)) {
        const token = held.get(name);
        if (token !== undefined && (fence?.name !== name || fence.token !== token)) throw new LtmcError('LTMC_LOCKED', `${name} is locked`, { retryable: true });
      }
      return {};
    },
  };
  return { held, asked, state, guard };
}

async function openGuarded() {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-guard-'));
  const record = await openSqliteRecord({ path: join(folder, 'ltmc.db') });
  const [vectors, embedder] = [createExactVectorStore(), createTestEmbedder()];
  const memory = createMemory({ record, vectors, embedder, logger: silent });
  const locks = createLocks();
  const registry = createToolRegistry({ tools: allTools, logger: silent, services: async () => ({ memory, countTokens: async (text) => text.length, writeGuard: locks.guard }) });
  return {
    ...locks,
    record,
    call: async (name: string, args: JsonObject, as: CallContext = context) => {
      const outcome = await registry.call(name, args, as);
      if (!outcome.ok) throw outcome.error;
      return outcome.result;
    },
    [Symbol.asyncDispose]: async () => {
      for (const part of [memory, vectors, record, embedder]) await part.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const shown = ({ name, token }: Fence): JsonObject => ({ resource_id: name, token });
const LOCKED = { code: 'LTMC_LOCKED' };
const A: Fence = { name: 'memory:a.md', token: 3 };

describe('a write to a locked document', () => {
  it('is refused without its fence and leaves no trace; passes with it; others are free', async () => {
    await using world = await openGuarded();
    await world.call('store_memory', { file_name: 'a.md', content: 'one' });
    await world.call('store_memory', { file_name: 'b.md', content: 'two' });
    world.held.set(A.name, A.token);
    const seq = await world.record.lastSeq();
    await expect(world.call('store_memory', { file_name: 'a.md', content: 'three' })).rejects.toMatchObject(LOCKED);
    await expect(world.call('forget_memory', { file_name: 'a.md' })).rejects.toMatchObject(LOCKED);
    await expect(world.call('link_resources', { source_id: 'a.md', target_id: 'b.md', relationship_type: 'part_of' })).rejects.toMatchObject(LOCKED);
    expect(await world.record.lastSeq()).toBe(seq);
    expect(await world.call('link_resources', { source_id: 'b.md', target_id: 'a.md', relationship_type: 'part_of' })).toMatchObject({ created: true });
    expect(await world.call('store_memory', { file_name: 'a.md', content: 'three', fence: shown(A) })).toMatchObject({ version: 2 });
    expect(await world.record.fences.highest(context.namespace, A.name)).toBe(3);
  });

  it('is known by whatever names the document', async () => {
    await using world = await openGuarded();
    const { resource_id: id } = await world.call('store_memory', { file_name: 'caf\u00e9.md', content: 'one' });
    const names = async (tool: string, args: JsonObject): Promise<readonly string[] | undefined> => {
      await world.call(tool, args).catch(() => undefined);
      return world.asked.at(-1)?.documents;
    };
    const NAME = ['caf\u00e9.md'];
    expect(await names('store_memory', { file_name: 'cafe\u0301.md', content: 'one' })).toEqual(NAME);
    for (const source of [id ?? 0, String(id), 'cafe\u0301.md']) {
      expect(await names('link_resources', { source_id: source, target_id: 'none', relationship_type: 'part_of' })).toEqual(NAME);
      expect(await names('auto_link_documents', { document_id: source })).toEqual(NAME);
    }
    expect(await names('link_resources', { source_id: 999, target_id: id ?? 0, relationship_type: 'part_of' })).toEqual([]);
    expect(await names('forget_memory', { resource_id: id ?? 0, dry_run: true })).toEqual([]);
    expect(await names('forget_memory', { conversation_id: 'talk' })).toEqual([]);
    expect(await names('forget_memory', { resource_id: id ?? 0 })).toEqual(NAME);
    expect(await names('forget_memory', { resource_id: id ?? 0, undo: true })).toEqual(NAME);
    for (const [tool, args] of Object.entries({ add_todo: { title: 'x' }, log_chat: { content: 'x', conversation_id: 'c' }, complete_todo: { todo_id: 1 } })) expect(await names(tool, args)).toEqual([]);
  });

  it('that was made already gives its first answer, whoever holds the lock now', async () => {
    await using world = await openGuarded();
    const args = { file_name: 'a.md', content: 'one', idempotency_key: 'k', wait: 'searchable' };
    const first = await world.call('store_memory', { ...args, agent_id: 'ann' });
    world.held.set(A.name, A.token);
    expect(await world.call('store_memory', { ...args, agent_id: 'bob' })).toEqual(first);
    expect(await world.call('store_memory', { ...args, fence: { resource_id: A.name, token: 1 } })).toEqual(first);
    await expect(world.call('store_memory', { ...args, idempotency_key: 'other' })).rejects.toMatchObject(LOCKED);
    await expect(world.call('store_memory', { ...args, content: 'two' })).rejects.toMatchObject({ code: 'LTMC_IDEMPOTENCY_CONFLICT' });
    await expect(world.call('forget_memory', { file_name: 'a.md', dry_run: false, idempotency_key: 'k' })).rejects.toMatchObject(LOCKED);
  });
});

describe('locks that cannot be asked', () => {
  it('let unfenced writes pass and say so, the same to whoever repeats the call', async () => {
    await using world = await openGuarded();
    world.state.isReachable = false;
    const args = { file_name: 'a.md', content: 'one', idempotency_key: 'k' };
    const first = await world.call('store_memory', args);
    expect(first).toMatchObject({ version: 1, degraded: ['locks'] });
    expect(await world.call('store_memory', args)).toEqual(first);
    world.state.isReachable = true;
    expect(await world.call('store_memory', args)).toEqual(first);
    expect(await world.call('store_memory', { ...args, idempotency_key: 'later' })).not.toHaveProperty('degraded');
  });

  it('refuse fenced ones', async () => {
    await using world = await openGuarded();
    world.state.isReachable = false;
    await expect(world.call('store_memory', { file_name: 'a.md', content: 'one', fence: shown(A) })).rejects.toMatchObject({ code: 'LTMC_COORDINATION_UNAVAILABLE', retryable: true });
    await expect(world.call('get_memory', { file_name: 'a.md' })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
  });
});

it('tools that only read are not asked about', async () => {
  await using world = await openGuarded();
  await world.call('store_memory', { file_name: 'a.md', content: 'one' });
  const { length } = world.asked;
  await world.call('get_memory', { file_name: 'a.md' });
  await world.call('list_memories', {});
  expect(world.asked).toHaveLength(length);
});

describe('a fence', () => {
  it.each([
    ['a token of 0', { resource_id: 'x', token: 0 }, /token must be at least 1/u],
    ['a fraction', { resource_id: 'x', token: 1.5 }, /token must be an integer/u],
    ['a token past the safe integers', { resource_id: 'x', token: 2 ** 53 }, /token must be at most/u],
    ['no name', { resource_id: '', token: 1 }, /resource_id must not be empty/u],
    ['1,025 characters', { resource_id: 'x'.repeat(1025), token: 1 }, /resource_id must have at most 1024/u],
    ['1,026 bytes', { resource_id: 'ü'.repeat(513), token: 1 }, /1 to 1024 bytes, got 1026/u],
    ['no token', { resource_id: 'x' }, /fence\.token is required/u],
    ['another field', { resource_id: 'x', token: 1, tokn: 2 }, /unknown parameter "tokn" in fence; did you mean token\?/u],
  ])('with %s is refused by name', async (_what, fence, message) => {
    await using world = await openGuarded();
    await expect(world.call('add_todo', { title: 'x', fence })).rejects.toThrow(message);
    expect(await world.record.lastSeq()).toBe(0);
  });
});
