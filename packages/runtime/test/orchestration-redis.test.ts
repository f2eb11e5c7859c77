import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '@ltmc/contracts';
import { describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { expect, it } from 'vitest';
import { openTestRuntime, type TestRuntime } from './open-test-runtime.js';

const PASSWORD = 'secret';
const PATIENCE_MS = 20_000;
const ANN = { agent_id: 'ann', session_id: 'release' };
const BEN = { agent_id: 'ben', session_id: 'release' };
const PLAN = { resource_id: 'memory:plan.md' };

const open = ({ port }: RedisServer, folder?: string): Promise<TestRuntime> => openTestRuntime(folder, { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(port), REDIS_PASSWORD: PASSWORD });
const write = (more: JsonObject): JsonObject => ({ file_name: 'plan.md', wait: 'durable', ...more });

/** Asks until it works: a connection is made again by itself, some time later. */
async function untilWorks<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
      await sleep(100);
    }
  }
}

describeWithServer('coordination over Redis', await needRedis(), () => {
  it('two servers with a record each see each other, share a context, and keep each other out', async () => {
    await using redis = await startRedisServer({ password: PASSWORD });
    await using one = await open(redis);
    await using two = await open(redis);
    await one.call('agent_registry', { action: 'register', ...ANN, capabilities: ['plan'] });
    expect(await two.call('agent_registry', { action: 'list', capability: 'plan' })).toMatchObject({ count: 1, agents: [{ agent_id: 'ann', own: true }] });
    expect(await two.call('agent_registry', { action: 'status' })).toMatchObject({ driver: 'redis', reach: 'network', health: { state: 'ok' }, counts: { agents: 1 } });

    await one.call('context_coord', { action: 'create', ...ANN, context: { goal: 'ship' } });
    await two.call('context_coord', { action: 'propagate', ...BEN, updates: { branch: 'main' } });
    expect(await one.call('context_coord', { action: 'get', ...ANN })).toMatchObject({ version: 2, context: { goal: 'ship', branch: 'main' } });

    const held = await one.call('memory_lock', { action: 'acquire', ...ANN, ...PLAN });
    expect(await two.call('memory_lock', { action: 'acquire', ...BEN, ...PLAN })).toMatchObject({ acquired: false, holder: { agent_id: 'ann' } });
    await expect(two.call('store_memory', write({ content: 'by ben', ...BEN }))).rejects.toMatchObject({ code: 'LTMC_LOCKED' });
    expect(await one.call('store_memory', write({ content: 'by ann', ...ANN, fence: held['fence'] ?? null }))).toMatchObject({ version: 1 });
    await one.call('memory_lock', { action: 'release', ...ANN, lock_id: held['lock_id'] ?? null });
    expect(await two.call('memory_lock', { action: 'acquire', ...BEN, ...PLAN })).toMatchObject({ acquired: true, fence: { token: 2 } });
    expect(await two.runtime.orchestrationHealth()).toMatchObject({ status: 'ok', mode: 'full', driver: 'redis', reach: 'network' });
  });

  it('a Redis that goes away: memories are stored and say what was missing, what needs a lock is refused, and all heals by itself', async () => {
    await using redis = await startRedisServer({ password: PASSWORD });
    await using world = await open(redis);
    const held = await world.call('memory_lock', { action: 'acquire', ...ANN, ...PLAN, timeout: 600 });
    const fence = held['fence'] ?? null;
    await redis.kill();

    expect(await world.call('store_memory', write({ file_name: 'other.md', content: 'unfenced' }))).toMatchObject({ version: 1, degraded: expect.arrayContaining(['coordination']) });
    await expect(world.call('store_memory', write({ content: 'fenced', ...ANN, fence }))).rejects.toMatchObject({ code: 'LTMC_COORDINATION_UNAVAILABLE', retryable: true });
    await expect(world.call('get_memory', { file_name: 'plan.md' })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    for (const [tool, args] of [
      ['memory_lock', { action: 'acquire', ...ANN, resource_id: 'x' }],
      ['agent_registry', { action: 'register', ...BEN }],
      ['context_coord', { action: 'create', ...ANN }],
      ['session_state', { action: 'create', ...ANN }],
      ['tool_cache', { action: 'put', key: 'k', value: 1 }],
      ['shared_buffer', { action: 'list', ...ANN }],
    ] as const) await expect(world.call(tool, args)).rejects.toMatchObject({ code: 'LTMC_COORDINATION_UNAVAILABLE' });
    expect(await world.call('agent_registry', { action: 'status' })).toMatchObject({ counts: null, health: { state: 'unavailable' } });
    const report = await world.runtime.orchestrationHealth();
    expect(report).toMatchObject({ status: 'unavailable', driver: 'redis', why: expect.any(String) });
    expect(JSON.stringify(report)).not.toContain(PASSWORD);

    await redis.restart(); // with nothing in it
    await untilWorks(() => world.call('agent_registry', { action: 'register', ...BEN }));
    await expect(world.call('store_memory', write({ content: 'under the old fence', ...ANN, fence }))).rejects.toMatchObject({ code: 'LTMC_FENCE_STALE' });
    const again = await untilWorks(() => world.call('memory_lock', { action: 'acquire', ...BEN, ...PLAN }));
    expect(Number((again['fence'] as JsonObject)['token'])).toBeGreaterThan(Number((fence as JsonObject)['token']));
    expect(await world.call('store_memory', write({ content: 'anew', ...BEN, fence: again['fence'] ?? null }))).not.toHaveProperty('degraded');
  });

  it('a Redis that was never there stops no start', async () => {
    await using redis = await startRedisServer({ password: PASSWORD });
    await redis.kill();
    await using world = await open(redis);
    expect(await world.call('store_memory', write({ content: 'text' }))).toMatchObject({ version: 1, degraded: ['coordination'] });
    await expect(world.call('memory_lock', { action: 'acquire', ...ANN, ...PLAN })).rejects.toMatchObject({ code: 'LTMC_COORDINATION_UNAVAILABLE' });
    await expect(world.call('store_memory', write({ content: 'fenced', fence: { ...PLAN, token: 1 } }))).rejects.toMatchObject({ code: 'LTMC_COORDINATION_UNAVAILABLE' });
    await redis.restart();
    expect(await untilWorks(() => world.call('memory_lock', { action: 'acquire', ...ANN, ...PLAN }))).toMatchObject({ acquired: true });
  });
});
