import { describe, expect, it } from 'vitest';
import type { CallContext, JsonObject, JsonValue, Logger } from '@ltmc/contracts';
import type { OrchestrationService } from '@ltmc/orchestration';
import { createToolRegistry } from '../src/create-registry.js';
import { orchestrationTools } from '../src/orchestration/orchestration-tools.js';
import type { Tool, ToolOutcome, ToolServices } from '../src/types.js';

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const context: CallContext = { namespace: 'n', principal: 'p' };

function caller(services: Partial<ToolServices>): (tool: string, args: JsonObject) => Promise<ToolOutcome> {
  const registry = createToolRegistry({ tools: orchestrationTools, logger: silent, services: async () => services as ToolServices });
  return (tool, args) => registry.call(tool, args, context);
}

/** Fails where it is asked for: what is refused is refused before. */
const untouched = caller({ orchestration: async () => { throw new Error('the services were opened'); } });
const failureOf = (outcome: ToolOutcome): unknown => (outcome.ok ? outcome.result : { code: outcome.error.code, message: outcome.error.message });

/** A value that the parameter's schema admits. */
function valueFor(tool: Tool, parameter: string): JsonValue {
  const { type, minimum, enum: choices } = tool.inputSchema.properties[parameter] ?? {};
  if (Array.isArray(choices)) return choices[0] ?? null;
  if (type === 'object') return {};
  if (type === 'array') return [];
  if (type === 'boolean') return true;
  return type === 'integer' || type === 'number' ? Math.max(1, Number(minimum ?? 1)) : 'x';
}

const ALWAYS = ['action', 'agent_id', 'session_id'];
const cases = orchestrationTools.flatMap((tool) => Object.entries(tool.actions ?? {}).map(([action, { required = [], optional = [] }]) => {
  const takes = [...required, ...optional];
  const foreign = Object.keys(tool.inputSchema.properties).filter((name) => !ALWAYS.includes(name) && !takes.includes(name));
  return { tool, action, required, takes, foreign };
}));
const withValues = (tool: Tool, names: readonly string[]): JsonObject => Object.fromEntries(names.map((name) => [name, valueFor(tool, name)]));

describe.each(orchestrationTools.map((tool) => [tool.name, tool] as const))('%s', (_name, tool) => {
  it('lists its actions, whose parameters are those of the schema', () => {
    const actions = Object.entries(tool.actions ?? {});
    expect(actions.map(([action]) => action)).toEqual(tool.inputSchema.properties['action']?.['enum']);
    const taken = new Set([...ALWAYS, ...actions.flatMap(([, { required = [], optional = [] }]) => [...required, ...optional])]);
    expect(Object.keys(tool.inputSchema.properties).toSorted()).toEqual([...taken].toSorted());
  });

  it('refuses an action that it has not, naming those it has', async () => {
    const outcome = failureOf(await untouched(tool.name, { action: 'dance' }));
    expect(outcome).toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    for (const action of Object.keys(tool.actions ?? {})) expect(outcome).toMatchObject({ message: expect.stringContaining(action) });
  });

  it('is LTMC_DISABLED where the server has no coordination', async () => {
    const without = caller({});
    for (const { action, required } of cases.filter((one) => one.tool === tool)) {
      expect(failureOf(await without(tool.name, { action, ...withValues(tool, required) }))).toMatchObject({ code: 'LTMC_DISABLED', message: expect.stringContaining(tool.name) });
    }
  });
});

const named = (which: (one: (typeof cases)[number]) => boolean) => cases.filter(which).map((one) => [`${one.tool.name} ${one.action}`, one] as const);

describe('every parameter that is missing is named:', () => {
  it.each(named(({ required }) => required.length > 0))('%s', async (_name, { tool, action, required }) => {
    const outcome = failureOf(await untouched(tool.name, { action }));
    expect(outcome).toMatchObject({ code: 'LTMC_INVALID_INPUT', message: expect.stringContaining(`${tool.name}, action ${action}`) });
    for (const parameter of required) expect(outcome).toMatchObject({ message: expect.stringContaining(`${parameter} is required`) });
  });
});

describe('the parameters of other actions are refused by name:', () => {
  it.each(named(({ foreign }) => foreign.length > 0))('%s', async (_name, { tool, action, required, takes, foreign }) => {
    for (const parameter of foreign) {
      const args = { action, agent_id: 'ann', session_id: 's', ...withValues(tool, [...required, parameter]) };
      expect(failureOf(await untouched(tool.name, args))).toMatchObject({
        code: 'LTMC_INVALID_INPUT', message: expect.stringMatching(new RegExp(`action ${action}: it takes ${takes.join(', ') || 'no further parameters'}, not ${parameter}$`, 'u')),
      });
    }
  });
});

it('all that is wrong is told at once', async () => {
  expect(failureOf(await untouched('memory_lock', { action: 'release', timeout: 5, mode: 'shared' }))).toEqual({
    code: 'LTMC_INVALID_INPUT', message: 'memory_lock, action release: lock_id is required; it takes lock_id, not timeout, mode',
  });
});

it('a service gets what was given under its own names, and defaults where nothing was', async () => {
  const asked: unknown[] = [];
  const locks = { acquire: async (...call: unknown[]) => { asked.push(call); return { acquired: false, resourceId: 'r', holders: [], position: 2 }; } };
  const call = caller({ orchestration: async () => ({ locks }) as unknown as OrchestrationService });
  expect(failureOf(await call('memory_lock', { action: 'acquire', resource_id: 'r', agent_id: 'ann', timeout: 7 }))).toEqual({
    success: true, action: 'acquire', acquired: false, resource_id: 'r', holder: null, holders: [], position: 2,
  });
  expect(asked).toEqual([[{ ...context, agentId: 'ann' }, { resourceId: 'r', agentId: 'ann', timeoutSeconds: 7 }]]);
});

it.each([
  ['neither', {}],
  ['both', { chunk_id: 1, content: 'text' }],
])('shared_buffer takes a chunk or a text: %s is refused', async (_what, args) => {
  const call = caller({ orchestration: async () => ({ buffer: {} }) as OrchestrationService });
  expect(failureOf(await call('shared_buffer', { action: 'put', ...args }))).toMatchObject({ code: 'LTMC_INVALID_INPUT', message: expect.stringMatching(/chunk_id or content, one of them/u) });
});
