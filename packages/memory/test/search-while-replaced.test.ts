import { createTestEmbedder } from '@ltmc/embedding';
import { createMemoryRecord } from '@ltmc/tier-temporal';
import { createExactVectorStore } from '@ltmc/tier-vector';
import { expect, it } from 'vitest';
import { createMemory } from '../src/create-memory.js';
import { context, silent } from './open-memory.js';

it.each([1, 2])('a memory replaced %i times between the reads of a search is found as it then is', async (replacements) => {
  const record = createMemoryRecord();
  const vectors = createExactVectorStore();
  const embedder = createTestEmbedder();
  const store = (content: string) => memory.store(context, { fileName: 'plan', content, wait: 'durable' });
  let left = replacements;
  const raced = {
    ...record,
    searchText: async (...asked: Parameters<typeof record.searchText>) => {
      const found = await record.searchText(...asked);
      if (left > 0) await store(`harbour, version ${left--}`);
      return found;
    },
  };
  const memory = createMemory({ record: raced, vectors, embedder, logger: silent });
  await store('harbour, as first told');
  const { hits } = await memory.search(context, { query: 'harbour', mode: 'keyword' });
  expect(hits.map(({ content }) => content)).toEqual(['harbour, version 1']);
  for (const part of [memory, vectors, embedder, record]) await part.close();
});
