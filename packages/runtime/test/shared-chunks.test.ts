import type { JsonObject } from '@ltmc/contracts';
import { expect, it } from 'vitest';
import { context, openTestRuntime, type TestRuntime } from './open-test-runtime.js';

const TEXT = 'The bridge opens at nine.';
const CHANGED = 'The bridge opens at ten.';
const NAME = { file_name: 'bridge.md' };
const store = (world: TestRuntime, content: string): Promise<JsonObject> => world.call('store_memory', { ...NAME, content, wait: 'durable' });

async function chunkOf(world: TestRuntime): Promise<number> {
  const { results } = await world.call('retrieve_memory', { query: 'bridge', mode: 'keyword' });
  const [hit] = results as readonly { readonly chunk_id: number }[];
  return hit?.chunk_id ?? 0;
}

it('a chunk that an agent shares comes with its text, until the record does not have it any more', async () => {
  await using world = await openTestRuntime();
  await store(world, TEXT);
  const chunk_id = await chunkOf(world);
  const shared = async (as = context): Promise<unknown> => {
    const { item } = await world.call('shared_buffer', { action: 'get', chunk_id }, as);
    const { items } = await world.call('shared_buffer', { action: 'list', agent_id: 'ann' }, as);
    expect(items).toEqual([item]);
    return item;
  };
  const { item } = await world.call('shared_buffer', { action: 'put', chunk_id, agent_id: 'ann' });
  const there = { item_id: `chunk:${chunk_id}`, chunk_id, content: TEXT, agents: ['ann'], expires_at: expect.any(String) };
  const gone = { ...there, content: null, gone: true };
  expect(item).toEqual(there);
  expect(await shared()).toEqual(there);

  await world.call('forget_memory', NAME);
  expect(await shared()).toEqual(gone);
  await world.call('forget_memory', { ...NAME, undo: true });
  expect(await shared()).toEqual(there);
  await store(world, CHANGED);
  expect(await shared()).toEqual(gone);
});

it('a chunk of another namespace is none here', async () => {
  await using world = await openTestRuntime();
  await store(world, TEXT);
  const chunk_id = await chunkOf(world);
  const elsewhere = { ...context, namespace: 'elsewhere' };
  expect(await world.call('shared_buffer', { action: 'put', chunk_id, agent_id: 'eve' }, elsewhere)).toMatchObject({ item: { chunk_id, content: null, gone: true } });
  expect(await world.call('shared_buffer', { action: 'list', agent_id: 'eve' }, elsewhere)).toMatchObject({ items: [{ chunk_id, content: null, gone: true }] });
});
