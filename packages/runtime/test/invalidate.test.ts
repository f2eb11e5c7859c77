import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '@ltmc/contracts';
import { expect, it } from 'vitest';
import { context, openTestRuntime, silent, type TestRuntime } from './open-test-runtime.js';

/** An invalidation is known to every process after half a second; asked a little later. */
const NOTICED_MS = 600;

/** A runtime of which one sees whether the last answer was kept from before. */
async function openWatched(folder?: string): Promise<TestRuntime & { readonly cached: (boolean | undefined)[] }> {
  const cached: (boolean | undefined)[] = [];
  const info = (_message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    if ('tool_name' in fields) cached.push(typeof fields['cached'] === 'boolean' ? fields['cached'] : undefined);
  };
  return Object.assign(await openTestRuntime(folder, {}, { logger: { ...silent, info } }), { cached });
}

async function untilKept({ call, cached }: Awaited<ReturnType<typeof openWatched>>, tool: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    await call(tool, {});
    if (cached.at(-1) === true) return;
    await sleep(10);
  }
  throw new Error(`${tool} was never answered from the cache`);
}

it('an answer that was kept is made anew after invalidate, in this process and within a second in others; other tools and namespaces keep theirs', async () => {
  await using one = await openWatched();
  await using two = await openWatched(one.folder);
  const all = [one, two];
  for (const world of all) for (const tool of ['list_todos', 'list_memories']) await untilKept(world, tool);
  const invalidate = (args: JsonObject, as = context) => one.call('tool_cache', { action: 'invalidate', ...args }, as);

  expect(await invalidate({ tool: 'list_todos' }, { ...context, namespace: 'other' })).toMatchObject({ tool: 'list_todos', generation: 1 });
  await sleep(NOTICED_MS);
  for (const world of all) {
    await world.call('list_todos', {});
    expect(world.cached.at(-1)).toBe(true);
  }

  expect(await invalidate({ tool: 'list_todos' })).toMatchObject({ tool: 'list_todos', generation: 1 });
  await sleep(NOTICED_MS);
  for (const world of all) {
    await world.call('list_todos', {});
    expect(world.cached.at(-1)).toBe(false);
    await world.call('list_memories', {});
    expect(world.cached.at(-1)).toBe(true);
    await untilKept(world, 'list_todos');
  }

  expect(await invalidate({})).toMatchObject({ tool: null, generation: 1 });
  await sleep(NOTICED_MS);
  for (const world of all) {
    for (const tool of ['list_todos', 'list_memories']) {
      await world.call(tool, {});
      expect([tool, world.cached.at(-1)]).toEqual([tool, false]);
    }
  }
});

it('hits and misses are counted by tool', async () => {
  await using world = await openWatched();
  await world.call('list_todos', {});
  await untilKept(world, 'list_todos');
  const { tools, entries, bytes } = await world.call('tool_cache', { action: 'stats', tool: 'list_todos' });
  const misses = world.cached.filter((kept) => kept === false).length;
  expect(tools).toEqual({ list_todos: { hits: 1, misses, hit_rate: Math.round(1000 / (misses + 1)) / 1000 } });
  expect(entries).toBe(1);
  expect(bytes).toBeGreaterThan(0);
  expect(await world.call('tool_cache', { action: 'stats', tool: 'list_memories' })).toMatchObject({ hits: 0, misses: 0, hit_rate: 0 });
});
