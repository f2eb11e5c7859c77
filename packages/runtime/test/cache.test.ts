import { loadConfig } from '@ltmc/config';
import type { Clock, JsonObject } from '@ltmc/contracts';
import { openRedisCacheStore, redisKeys } from '@ltmc/tier-cache';
import { describeWithServer } from '@ltmc/testing';
import { freePort, needRedis, startRedisServer } from '@ltmc/testing/servers';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createRuntime, diagnose, type Finding } from '../src/index.js';
import { openTestRuntime, silent, type TestRuntime } from './open-test-runtime.js';

const PASSWORD = 'secret';

/** Calls a tool, and tells whether the answer was kept from before. */
function watched(): { readonly logger: typeof silent; readonly cached: (boolean | undefined)[] } {
  const cached: (boolean | undefined)[] = [];
  const info = (_message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    if ('tool_name' in fields) cached.push(typeof fields['cached'] === 'boolean' ? fields['cached'] : undefined);
  };
  return { logger: { ...silent, info }, cached };
}

/** Asks until the answer comes from the cache: it is kept beside the first answer, not before it. */
async function untilKept({ call }: TestRuntime, cached: readonly (boolean | undefined)[], name: string, args: JsonObject): Promise<JsonObject> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await call(name, args);
    if (cached.at(-1) === true) return answer;
    await sleep(10);
  }
  throw new Error(`${name} was never answered from the cache`);
}

describe('answers in memory', () => {
  it('are given again, and never after a write of what they are made of', async () => {
    const { logger, cached } = watched();
    await using test = await openTestRuntime(undefined, {}, { logger });
    await test.call('store_memory', { file_name: 'a', content: 'the first text', wait: 'searchable' });
    const first = await test.call('get_memory', { file_name: 'a' });
    expect(await untilKept(test, cached, 'get_memory', { file_name: 'a' })).toEqual(first);
    await test.call('add_todo', { title: 'something else' });
    await test.call('get_memory', { file_name: 'a' });
    expect(cached.at(-1)).toBe(true);
    await test.call('store_memory', { file_name: 'a', content: 'the second text', wait: 'durable' });
    expect(await test.call('get_memory', { file_name: 'a' })).toMatchObject({ content: 'the second text', version: 2 });
    expect(cached.at(-1)).toBe(false);
  });

  it('are of one namespace', async () => {
    const { logger, cached } = watched();
    await using test = await openTestRuntime(undefined, {}, { logger });
    await test.call('add_todo', { title: 'mine' });
    await untilKept(test, cached, 'list_todos', {});
    expect(await test.call('list_todos', {}, { namespace: 'other', principal: 'p' })).toMatchObject({ total_count: 0 });
  });

  it('end when something begins to be valid, or ceases to be, to the millisecond', async () => {
    const clock = { nowMs: () => now } satisfies Clock;
    let now = Date.UTC(2026, 0, 1);
    const at = (ms: number): string => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
    const { logger, cached } = watched();
    await using test = await openTestRuntime(undefined, {}, { logger, clock });
    await test.call('store_memory', { file_name: 'a', content: 'the gate is open', expires_at: at(60_000), wait: 'searchable' });
    await test.call('store_memory', { file_name: 'b', content: 'the gate is shut', valid_from: at(30_000), wait: 'searchable' });
    const names = async (): Promise<unknown> => JSON.stringify(await test.call('list_memories', {})).match(/(?<="file_name":")\w+/gu)?.toSorted();
    for (const [ms, expected] of [[0, ['a']], [29_999, ['a']], [30_000, ['a', 'b']], [59_999, ['a', 'b']], [60_000, ['b']], [29_999, ['a']]] as const) {
      now = Date.UTC(2026, 0, 1) + ms;
      expect([ms, await names()]).toEqual([ms, expected]);
      await untilKept(test, cached, 'list_memories', {});
      expect([ms, await names()]).toEqual([ms, expected]);
    }
  });

  it('are kept for five minutes at most', async () => {
    let now = 1_000_000;
    const { logger, cached } = watched();
    await using test = await openTestRuntime(undefined, {}, { logger, clock: { nowMs: () => now } });
    await test.call('list_todos', {});
    await untilKept(test, cached, 'list_todos', {});
    now += 300_000;
    await test.call('list_todos', {});
    expect(cached.at(-1)).toBe(false);
  });

  it('are not kept at all where CACHE_ENABLED is false', async () => {
    const { logger, cached } = watched();
    await using test = await openTestRuntime(undefined, { CACHE_ENABLED: 'false' }, { logger });
    for (let round = 0; round < 3; round += 1) await test.call('list_todos', {});
    expect(cached).toEqual([undefined, undefined, undefined]);
    expect(test.runtime.startLine).toContain('cache off');
  });
});

describe('a Redis that is configured and away', () => {
  it('fails nothing: answers are kept in memory', async () => {
    const { logger, cached } = watched();
    await using test = await openTestRuntime(undefined, { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(await freePort()), REDIS_PASSWORD: PASSWORD }, { logger });
    await test.call('add_todo', { title: 'one' });
    expect(await untilKept(test, cached, 'list_todos', {})).toMatchObject({ total_count: 1 });
    const { status, components } = await test.runtime.health();
    expect(components.redis).toMatchObject({ state: 'unavailable', driver: 'redis', why: expect.any(String) });
    expect(status).toBe('degraded');
    expect(JSON.stringify(components)).not.toContain(PASSWORD);
  });

  it('fails the start where it is required', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ltmc-runtime-'));
    await using runtime = createRuntime(loadConfig({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(await freePort()), REDIS_REQUIRED: 'true', DB_PATH: join(folder, 'ltmc.db') }), { logger: silent, version: '0.0.0' });
    await expect(runtime.open()).rejects.toMatchObject({ code: 'LTMC_CACHE_UNAVAILABLE' });
    await rm(folder, { recursive: true, force: true });
  });

  it('is told by the doctor', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ltmc-runtime-'));
    const findings: Finding[] = [];
    for await (const finding of diagnose(loadConfig({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(await freePort()), DB_PATH: join(folder, 'ltmc.db') }))) findings.push(finding);
    expect(findings.find(({ check }) => check === 'redis')).toMatchObject({ state: 'note', mend: expect.stringContaining('REDIS_HOST') });
    await rm(folder, { recursive: true, force: true });
  });
});

