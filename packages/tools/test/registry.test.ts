import { describe, expect, it } from 'vitest';
import { LtmcError, type CallContext, type Logger } from '@ltmc/contracts';
import { createToolRegistry } from '../src/create-registry.js';
import { inputSchema, outputSchema } from '../src/schema.js';
import type { Tool, ToolOutcome } from '../src/types.js';

const context: CallContext = { namespace: 'n', principal: 'p', agentId: 'from-connection' };

/** Returns what it was called with, or fails as told. */
const probe: Tool<{ readonly count: number; readonly mode: string; readonly fail?: string; readonly agent_id?: string }> = {
  name: 'probe',
  title: 'Probe',
  description: 'Shows its input.',
  group: 'test',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  aliases: { number: 'count' },
  inputSchema: inputSchema(
    {
      count: { type: 'integer', minimum: 1, maximum: 100 },
      mode: { type: 'string', enum: ['fast', 'slow'], default: 'fast' },
      fail: { type: 'string', minLength: 1, maxLength: 10 },
      agent_id: { type: 'string' },
    },
    ['count'],
  ),
  outputSchema: outputSchema({ input: { type: 'object' }, agent: { type: 'string' } }),
  run: async (input, { agentId = 'none' }) => {
    if (input.fail === 'known') throw new LtmcError('LTMC_NOT_FOUND', 'not there');
    if (input.fail === 'unknown') throw new Error('secret detail at /var/lib/db');
    if (input.fail === 'abort') throw new DOMException('stopped', 'AbortError');
    return { success: true, input: { ...input }, agent: agentId };
  },
};

function registry(lines: unknown[] = []) {
  const log = (message: string, fields: unknown): void => void lines.push({ message, fields });
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const services = async () => {
    throw new Error('this tool needs no services');
  };
  const failing = createToolRegistry({ tools: [probe], services, logger });
  const working = createToolRegistry({ tools: [probe], services: async () => ({}) as never, logger });
  return { failing, working };
}

const codeOf = (outcome: ToolOutcome): string => (outcome.ok ? 'ok' : outcome.error.code);
const messageOf = (outcome: ToolOutcome): string => (outcome.ok ? '' : outcome.error.message);

describe('arguments', () => {
  const { working } = registry();

  it('gets defaults and aliases, and leaves the caller\'s object as it was', async () => {
    const args = Object.freeze({ number: 3 });
    expect(await working.call('probe', args, context)).toMatchObject({ ok: true, result: { input: { count: 3, mode: 'fast' } } });
    expect(args).toEqual({ number: 3 });
  });

  it.each([
    ['missing', {}, 'count is required'],
    ['wrong type', { count: '3' }, 'count must be an integer; got a string'],
    ['not whole', { count: 1.5 }, 'count must be an integer; got a number'],
    ['null', { count: null }, 'count must be an integer; got null'],
    ['too small', { count: 0 }, 'count must be at least 1; got 0'],
    ['too large', { count: 1000 }, 'count must be at most 100; got 1000'],
    ['not in the list', { count: 1, mode: 'quick' }, 'mode must be one of fast, slow; got "quick"'],
    ['empty', { count: 1, fail: '' }, 'fail must not be empty'],
    ['too long', { count: 1, fail: 'x'.repeat(11) }, 'at most 10 characters; got 11'],
    ['misspelt', { cuont: 1, count: 1 }, 'unknown parameter "cuont"; did you mean count?'],
    ['both names', { count: 1, number: 1 }, 'number is another name of count'],
    ['an array', [1], 'must be an object of named parameters'],
    ['prototype key', JSON.parse('{"count":1,"__proto__":{"x":1}}'), 'unknown parameter "__proto__"'],
  ])('%s', async (_, args, message) => {
    const outcome = await working.call('probe', args, context);
    expect(codeOf(outcome)).toBe('LTMC_INVALID_INPUT');
    expect(messageOf(outcome)).toContain(message);
  });

  it('reports every problem at once', async () => {
    const outcome = await working.call('probe', { count: 0, mode: 'x', extra: 1 }, context);
    expect(outcome.ok ? [] : outcome.error.details['problems']).toHaveLength(3);
  });

  it('are checked before any service is opened', async () => {
    const { failing } = registry();
    expect(codeOf(await failing.call('probe', {}, context))).toBe('LTMC_INVALID_INPUT');
    expect(codeOf(await failing.call('probe', { count: 1 }, context))).toBe('LTMC_INTERNAL');
  });
});

