import { describe, expect, it } from 'vitest';
import { openTestRuntime } from './open-test-runtime.js';

const GATE = 'The gate code of the harbour depot is kept in the blue binder.';

describe('store_memory', () => {
  it('is seen by get, list and retrieve, and after a restart', async () => {
    await using test = await openTestRuntime();
    const stored = await test.call('store_memory', { file_name: 'depot.md', content: GATE, tags: ['site'], metadata: { author: 'kim' }, agent_id: 'a1', wait: 'searchable' });
    expect(stored).toMatchObject({ version: 1, chunks_created: 1, pending_chunks: 0, unchanged: false });
    {
      await using other = await openTestRuntime(test.folder);
      for (const reader of [test, other]) {
        expect(await reader.call('get_memory', { file_name: 'depot.md' })).toMatchObject({
          resource_id: stored['resource_id'],
          content: GATE,
          metadata: { tags: ['site'], custom: { author: 'kim' }, agent_id: 'a1', resource_type: 'document' },
          versions: [{ version: 1, superseded_at: null }],
        });
        expect(await reader.call('list_memories', {})).toMatchObject({ total_count: 1, memories: [{ file_name: 'depot.md', chunks: 1 }] });
        expect(await reader.call('retrieve_memory', { query: 'how do I get into the warehouse at the port?' })).toMatchObject({ total_results: 1, results: [{ resource_id: stored['resource_id'], content: GATE }] });
      }
    }
  });

  it('keeps versions that get_memory and as_of reach', async () => {
    await using test = await openTestRuntime();
    await test.call('store_memory', { file_name: 'plan', content: 'We meet in Bergen.' });
    const between = new Date(Date.now() + 2).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 10));
    await test.call('store_memory', { file_name: 'plan', content: 'We meet in Oslo.' });
    expect(await test.call('get_memory', { file_name: 'plan' })).toMatchObject({ version: 2, content: 'We meet in Oslo.', versions: [{ version: 2 }, { version: 1 }] });
    expect(await test.call('get_memory', { file_name: 'plan', version: 1 })).toMatchObject({ content: 'We meet in Bergen.' });
    expect(await test.call('get_memory', { file_name: 'plan', as_of: between })).toMatchObject({ version: 1 });
    expect(await test.call('retrieve_memory', { query: 'meet', as_of: between })).toMatchObject({ results: [{ content: 'We meet in Bergen.' }] });
  });

  it('answers the same idempotency_key with the same bytes, in another process too, and refuses another body', async () => {
    await using test = await openTestRuntime();
    const args = { file_name: 'a', content: 'once', idempotency_key: 'k', wait: 'searchable' };
    const first = JSON.stringify(await test.call('store_memory', args));
    {
      await using other = await openTestRuntime(test.folder);
      expect(JSON.stringify(await other.call('store_memory', args))).toBe(first);
      await expect(other.call('store_memory', { ...args, content: 'twice' })).rejects.toMatchObject({ code: 'LTMC_IDEMPOTENCY_CONFLICT' });
    }
    expect(await test.call('get_memory', { file_name: 'a' })).toMatchObject({ version: 1, content: 'once' });
  });
});

describe('retrieve_memory', () => {
  it('keeps max_tokens and detail', async () => {
    await using test = await openTestRuntime();
    for (let n = 0; n < 12; n += 1) await test.call('store_memory', { file_name: `n${n}`, content: `Harbour note ${n}. ${'The quay is long and grey. '.repeat(12 + n)}`, wait: 'searchable' });
    const whole = await test.call('retrieve_memory', { query: 'harbour note' });
    const bounded = await test.call('retrieve_memory', { query: 'harbour note', max_tokens: 500 });
    expect(whole).toMatchObject({ total_results: 10 });
    expect(bounded).toMatchObject({ truncated: true });
    expect(bounded['total_results']).toBe(10);
    expect((bounded['results'] as unknown[]).length).toBeLessThan(10);
    expect((bounded['results'] as unknown[]).length).toBeGreaterThan(0);
    const ids = await test.call('retrieve_memory', { query: 'harbour note', detail: 'ids' });
    expect(JSON.stringify(ids)).not.toContain('quay');
    const snippet = await test.call('retrieve_memory', { query: 'harbour note', detail: 'snippet' });
    expect(JSON.stringify(snippet).length).toBeLessThan(JSON.stringify(whole).length);
    expect(JSON.stringify(snippet)).toContain('Harbour note');
  });
});

