import { AssertionError } from 'node:assert';
import { allTools } from '@ltmc/tools';
import { describe, expect, it } from 'vitest';
import { createCases } from '../bad-input/cases.mjs';
import { sendBadCalls } from '../bad-input/send.mjs';
import { readOutcome } from '../read-outcome.mjs';

const id = '3f2b8c1e-7a10-4d61-9c1f-0a5be6d4e111';
const method = { name: 'JSON-RPC method', isMethod: true };
const mcp = { name: 'MCP over HTTP', isMethod: false };
const failure = (more: object = {}) => ({ code: 'LTMC_NOT_FOUND', message: 'no such memory', error_id: id, ...more });
const rpcError = (code: number, data: { message: string }) => ({ jsonrpc: '2.0', error: { code, message: data.message, data } });
const toolError = (text: object, more: object = {}) => ({ jsonrpc: '2.0', result: { content: [{ type: 'text', text: JSON.stringify(text) }], isError: true, ...more } });
const read = (face: object, message: object, status = 200) => readOutcome(face as never, { message, status });

describe('the form of an answer', () => {
  it('is read alike from every face', () => {
    const result = { success: true, n: 1 };
    expect(read(method, { jsonrpc: '2.0', result })).toEqual({ ok: true, result });
    expect(read(mcp, { jsonrpc: '2.0', result: { content: [{ type: 'text', text: JSON.stringify(result) }], structuredContent: result } })).toEqual({ ok: true, result });
    expect(read(method, rpcError(-32_001, failure()))).toEqual({ ok: false, failure: failure() });
    expect(read(mcp, toolError(failure()))).toEqual({ ok: false, failure: failure() });
  });

  it.each([
    ['a status of 500', method, rpcError(-32_001, failure()), 500],
    ['LTMC_INTERNAL', mcp, toolError(failure({ code: 'LTMC_INTERNAL' })), 200],
    ['a code that is not in the list', mcp, toolError(failure({ code: 'LTMC_SOMETHING' })), 200],
    ['the number of another code', method, rpcError(-32_602, failure()), 200],
    ['no error_id', mcp, toolError({ code: 'LTMC_NOT_FOUND', message: 'no' }), 200],
    ['a path in the message', mcp, toolError(failure({ message: 'cannot open /home/kim/ltmc.db' })), 200],
    ['SQL in the message', mcp, toolError(failure({ message: 'SELECT * FROM resources failed' })), 200],
    ['a stack in the message', mcp, toolError(failure({ message: 'TypeError: x is not a function' })), 200],
    ['a failed tool as protocol error', mcp, rpcError(-32_001, failure()), 200],
    ['a failure with structuredContent', mcp, toolError(failure(), { structuredContent: {} }), 200],
    ['a text that is another object', mcp, { jsonrpc: '2.0', result: { content: [{ type: 'text', text: '{}' }], structuredContent: { success: true } } }, 200],
    ['success: false', method, { jsonrpc: '2.0', result: { success: false } }, 200],
  ] as const)('%s is a violation', (_what, face, message, status) => {
    expect(() => read(face, message, status)).toThrow(AssertionError);
  });
});

describe('an answer to bad input', () => {
  const store = allTools.find(({ name }) => name === 'store_memory');
  if (!store) throw new Error('store_memory is gone');
  const good = { file_name: 'a.md', content: 'text' };
  const [missing] = createCases(store, good).systematic();
  const record = (changed: boolean) => ({ changed: async () => changed, quiet: async () => undefined, close: async () => undefined });
  const send = async (message: object, changed = false) =>
    (await sendBadCalls([missing ?? (undefined as never)], { face: { ...method, call: async () => ({ message, status: 200 }), list: async () => [] }, record: record(changed), tools: allTools })).violations;

  it('is as it should be', async () => {
    expect(await send(rpcError(-32_602, failure({ code: 'LTMC_INVALID_INPUT', message: 'file_name is required' })))).toEqual([]);
  });

  it.each([
    ['does not name the parameter', rpcError(-32_602, failure({ code: 'LTMC_INVALID_INPUT', message: 'something is wrong' })), false, 'does not say "file_name"'],
    ['has a code of another kind', rpcError(-32_001, failure({ message: 'no file_name' })), false, 'LTMC_NOT_FOUND'],
    ['is a result', { jsonrpc: '2.0', result: { success: true } }, false, 'fit its schema'],
    ['left something in the record', rpcError(-32_602, failure({ code: 'LTMC_INVALID_INPUT', message: 'file_name is required' })), true, 'the record is another'],
  ])('%s: a violation', async (_what, message, changed, says) => {
    expect(await send(message, changed)).toEqual([expect.stringContaining(says)]);
  });
});

it('every parameter of every tool meets calls that its schema refuses and calls that it admits', () => {
  for (const tool of allTools) {
    const good = Object.fromEntries(Object.keys(tool.inputSchema.properties).slice(0, 1).map((name) => [name, 'x']));
    const cases = createCases(tool, good).systematic();
    for (const parameter of Object.keys(tool.inputSchema.properties)) {
      expect([tool.name, parameter, cases.some(({ what, expects }) => what.startsWith(`${parameter} is`) && expects === 'refused')]).toEqual([tool.name, parameter, true]);
    }
    expect(createCases(tool, good).random(20, 1).map(({ what }) => what)).toEqual(createCases(tool, good).random(20, 1).map(({ what }) => what));
  }
});