describe('outcomes', () => {
  it('carries the same object as compact JSON', async () => {
    const outcome = await registry().working.call('probe', { count: 1 }, context);
    expect(outcome.ok && JSON.parse(outcome.text)).toEqual(outcome.ok && outcome.result);
  });

  it.each([['known', 'LTMC_NOT_FOUND'], ['unknown', 'LTMC_INTERNAL'], ['abort', 'LTMC_CANCELLED']])('%s failure', async (fail, code) => {
    expect(codeOf(await registry().working.call('probe', { count: 1, fail }, context))).toBe(code);
  });

  it('does not show an unforeseen failure to the client, but logs it under the same id', async () => {
    const lines: unknown[] = [];
    const outcome = await registry(lines).working.call('probe', { count: 1, fail: 'unknown' }, context);
    expect(messageOf(outcome)).not.toContain('secret');
    expect(lines).toMatchObject([{ fields: { tool_name: 'probe', success: false, code: 'LTMC_INTERNAL', error_id: outcome.ok ? '' : outcome.errorId, cause: { message: expect.stringContaining('secret') } } }]);
  });

  it('names the nearest tool for an unknown one', async () => {
    const outcome = await registry().working.call('prob', {}, context);
    expect(codeOf(outcome)).toBe('LTMC_UNKNOWN_TOOL');
    expect(messageOf(outcome)).toContain('did you mean probe?');
    for (const far of ['x', 'nope', 'get_everything']) expect(messageOf(await registry().working.call(far, {}, context))).toMatch(/; tools\/list tells which there are$/u);
  });

  it('says how one is switched on that this server does not show', async () => {
    expect(messageOf(await registry().working.call('get_tool_conversations', {}, context))).toMatch(/LTMC_TOOLSETS would have to name links, or all$/u);
  });
});

describe('the caller', () => {
  it('is the agent that the call names, else the one of the connection; and is logged with time and success', async () => {
    const lines: unknown[] = [];
    const { working } = registry(lines);
    expect(await working.call('probe', { count: 1, agent_id: 'named' }, context)).toMatchObject({ result: { agent: 'named' } });
    expect(await working.call('probe', { count: 1 }, context)).toMatchObject({ result: { agent: 'from-connection' } });
    expect(lines).toMatchObject([
      { fields: { tool_name: 'probe', agent_id: 'named', success: true, execution_time_ms: expect.any(Number) } },
      { fields: { tool_name: 'probe', agent_id: 'from-connection', success: true } },
    ]);
  });

  it('is not logged as arguments name it before they are checked, nor is more of a tool\'s name than is needed', async () => {
    const lines: unknown[] = [];
    const { working, failing } = registry(lines);
    for (const agent_id of [{ secret: 1 }, ['x'.repeat(1_000_000)], 'not checked']) await working.call('probe', { count: 0, agent_id }, context);
    await working.call('x'.repeat(1_000_000), { agent_id: 'unknown tool' }, context);
    await failing.call('probe', { count: 1, agent_id: 'checked' }, context);
    const refused = { fields: { agent_id: 'from-connection', success: false, code: 'LTMC_INVALID_INPUT' } };
    expect(lines).toMatchObject([refused, refused, refused, { fields: { tool_name: 'x'.repeat(80), agent_id: 'from-connection' } }, { fields: { agent_id: 'checked', success: false } }]);
  });
});

describe('scopes', () => {
  const writing: Tool<{ readonly count: number }> = { ...probe, name: 'writing', annotations: { ...probe.annotations, readOnlyHint: false } };
  const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const tools = createToolRegistry({ tools: [probe, writing], logger: silent, services: () => Promise.resolve({}) as never });

  it.each([
    [undefined, true, true],
    [['read'], true, false],
    [['write'], false, true],
    [['read', 'write'], true, true],
    [['admin'], true, true],
    [[], false, false],
  ] as const)('%j: reading %s, writing %s', async (scopes, mayRead, mayWrite) => {
    const caller: CallContext = { ...context, ...(scopes && { scopes }) };
    expect((await tools.call('probe', { count: 1 }, caller)).ok).toBe(mayRead);
    expect((await tools.call('writing', { count: 1 }, caller)).ok).toBe(mayWrite);
  });

  it('a refusal names what is missing, before the arguments are looked at', async () => {
    const outcome = await tools.call('writing', { no: 'such' }, { ...context, scopes: ['read'] });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'LTMC_SCOPE_MISSING', details: { needed_scope: 'write' } } });
  });
});