describe('get_memory', () => {
  it('keeps max_tokens and says that it cut', async () => {
    await using test = await openTestRuntime();
    await test.call('store_memory', { file_name: 'long', content: 'The quay is long and grey. '.repeat(400), wait: 'durable' });
    const cut = await test.call('get_memory', { file_name: 'long', max_tokens: 400 });
    const whole = await test.call('get_memory', { file_name: 'long' });
    expect(cut).toMatchObject({ truncated: true, content: expect.stringMatching(/^The quay .*…$/) });
    expect(String(cut['content']).length).toBeGreaterThan(400);
    expect(String(whole['content']).length).toBe(400 * 27);
    expect(whole['truncated']).toBeUndefined();
  });
});

describe('list_memories', () => {
  it('pages in a stable order while others insert, and filters', async () => {
    await using test = await openTestRuntime();
    for (let n = 0; n < 7; n += 1) await test.call('store_memory', { file_name: `doc-${n}`, content: `text ${n}`, tags: n % 2 === 0 ? ['even'] : ['odd'], wait: 'durable' });
    const names: unknown[] = [];
    let cursor: unknown;
    for (let page = 0; page < 4; page += 1) {
      const { memories, next_cursor } = (await test.call('list_memories', { limit: 2, ...(typeof cursor === 'string' ? { cursor } : {}) })) as { memories: { file_name: string }[]; next_cursor?: string };
      names.push(...memories.map(({ file_name }) => file_name));
      cursor = next_cursor;
      await test.call('store_memory', { file_name: `late-${page}`, content: `late ${page}`, wait: 'durable' });
    }
    expect(names).toEqual(['doc-6', 'doc-5', 'doc-4', 'doc-3', 'doc-2', 'doc-1', 'doc-0']);
    expect(cursor).toBeUndefined();
    expect(await test.call('list_memories', { tags: ['even'] })).toMatchObject({ total_count: 4 });
    expect(await test.call('list_memories', { query: 'doc-3' })).toMatchObject({ total_count: 1, memories: [{ file_name: 'doc-3' }] });
    await expect(test.call('list_memories', { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  });
});

describe('forget_memory', () => {
  it('hides everywhere, is undone, purges, and is idempotent under a key', async () => {
    await using test = await openTestRuntime();
    await test.call('store_memory', { file_name: 'a', content: GATE, wait: 'searchable' });
    const forgotten = await test.call('forget_memory', { file_name: 'a', idempotency_key: 'f' });
    expect(forgotten).toMatchObject({ forgotten: { resources: 1, chunks: 1, messages: 0, links: 0 }, purged: false, undo_until: expect.stringMatching(/Z$/) });
    expect(await test.call('forget_memory', { file_name: 'a', idempotency_key: 'f' })).toEqual(forgotten);
    await expect(test.call('forget_memory', { file_name: 'a' })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    expect(await test.call('retrieve_memory', { query: 'gate code' })).toMatchObject({ total_results: 0 });
    expect(await test.call('list_memories', {})).toMatchObject({ total_count: 0 });
    await test.call('forget_memory', { file_name: 'a', undo: true });
    expect(await test.call('retrieve_memory', { query: 'gate code', mode: 'semantic' })).toMatchObject({ total_results: 1 });
    await test.call('forget_memory', { file_name: 'a', purge: true });
    await expect(test.call('forget_memory', { file_name: 'a', undo: true })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
  });

  it('needs exactly one name', async () => {
    await using test = await openTestRuntime();
    await expect(test.call('forget_memory', {})).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    await expect(test.call('forget_memory', { file_name: 'a', resource_id: 1 })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    await expect(test.call('forget_memory', { conversation_id: 'c' })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
  });
});
