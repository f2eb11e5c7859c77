import { expect, it } from 'vitest';
import type { Logger } from '@ltmc/contracts';
import { caller, describeOnDrivers, orchestrate, refused } from './drivers.js';

const ann = caller('ann', { sessionId: 's' });

describeOnDrivers('modes', (open) => {
  it('basic has registry, locks and sessions; the rest says which mode has it, and hinders no search', async () => {
    const layer = orchestrate(await open(), { mode: 'basic' });
    const { agents, sessions, locks, contexts, toolCache, buffer } = layer;
    await agents.register(ann, { agentId: 'ann' });
    await sessions.create(ann, {});
    await locks.acquire(ann, { resourceId: 'x' });
    const off: readonly (readonly [string, readonly (() => Promise<unknown>)[]])[] = [
      ['context_coord', [() => contexts.create(ann, {}), () => contexts.join(ann, {}), () => contexts.leave(ann, {}), () => contexts.propagate(ann, { updates: {} }), () => contexts.get(ann, {}), () => contexts.events(ann, {}), () => contexts.ack(ann, { sequence: 0 })]],
      ['tool_cache', [() => toolCache.stats(ann), () => toolCache.invalidate(ann), () => toolCache.get(ann, 'k'), () => toolCache.put(ann, { key: 'k', value: 1 })]],
      ['shared_buffer', [() => buffer.put(ann, { chunkId: 1 }), () => buffer.get(ann, { chunkId: 1 }), () => buffer.list(ann), () => buffer.popular(ann), () => buffer.stats(ann), () => buffer.count(ann)]],
    ];
    for (const [service, calls] of off) {
      for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'LTMC_DISABLED', message: expect.stringContaining('ORCHESTRATION_MODE=full'), details: { service, mode: 'basic' } });
    }
    buffer.noteUse(ann, [1]);
    expect(await buffer.popularChunks(ann)).toEqual([]);
    expect(await toolCache.generations('team', ['a', 'b'])).toEqual([0, 0]);
    expect(await layer.status(ann)).toMatchObject({
      mode: 'basic',
      services: { agent_registry: true, memory_lock: true, session_state: true, context_coord: false, tool_cache: false, shared_buffer: false },
      counts: { agents: 1, sessions: 1, locks: 1, buffered: 0, values: 0 },
      health: { state: 'ok' },
    });
  });

  it('debug tells each call in the log and in a stream, and nothing of what was said', async () => {
    const lines: unknown[] = [];
    const logger: Logger = { debug: (_message, fields) => { lines.push(fields); }, info: () => undefined, warn: () => undefined, error: () => undefined };
    const store = await open();
    const { agents, contexts, buffer } = orchestrate(store, { mode: 'debug', logger });
    await agents.register(ann, { agentId: 'ann' });
    await contexts.create(ann, { context: { word: 'private' } });
    await expect(contexts.create(ann, {})).rejects.toMatchObject(refused('LTMC_ALREADY_EXISTS'));
    buffer.noteUse(ann, [1]);
    const stream = store.space('team').stream('debug');
    while ((await stream.last()) < 3) await stream.read({ limit: 1, after: 2, waitMs: 1000 });
    const { events } = await stream.read({ limit: 10 });
    expect(events.map(({ body }) => body)).toMatchObject([
      { service: 'agent_registry', operation: 'register', agent_id: 'ann', session_id: 's', success: true, code: null },
      { service: 'context_coord', operation: 'create', success: true, code: null },
      { service: 'context_coord', operation: 'create', success: false, code: 'LTMC_ALREADY_EXISTS' },
    ]);
    expect(lines).toHaveLength(3);
    expect(JSON.stringify([lines, events])).not.toContain('private');
  });

  it('tell their health, and close twice without harm; the store stays open', async () => {
    const store = await open();
    const layer = orchestrate(store);
    expect(await layer.health()).toMatchObject({ state: 'ok', mode: 'full', driver: store.capabilities.driver, reach: store.capabilities.reach, services: { tool_cache: true } });
    await layer.close();
    await layer.close();
    await expect(store.space('team').locks.count()).resolves.toBe(0);
    await store.close();
    expect(await layer.health()).toMatchObject({ state: 'unavailable' });
    expect(await layer.status(ann)).toMatchObject({ counts: null, health: { state: 'unavailable' } });
  });
});