describeWithServer('two servers with one Redis', await needRedis(), () => {
  const envOf = ({ port }: { readonly port: number }): Record<string, string> => ({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(port), REDIS_PASSWORD: PASSWORD, REDIS_REQUIRED: 'true' });

  it('answer what the other has answered, and never what is no longer so', async () => {
    await using redis = await startRedisServer({ password: PASSWORD });
    const { logger, cached } = watched();
    await using one = await openTestRuntime(undefined, envOf(redis));
    await using two = await openTestRuntime(one.folder, envOf(redis), { logger });
    for (let version = 1; version <= 20; version += 1) {
      await one.call('store_memory', { file_name: 'a', content: `text ${version}`, wait: 'durable' });
      expect(await two.call('get_memory', { file_name: 'a' })).toMatchObject({ version, content: `text ${version}` });
      await one.call('get_memory', { file_name: 'a' });
      expect(await untilKept(two, cached, 'get_memory', { file_name: 'a' })).toMatchObject({ version });
    }
    expect((await one.runtime.health()).components.redis).toMatchObject({ state: 'ok', latencyMs: expect.any(Number) });
    expect(one.runtime.startLine).toContain('cache redis');
  });

  it('share the vectors of queries', async () => {
    await using redis = await startRedisServer({ password: PASSWORD });
    await using one = await openTestRuntime(undefined, envOf(redis));
    await using cache = await openRedisCacheStore({ url: redis.url, cacheTimeoutMs: 5000, commandTimeoutMs: 5000 });
    const keys = async (): Promise<string[]> => {
      const found: string[] = [];
      for await (const key of cache.bytes('query_vectors').keys()) found.push(key);
      return found;
    };
    // On a busy machine one may not get there in time, and is then not tried again.
    for (let tries = 0; tries < 100 && (await keys()).length === 0; tries += 1) {
      await one.call('retrieve_memory', { query: `how do we deploy ${tries}?` });
      await sleep(10);
    }
    const [key] = await keys();
    expect(key).toMatch(/^[0-9a-f]{64}$/u);
  });

  it('leave nothing of what was purged in Redis', async () => {
    await using redis = await startRedisServer({ password: PASSWORD });
    const { logger, cached } = watched();
    await using test = await openTestRuntime(undefined, envOf(redis), { logger });
    await test.call('store_memory', { file_name: 'a', content: 'a secret by mistake', wait: 'durable' });
    await untilKept(test, cached, 'get_memory', { file_name: 'a' });
    const held = async (): Promise<string> => String(await redis.command(['KEYS', redisKeys().toolCache('*')]));
    expect(await held()).toContain('tool_cache');
    await test.call('forget_memory', { file_name: 'a', purge: true });
    expect(await held()).not.toContain('tool_cache');
  });
});
