import { expect, it } from 'vitest';
import { ndcgAt } from '@ltmc/ranking';
import { recallFixture } from '@ltmc/testing';
import type { SearchMode } from '../src/types.js';
import { openTestMemory, type TestMemory } from './open-memory.js';

const K = 10;

async function ndcgOf(test: TestMemory, mode: SearchMode): Promise<number> {
  let sum = 0;
  for (const { text, gold } of recallFixture.questions) {
    const found = (await test.search(text, { mode, topK: K })).map(({ fileName }) => fileName);
    sum += ndcgAt([...new Set(found)], new Set(gold), K);
  }
  return sum / recallFixture.questions.length;
}

it('hybrid finds no less than words alone (nDCG@10)', async () => {
  await using test = await openTestMemory();
  await Promise.all(recallFixture.documents.map(({ id, text }) => test.store(id, text)));
  const [keyword, semantic, hybrid] = [await ndcgOf(test, 'keyword'), await ndcgOf(test, 'semantic'), await ndcgOf(test, 'hybrid')];
  expect(hybrid).toBeGreaterThanOrEqual(keyword);
  // A search that finds next to nothing in every mode would pass the comparison too.
  expect(keyword).toBeGreaterThan(0.4);
  expect(semantic).toBeGreaterThan(0.6);
}, 60_000);
