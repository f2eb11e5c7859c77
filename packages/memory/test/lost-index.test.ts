import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createTestEmbedder } from '@ltmc/embedding';
import { openTestMemory } from './open-memory.js';

it('a crash of the index thread costs no answer: the index is filled again from the record', async () => {
  // The test embedder starts no thread, so the first one is the index's.
  const created = once(process, 'worker');
  await using test = await openTestMemory({ embedder: createTestEmbedder() });
  const [worker]: Worker[] = await created;
  await test.store('pets', 'The cat sleeps on the radiator.');
  expect(await test.search('cat radiator', { mode: 'semantic' })).toHaveLength(1);
  await worker?.terminate();
  expect(await test.search('cat radiator', { mode: 'semantic' })).toHaveLength(1);
  await test.store('more', 'The dog sleeps in the hall.');
  expect(await test.search('sleeps', { mode: 'semantic' })).toHaveLength(2);
});
