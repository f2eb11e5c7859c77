import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMcpHttpHandler } from '../src/index.js';
import { describeMcpClient, type ConnectedClient } from './client-suite.js';
import { createFixtureRegistry } from './fixtures/registry.mjs';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const info = { name: 'interop', version: '1.0.0' };
let onCall: (tool: string, got: unknown) => void = () => undefined;

const handler = await createMcpHttpHandler({
  registry: createFixtureRegistry((tool, result) => onCall(tool, result['got'])),
  info: { name: 'fixture', version: '1.2.3' },
  caller: { namespace: 'tenant', principal: 'local' },
  logger: silent,
});
const server = createServer((request, response) => {
  if (request.method === 'POST') void json(request).then((body) => handler.handle(request, response, body));
  else response.writeHead(405, { allow: 'POST' }).end();
});
let url: URL;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
});
afterAll(async () => {
  await handler.close().then(() => handler.close());
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function connectV1(): Promise<ConnectedClient & { client: ClientV1 }> {
  const client = new ClientV1(info);
  await client.connect(new HttpV1(url) as Parameters<typeof client.connect>[0]);
  return { client, close: () => client.close() };
}

async function connectV2(mode: 'legacy' | { pin: string }): Promise<ConnectedClient & { client: ClientV2 }> {
  const client = new ClientV2(info, { versionNegotiation: { mode } });
  await client.connect(new HttpV2(url));
  return { client, close: () => client.close() };
}

describeMcpClient('HTTP, client of SDK v1', connectV1);
describeMcpClient('HTTP, client of SDK v2 with the older handshake', () => connectV2('legacy'));
describeMcpClient('HTTP, client of SDK v2 at 2026-07-28', () => connectV2({ pin: '2026-07-28' }));

describe('a client that goes away', () => {
  const told = (): Promise<unknown> => new Promise((resolve) => {
    onCall = (tool, got) => resolve({ tool, got });
  });

  it('cancels its call, older handshake', async () => {
    const { client, close } = await connectV1();
    const ended = told();
    const call = client.callTool({ name: 'slow', arguments: { ms: 600_000 } }).catch(() => 'gone');
    setTimeout(() => void close(), 200);
    expect(await ended).toEqual({ tool: 'slow', got: 'cancelled' });
    expect(await call).toBe('gone');
  });

  it('cancels its call, 2026-07-28', async () => {
    const { client, close } = await connectV2({ pin: '2026-07-28' });
    const ended = told();
    const abort = new AbortController();
    const call = client.callTool({ name: 'slow', arguments: { ms: 600_000 } }, { signal: abort.signal }).catch(() => 'gone');
    setTimeout(() => abort.abort(), 200);
    expect(await ended).toEqual({ tool: 'slow', got: 'cancelled' });
    expect(await call).toBe('gone');
    await close();
  });
});
