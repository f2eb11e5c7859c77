import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { caller, describeOnDrivers, orchestrate, refused } from './drivers.js';

const ann = caller('ann');
const answers = {
  tallies: () => new Map([['search', { hits: 3, misses: 1 }], ['list', { hits: 0, misses: 4 }]]),
  size: async () => ({ entries: 5, bytes: 1234 }),
};

describeOnDrivers('tool cache', (open) => {
  it('keeps values for every process, for their time', async () => {
    const { toolCache } = orchestrate(await open());
    const other = orchestrate(await open());
    const put = await toolCache.put(ann, { key: 'k', value: { a: [1, null] } });
    expect(put.expiresAtMs - put.storedAtMs).toBe(300_000);
    expect(await other.toolCache.get(caller('ben'), 'k')).toMatchObject({ key: 'k', value: { a: [1, null] }, agentId: 'ann' });
    await other.toolCache.put(caller(), { key: 'k', value: null, ttlSeconds: 1 });
    expect(await toolCache.get(ann, 'k')).toMatchObject({ value: null, agentId: null });
    await sleep(1100);
    expect(await toolCache.get(ann, 'k')).toBeUndefined();
    expect(await toolCache.get(caller('ann', { namespace: 'elsewhere' }), 'k')).toBeUndefined();
  });

  it('invalidates one tool or all of a namespace, at once in every process', async () => {
    const { toolCache } = orchestrate(await open());
    const other = orchestrate(await open());
    const tools = ['search', 'list'];
    const generations = async (): Promise<readonly number[]> => other.toolCache.generations('team', tools);
    expect(await generations()).toEqual([0, 0]);
    expect(await toolCache.invalidate(ann, 'search')).toEqual({ tool: 'search', generation: 1 });
    expect(await generations()).toEqual([1, 0]);
    expect(await toolCache.invalidate(ann)).toEqual({ tool: null, generation: 1 });
    expect(await generations()).toEqual([2, 1]);
    await toolCache.invalidate(ann, 'list');
    expect(await generations()).toEqual([2, 2]);
    expect(await other.toolCache.generations('elsewhere', tools)).toEqual([0, 0]);
  });

  it('tells the statistics of all tools or one', async () => {
    const { toolCache } = orchestrate(await open(), { answers });
    await toolCache.put(ann, { key: 'k', value: 1 });
    expect(await toolCache.stats(ann)).toEqual({
      hits: 3, misses: 5, hitRate: 3 / 8, entries: 5, bytes: 1234, values: 1,
      tools: { search: { hits: 3, misses: 1, hitRate: 0.75 }, list: { hits: 0, misses: 4, hitRate: 0 } },
    });
    expect(await toolCache.stats(ann, 'search')).toMatchObject({ hits: 3, misses: 1, hitRate: 0.75, tools: { search: { hits: 3 } } });
    expect(await toolCache.stats(ann, 'never')).toMatchObject({ hits: 0, misses: 0, hitRate: 0, tools: {} });
    expect(await orchestrate(await open()).toolCache.stats(ann)).toMatchObject({ entries: 0, bytes: 0, values: 1, hitRate: 0 });
  });

  it('refuses keys, values and times that cannot be', async () => {
    const { toolCache } = orchestrate(await open());
    await expect(toolCache.put(ann, { key: '', value: 1 })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await expect(toolCache.put(ann, { key: 'k', value: Number.NaN })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await expect(toolCache.put(ann, { key: 'k', value: 1, ttlSeconds: 0 })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await expect(toolCache.put(ann, { key: 'k', value: 'x'.repeat(262_144) })).rejects.toMatchObject(refused('LTMC_CONTENT_TOO_LARGE'));
    await expect(toolCache.invalidate(ann, 'a\tb')).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    expect(await toolCache.get(ann, 'k')).toBeUndefined();
  });
});
