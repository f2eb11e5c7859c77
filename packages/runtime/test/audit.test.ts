import { expect, it } from 'vitest';
import type { AuditEntry } from '@ltmc/observability';
import { context, openTestRuntime } from './open-test-runtime.js';

it('every call leaves a row, refusals too: who, what and how it ended, and no text', async () => {
  const rows: AuditEntry[] = [];
  await using world = await openTestRuntime(undefined, {}, { audit: { record: (row) => void rows.push(row) } });
  const { registry, catalog } = world.runtime;
  const alice = { ...context, principal: 'alice' };
  await registry.call('store_memory', { file_name: 'secret-plan.md', content: 'The bridge opens at nine.', wait: 'searchable', agent_id: 'a1', session_id: 's1' }, alice);
  await registry.call('store_memory', { file_name: 'other.md', content: 'Boats pass under the bridge.', wait: 'searchable' }, { ...alice, agentId: 'a2' });
  await registry.call('retrieve_memory', { query: 'when does the bridge open?' }, alice);
  await registry.call('store_memory', { file_name: 'x', content: '', agent_id: 'made up' }, alice);
  await registry.call('drop everything', {}, alice);
  await registry.call('store_memory', { file_name: 'y', content: 'z' }, { ...alice, scopes: ['read'] });
  await catalog.readResource('ltmc://status', alice).catch(() => undefined);
  const who = { namespace: 'default', principal: 'alice', durationMs: expect.any(Number) };
  expect(rows).toEqual([
    { tool: 'store_memory', ...who, agentId: 'a1', sessionId: 's1', outcome: 'ok', resourceIds: [1] },
    { tool: 'store_memory', ...who, agentId: 'a2', outcome: 'ok', resourceIds: [2] },
    { tool: 'retrieve_memory', ...who, outcome: 'ok', resourceIds: [1, 2] },
    { tool: 'store_memory', ...who, outcome: expect.stringMatching(/^LTMC_(?:CONTENT_EMPTY|INVALID_INPUT)$/u), errorId: expect.any(String) },
    { tool: '(unknown)', ...who, outcome: 'LTMC_UNKNOWN_TOOL', errorId: expect.any(String) },
    { tool: 'store_memory', ...who, outcome: 'LTMC_SCOPE_MISSING', errorId: expect.any(String) },
    { tool: 'resources/read', ...who, outcome: expect.any(String) },
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/bridge|secret-plan|made up|drop everything/u);
});
