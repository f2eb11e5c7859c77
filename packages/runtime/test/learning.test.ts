import type { JsonObject } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { context, openTestRuntime, type TestRuntime } from './open-test-runtime.js';

const as = (agentId: string) => ({ ...context, agentId });

/** What the tests look at. */
interface Status {
  readonly success: true;
  readonly enabled: boolean;
  readonly patterns: JsonObject;
  readonly sharing: { readonly knowledge: readonly { readonly name: string; readonly agent_id: string; readonly outcome: string | null; readonly near: string }[] };
  readonly adaptive: readonly { readonly name: string }[];
  readonly performance: readonly { readonly tool: string; readonly p50_ms: number; readonly p95_ms: number }[];
}

async function status({ call }: TestRuntime, args: JsonObject = {}): Promise<Status> {
  return (await call('learning_status', args)) as unknown as Status;
}

describe('learning_status', () => {
  it('tells an agent what others stored and tried near its recent work, by meaning, and nothing else', async () => {
    await using test = await openTestRuntime();
    const store = (name: string, content: string, agentId?: string) => test.call('store_memory', { file_name: name, content, wait: 'searchable' }, agentId === undefined ? context : as(agentId));
    await store('notes/cache.md', 'We keep rendered thumbnails in Redis for an hour.', 'ann');
    await store('notes/expiry.md', 'Thumbnails in the cache must expire after one hour, or Redis runs out of memory.', 'bob');
    await store('notes/lunch.md', 'The canteen has lentil soup on Thursdays.', 'bob');
    await store('notes/nobody.md', 'Rendered thumbnails live in Redis for one hour.');
    await test.call('log_code_attempt', { input_prompt: 'Put a rendered thumbnail into Redis with an expiry', generated_code: 'redis.set(key, bytes)', result: 'fail', error_message: 'no expiry' }, as('bob'));

    const { sharing, patterns } = await status(test, { agent_id: 'ann' });
    expect(sharing).toMatchObject({ enabled: true, agent_id: 'ann', recent_work: ['notes/cache.md'] });
    expect(sharing.knowledge.map(({ name, agent_id: who, outcome, near }) => [name, who, outcome, near]).toSorted()).toEqual([
      ['Put a rendered thumbnail into Redis with an expiry', 'bob', 'fail', 'notes/cache.md'],
      ['notes/expiry.md', 'bob', null, 'notes/cache.md'],
    ]);
    expect(patterns).toMatchObject({ total_patterns: 1, total_attempts: 1, failing: [{ n: 1, agents: [{ agent_id: 'bob', attempts: 1, passed: 0 }] }], proven: [] });

    expect((await status(test, { section: 'sharing', agent_id: 'bob' })).sharing.knowledge.map(({ name }) => name)).toEqual(['notes/cache.md']);
    expect((await status(test, { section: 'sharing' })).sharing).toEqual({ enabled: true, agent_id: null, recent_work: [], knowledge: [] });
    // What is forgotten is shared with nobody.
    await test.call('forget_memory', { file_name: 'notes/expiry.md' });
    expect((await status(test, { section: 'sharing', agent_id: 'ann' })).sharing.knowledge).toMatchObject([{ outcome: 'fail' }]);
    expect((await test.call('learning_status', { section: 'sharing', agent_id: 'ann' }, { ...context, namespace: 'other' }))['sharing']).toMatchObject({ recent_work: [], knowledge: [] });
  });

  it('is not kept from telling what another tried by how much the agent tried itself', async () => {
    await using test = await openTestRuntime();
    const attempt = (which: number, prompt: string, agentId: string) => test.call('log_code_attempt', { input_prompt: prompt, generated_code: `await redis.set("thumb", bytes, ${which});`, result: 'pass' }, as(agentId));
    for (let which = 0; which < 12; which += 1) await attempt(which, 'Put a rendered thumbnail into Redis', 'ann');
    await attempt(99, 'Store a thumbnail picture in the Redis cache', 'bob');
    await expect.poll(async () => (await status(test, { section: 'sharing', agent_id: 'ann' })).sharing.knowledge).toMatchObject([{ name: 'Store a thumbnail picture in the Redis cache', agent_id: 'bob' }]);
  });

  it('tells how fast each tool is, and which settings follow measurements', async () => {
    await using test = await openTestRuntime();
    for (let call = 0; call < 3; call += 1) await test.call('list_todos', {});
    await expect(test.call('get_memory', { file_name: 'none' })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    const { success, enabled, performance, adaptive } = await status(test);
    expect([success, enabled]).toEqual([true, true]);
    // Who asks for what is not there has made no failure of the server.
    expect(performance).toMatchObject([{ tool: 'get_memory', calls: 1, failures: 0 }, { tool: 'list_todos', calls: 3, failures: 0, trend: 'unknown', anomalies: [] }]);
    const [, listed] = performance;
    expect(listed?.p95_ms).toBeGreaterThanOrEqual(listed?.p50_ms ?? Infinity);
    expect(listed?.p50_ms).toBeGreaterThan(0);
    expect(adaptive.map(({ name }) => name)).toEqual(expect.arrayContaining(['ef_search', 'cache_bytes', 'cache_ttl_ms']));
    expect(adaptive.find(({ name }) => name === 'ef_search')).toEqual({ name: 'ef_search', value: 200, bounds: [100, 1600], last_change: null });
    expect(Object.keys(await status(test, { section: 'performance' })).toSorted()).toEqual(['enabled', 'performance', 'success']);
  });

  it('leaves the threads that embed to who set them, and the cache where there is none', async () => {
    await using test = await openTestRuntime(undefined, { LTMC_EMBED_WORKERS: '2', CACHE_ENABLED: 'false' });
    expect((await status(test)).adaptive.map(({ name }) => name)).toEqual(['ef_search']);
  });

  it('says that nothing is learned where it is switched off, in whole or in part', async () => {
    await using off = await openTestRuntime(undefined, { ML_INTEGRATION_ENABLED: 'false' });
    await off.call('log_code_attempt', { input_prompt: 'Sort', generated_code: 'sort()', result: 'pass' }, as('bob'));
    expect(await status(off, { agent_id: 'ann' })).toMatchObject({ enabled: false, patterns: { enabled: false, total_patterns: 0 }, sharing: { enabled: false, knowledge: [] }, adaptive: [], performance: [] });

    await using apart = await openTestRuntime(undefined, { ML_LEARNING_COORDINATION: 'false' });
    await apart.call('log_code_attempt', { input_prompt: 'Sort', generated_code: 'sort()', result: 'pass' }, as('bob'));
    expect(await status(apart, { agent_id: 'bob' })).toMatchObject({ enabled: true, patterns: { enabled: false, total_patterns: 0 }, sharing: { enabled: false, recent_work: [] }, performance: [{ tool: 'log_code_attempt' }] });
  });
});
