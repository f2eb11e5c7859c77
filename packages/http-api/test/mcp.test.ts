import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFixtureApi, type FixtureApi } from './fixture-api.js';

let fixture: FixtureApi;
beforeAll(async () => {
  fixture = await openFixtureApi({ maxBodyBytes: 10_000 });
});
afterAll(() => fixture.api.close());

const info = { name: 'interop', version: '1.0.0' };
type CallTool = (name: string) => Promise<unknown>;

async function throughV1<T>(run: (call: CallTool) => Promise<T>): Promise<T> {
  const client = new ClientV1(info);
  await client.connect(new HttpV1(new URL(`${fixture.url}/mcp`)) as Parameters<typeof client.connect>[0]);
  return run((name) => client.callTool({ name, arguments: { a: 1 } })).finally(() => client.close());
}

async function throughV2<T>(mode: 'legacy' | { pin: string }, run: (call: CallTool) => Promise<T>): Promise<T> {
  const client = new ClientV2(info, { versionNegotiation: { mode } });
  await client.connect(new HttpV2(new URL(`${fixture.url}/mcp`)));
  return run((name) => client.callTool({ name, arguments: { a: 1 } })).finally(() => client.close());
}

it.each(['echo', 'missing'])('every client and JSON-RPC get the same of %s', async (tool) => {
  const { body } = await fixture.rpc({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool, arguments: { a: 1 } } });
  const { result: expected } = body as { result: { content: unknown } };
  expect(expected.content).toHaveLength(1);
  const results = await Promise.all([
    throughV1((call) => call(tool)), throughV2('legacy', (call) => call(tool)), throughV2({ pin: '2026-07-28' }, (call) => call(tool)),
  ]);
  for (const result of results) {
    const { _meta, ...rest } = result as { _meta?: unknown };
    expect(rest).toEqual(expected);
  }
});

it.each([
  ['what is no JSON', '{"jsonrpc"', 400, -32_700],
  ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, -32_700],
  ['a body that is too long', JSON.stringify('x'.repeat(20_000)), 413, -32_010],
])('refuses %s', async (_what, body, status, code) => {
  const headers = { accept: 'application/json, text/event-stream' };
  expect(await fixture.send('POST', '/mcp', { headers, body })).toMatchObject({ status, body: { jsonrpc: '2.0', id: null, error: { code } } });
});
