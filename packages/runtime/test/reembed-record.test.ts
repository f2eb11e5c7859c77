import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '@ltmc/config';
import { createTestEmbedder } from '@ltmc/embedding';
import { createMemory } from '@ltmc/memory';
import { openSqliteRecord } from '@ltmc/tier-temporal';
import { createExactVectorStore } from '@ltmc/tier-vector';
import { reembedRecord, type ReembedProgress } from '../src/index.js';
import { context, openTestRuntime, silent } from './open-test-runtime.js';

it('makes a record of another model serve the runtime again', async () => {
  await using test = await openTestRuntime();
  const path = join(test.folder, 'ltmc.db');
  {
    await using record = await openSqliteRecord({ path });
    await using vectors = createExactVectorStore();
    await using embedder = createTestEmbedder();
    await using former = createMemory({ record, vectors, embedder, logger: silent });
    await former.store(context, { fileName: 'pets.md', content: 'Our cat sleeps on the radiator.', wait: 'searchable' });
  }
  await expect(test.call('retrieve_memory', { query: 'which animal lives here?' })).rejects.toMatchObject({ code: 'LTMC_FINGERPRINT_MISMATCH', message: expect.stringContaining('ltmc reembed') });

  const seen: ReembedProgress[] = [];
  const result = await reembedRecord(loadConfig({ DB_PATH: path }), { logger: silent, onProgress: (progress) => { seen.push(progress); } });
  // The server that is open may take the only text first.
  expect(result).toEqual({ formerModel: 'test-hash-of-words', embedded: expect.toSatisfy((embedded: number) => embedded === 0 || embedded === 1), total: 1 });
  expect([seen.at(0)?.done, seen.at(-1)?.done]).toEqual([0, 1]);
  expect(await test.call('retrieve_memory', { query: 'which animal lives here?' })).toMatchObject({ results: [{ metadata: { file_name: 'pets.md' } }] });
});
