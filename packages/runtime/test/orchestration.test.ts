import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@ltmc/config';
import type { CallContext, JsonObject } from '@ltmc/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLazyOrchestration, type Orchestration } from '../src/open-orchestration.js';
import { context, openTestRuntime, silent } from './open-test-runtime.js';

let folder: string;
const coordinationFile = (): string => join(folder, 'coordination.db');
const isThere = (path: string): Promise<boolean> => access(path).then(() => true, () => false);
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'ltmc-runtime-')); });
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const ann: CallContext = { ...context, agentId: 'ann' };
const PLAN = 'memory:plan.md';
const acquire = { action: 'acquire', resource_id: PLAN, agent_id: 'ann' };
const write = (more: JsonObject = {}): JsonObject => ({ file_name: 'plan.md', content: 'We ship on Friday.', wait: 'durable', ...more });

describe('until somebody coordinates', () => {
  const record = { fences: { highest: async () => 0, raise: async () => 0 }, readChunks: async () => [] };
  const open = (env: NodeJS.ProcessEnv = {}): Orchestration =>
    createLazyOrchestration({ config: loadConfig({ DB_PATH: join(folder, 'ltmc.db'), ...env }), path: coordinationFile(), record, answers: undefined, clock: { nowMs: () => Date.now() }, logger: silent });

  it('writes are let pass and answers have their first generation, and no file is made for it', async () => {
    await using orchestration = open();
    expect(await orchestration.guard.check(context, { documents: ['plan.md'] })).toEqual({});
    expect(await orchestration.generation('default', 'list_todos')).toBe(0);
    expect(orchestration.opened).toBeUndefined();
    expect(await isThere(coordinationFile())).toBe(false);
    await orchestration.open();
    expect(orchestration.opened).toBeDefined();
    expect(await isThere(coordinationFile())).toBe(true);
  });

  it('what another process locked is seen, though nobody opened anything here', async () => {
    await using here = open();
    await using there = open();
    await (await there.open()).locks.acquire(ann, { resourceId: PLAN });
    await expect(here.guard.check(context, { documents: ['plan.md'] })).rejects.toMatchObject({ code: 'LTMC_LOCKED' });
    expect(await here.guard.check(context, { documents: ['other.md'] })).toEqual({});
  });

  it('opens nothing after it was closed', async () => {
    const orchestration = open();
    await orchestration[Symbol.asyncDispose]();
    await orchestration[Symbol.asyncDispose]();
    await expect(orchestration.open()).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
    expect(await isThere(coordinationFile())).toBe(false);
  });
});

describe('a document that an agent holds', () => {
  it('is written under the fence by its holder alone, until the lock is released', async () => {
    await using world = await openTestRuntime(folder);
    const { lock_id, fence } = await world.call('memory_lock', acquire);
    await expect(world.call('store_memory', write())).rejects.toMatchObject({ code: 'LTMC_LOCKED', retryable: true });
    await expect(world.call('store_memory', write({ fence: fence ?? null, agent_id: 'ben' }))).rejects.toMatchObject({ code: 'LTMC_NOT_OWNER' });
    expect(await world.call('store_memory', write({ fence: fence ?? null, agent_id: 'ann' }))).toMatchObject({ version: 1 });
    await world.call('memory_lock', { action: 'release', lock_id: lock_id ?? null, agent_id: 'ann' });
    await expect(world.call('store_memory', write({ content: 'late', fence: fence ?? null, agent_id: 'ann' }))).rejects.toMatchObject({ code: 'LTMC_FENCE_STALE' });
    expect(await world.call('store_memory', write({ content: 'by anybody' }))).toMatchObject({ version: 2 });
  });
});

describe('a coordination file that is none', () => {
  beforeEach(() => writeFile(coordinationFile(), 'this is no database '.repeat(1000)));

  it('stops neither the start nor a write without a fence, which says so', async () => {
    await using world = await openTestRuntime(folder);
    expect(await world.call('store_memory', write())).toMatchObject({ version: 1, degraded: ['coordination'] });
    expect(await world.call('get_memory', { file_name: 'plan.md' })).toMatchObject({ content: 'We ship on Friday.' });
    expect(await world.call('list_todos', {})).toMatchObject({ total_count: 0 });
  });

  it('refuses writes under a fence, and the tools, and names no path', async () => {
    await using world = await openTestRuntime(folder);
    const refusals = await Promise.all([
      world.call('store_memory', write({ fence: { resource_id: PLAN, token: 1 } })),
      world.call('memory_lock', acquire),
      world.call('agent_registry', { action: 'list' }),
    ].map((call) => call.then(() => 'answered', (error: { code: string; message: string }) => error)));
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ code: expect.stringMatching(/^LTMC_(?!INTERNAL)/u) });
      expect(JSON.stringify(refusal)).not.toContain(folder);
    }
    await expect(world.call('get_memory', { file_name: 'plan.md' })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    expect(await world.runtime.orchestrationHealth()).toMatchObject({ status: 'unavailable', driver: 'sqlite', reach: 'machine', why: expect.any(String) });
  });

  it('is used as soon as it is mended, without a restart', async () => {
    await using world = await openTestRuntime(folder);
    await expect(world.call('memory_lock', acquire)).rejects.toMatchObject({ code: expect.stringMatching(/^LTMC_/u) });
    await rm(coordinationFile());
    expect(await world.call('memory_lock', acquire)).toMatchObject({ acquired: true });
    await expect(world.call('store_memory', write())).rejects.toMatchObject({ code: 'LTMC_LOCKED' });
    expect(await world.runtime.orchestrationHealth()).toMatchObject({ status: 'ok', mode: 'full', driver: 'sqlite' });
  });
});

describe('ORCHESTRATION_MODE=basic', () => {
  it('answers LTMC_DISABLED for what it leaves out, though the tools are listed', async () => {
    await using world = await openTestRuntime(folder, { ORCHESTRATION_MODE: 'basic' });
    const off: readonly (readonly [string, JsonObject])[] = [
      ['context_coord', { action: 'create', session_id: 's', agent_id: 'ann' }],
      ['tool_cache', { action: 'put', key: 'k', value: 1 }],
      ['tool_cache', { action: 'invalidate' }],
      ['shared_buffer', { action: 'list', agent_id: 'ann' }],
    ];
    const listed = world.runtime.registry.list().map(({ name }) => name);
    for (const [tool, args] of off) {
      expect(listed).toContain(tool);
      await expect(world.call(tool, args)).rejects.toMatchObject({ code: 'LTMC_DISABLED', message: expect.stringContaining('ORCHESTRATION_MODE') });
    }
    expect(await world.call('agent_registry', { action: 'status' })).toMatchObject({
      mode: 'basic', services: { agent_registry: true, memory_lock: true, session_state: true, context_coord: false, tool_cache: false, shared_buffer: false },
    });
    expect(await world.call('memory_lock', acquire)).toMatchObject({ acquired: true });
    expect(await world.call('list_todos', {})).toMatchObject({ total_count: 0 });
  });
});
