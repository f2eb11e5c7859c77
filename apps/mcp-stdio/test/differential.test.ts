import { startHttpProgram, tempData, type HttpProgram, type TempData } from '@ltmc/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HTTP_MAIN, connectHttp, startStdio, startStdioModern, type ToolClient, type ToolResult } from './stdio-client.js';

/** Every way to call a tool, on one database. */
describe('every face gives the same answer', () => {
  let data: TempData;
  let http: HttpProgram;
  let faces: Record<string, ToolClient>;

  beforeAll(async () => {
    data = await tempData();
    http = await startHttpProgram(HTTP_MAIN, data.env);
    const asMcp = async (name: string, args: Record<string, unknown> = {}): Promise<ToolResult> =>
      (await http.rpc('tools/call', { name, arguments: args })).result as unknown as ToolResult;
    faces = {
      'stdio, SDK v1': await startStdio(data.env),
      'stdio, 2026-07-28': await startStdioModern(data.env),
      'HTTP MCP, older handshake': await connectHttp(http.url, 'legacy'),
      'HTTP MCP, 2026-07-28': await connectHttp(http.url, { pin: '2026-07-28' }),
      'JSON-RPC tools/call': { call: asMcp, [Symbol.asyncDispose]: async () => undefined },
    };
    for (const [file_name, content] of [['otters.md', '# Otters\n\nOtters hold hands.\n\n# Food\n\nThey eat 🦀 and fish.'], ['bridge.md', 'The bridge opens at nine.']]) {
      await http.rpc('store_memory', { file_name, content, tags: ['fact'], metadata: { source: 'ü' }, wait: 'searchable' });
    }
  });
  afterAll(async () => {
    for (const face of Object.values(faces)) await face[Symbol.asyncDispose]();
    await http[Symbol.asyncDispose]();
    await data[Symbol.asyncDispose]();
  });

  it.each([
    ['retrieve_memory', { query: 'what do otters eat?', mode: 'keyword' }],
    ['retrieve_memory', { query: 'what do otters eat?', mode: 'semantic', top_k: 2 }],
    ['get_memory', { file_name: 'otters.md' }],
    ['list_memories', { tags: ['fact'] }],
    ['forget_memory', { file_name: 'otters.md', dry_run: true }],
    ['store_memory', { file_name: 'bridge.md', content: 'The bridge opens at nine.', tags: ['fact'], metadata: { source: 'ü' } }],
  ])('%s %j', async (tool, args) => {
    const { result: expected } = await http.rpc(tool, args);
    expect(expected).toMatchObject({ success: true });
    for (const [face, { call }] of Object.entries(faces)) {
      const { structuredContent, content, isError } = await call(tool, args);
      expect({ face, structuredContent: steady(structuredContent), isError }).toEqual({ face, structuredContent: steady(expected), isError: undefined });
      expect(content).toEqual([{ type: 'text', text: JSON.stringify(structuredContent) }]);
    }
  });

  it.each([
    ['get_memory', { file_name: 'nothing.md' }],
    ['get_memory', { resource_id: 12_345 }],
    ['store_memory', { file_name: 'a.md', content: ' ' }],
    ['retrieve_memory', { query: 'x', top_k: 0 }],
    ['retrieve_memory', { qury: 'x' }],
  ])('the failure of %s %j', async (tool, args) => {
    const { error } = await http.rpc(tool, args);
    const { error_id, ...expected } = error?.data ?? {};
    expect(error_id).toEqual(expect.any(String));
    expect(expected).toMatchObject({ code: expect.stringMatching(/^LTMC_/u), message: error?.message });
    for (const [face, { call }] of Object.entries(faces)) {
      const { isError, content: [block], ...rest } = await call(tool, args);
      const { error_id: ownId, ...failure } = JSON.parse(block?.text ?? '') as Record<string, unknown>;
      expect({ face, isError, failure, rest }).toEqual({ face, isError: true, failure: expected, rest: {} });
      expect(ownId).not.toBe(error_id);
    }
  });
});

/** Scores fade with time, so two searches a moment apart may differ in the last digits. */
function steady(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, part: unknown) => (typeof part === 'number' ? Number(part.toPrecision(4)) : part)));
}
