import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { context, openTestRuntime } from './open-test-runtime.js';

it('counts agents of every namespace that is known or named', async () => {
  await using world = await openTestRuntime();
  const { activeAgents } = world.runtime.gauges;
  const register = (namespace: string): Promise<unknown> => world.call('agent_registry', { action: 'register', name: 'ann' }, { ...context, namespace });
  await register('default');
  await register('holds');
  await register('empty');
  expect(await activeAgents()).toBe(1);
  await world.call('store_memory', { file_name: 'a.md', content: 'Something.', wait: 'durable' }, { ...context, namespace: 'holds' });
  expect(await activeAgents()).toBe(2);
  expect(await activeAgents(['empty', 'holds'])).toBe(3);
});

it('looks at agents without making a file for it', async () => {
  await using world = await openTestRuntime();
  const before = await readdir(world.folder);
  expect(await world.runtime.gauges.activeAgents()).toBe(0);
  expect(await readdir(world.folder)).toEqual(before);
  expect(before).not.toContain('coordination.db');
});

it('counts what waits for its embedding, and what the cache could give', async () => {
  await using world = await openTestRuntime();
  const { pendingEmbeddings, answers, caches } = world.runtime.gauges;
  await world.call('store_memory', { file_name: 'a.md', content: 'Something.', wait: 'durable' });
  expect(await pendingEmbeddings()).toBe(1);
  await world.call('store_memory', { file_name: 'a.md', content: 'Something.', wait: 'searchable' });
  expect(await pendingEmbeddings()).toBe(0);
  const before = await answers();
  await world.call('list_memories', {});
  while ((await answers()).hits === before.hits) await world.call('list_memories', {});
  expect((await answers()).misses).toBeGreaterThan(before.misses);
  expect(await caches()).toEqual([{ driver: 'memory', evictions: 0, bytes: expect.any(Number) }]);
});

it('has no cache where none is wanted', async () => {
  await using world = await openTestRuntime(undefined, { CACHE_ENABLED: 'false' });
  expect(await world.runtime.gauges.caches()).toEqual([]);
  expect(await world.runtime.gauges.answers()).toEqual({ hits: 0, misses: 0 });
});
