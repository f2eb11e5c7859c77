import { join } from 'node:path';
import type { CallContext, JsonObject } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { context, openTestRuntime, type TestRuntime } from './open-test-runtime.js';

async function found({ call }: TestRuntime, query: string, mode: string, as: CallContext = context): Promise<unknown[]> {
  const { results } = await call('retrieve_memory', { query, mode, top_k: 50 }, as);
  return isHits(results) ? results.map(({ content }) => content) : [];
}

function isHits(results: unknown): results is readonly JsonObject[] {
  return Array.isArray(results);
}

describe('two servers on one record with different settings', () => {
  it('each keep their own index folder, durability and threads, and see each other at once', async () => {
    await using one = await openTestRuntime();
    await using two = await openTestRuntime(one.folder, { FAISS_INDEX_PATH: join(one.folder, 'another-index'), LTMC_DURABILITY: 'normal', LTMC_EMBED_WORKERS: '1', LOG_LEVEL: 'error' });
    for (const [writer, reader, name] of [[one, two, 'first'], [two, one, 'second']] as const) {
      const text = `The ${name} ferry to the island leaves at dawn.`;
      await writer.call('store_memory', { file_name: 'ferry', content: text, wait: 'searchable' });
      for (const mode of ['semantic', 'keyword', 'hybrid']) expect(await found(reader, 'ferry island', mode)).toEqual([text]);
    }
    await two.call('forget_memory', { file_name: 'ferry', purge: true });
    for (const mode of ['semantic', 'keyword', 'hybrid']) expect(await found(one, 'ferry island', mode)).toEqual([]);
  });

  it('keep namespaces apart, and number their memories together', async () => {
    await using one = await openTestRuntime(undefined, { LTMC_NAMESPACE: 'alpha' });
    await using two = await openTestRuntime(one.folder, { LTMC_NAMESPACE: 'beta', FAISS_INDEX_PATH: join(one.folder, 'index') });
    const [alpha, beta] = ['alpha', 'beta'].map((namespace): CallContext => ({ ...context, namespace }));
    const first = await one.call('store_memory', { file_name: 'same-name', content: 'The alpha team meets on Monday.', wait: 'searchable' }, alpha);
    const second = await two.call('store_memory', { file_name: 'same-name', content: 'The beta team meets on Friday.', wait: 'searchable' }, beta);
    expect(second).toMatchObject({ version: 1 });
    expect(second['resource_id']).not.toBe(first['resource_id']);
    for (const mode of ['semantic', 'keyword', 'hybrid']) {
      expect(await found(one, 'when does the team meet?', mode, alpha)).toEqual(['The alpha team meets on Monday.']);
      expect(await found(two, 'when does the team meet?', mode, beta)).toEqual(['The beta team meets on Friday.']);
    }
    await expect(two.call('get_memory', { resource_id: first['resource_id'] ?? 0 }, beta)).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
  });

  it('refuse what only their own limits refuse', async () => {
    await using wide = await openTestRuntime();
    await using narrow = await openTestRuntime(wide.folder, { LTMC_MAX_CONTENT_BYTES: '1024' });
    const content = 'long '.repeat(500);
    await expect(narrow.call('store_memory', { file_name: 'long', content })).rejects.toMatchObject({ code: 'LTMC_CONTENT_TOO_LARGE' });
    await wide.call('store_memory', { file_name: 'long', content });
    expect(await narrow.call('get_memory', { file_name: 'long' })).toMatchObject({ content });
  });
});
