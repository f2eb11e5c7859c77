import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it } from 'vitest';
import { describeMcpClient, type ConnectedClient } from './client-suite.js';
import { fixture } from './stdio-process.js';

const command = { command: process.execPath, args: [fixture('server.mjs')], stderr: 'ignore' as const };
const info = { name: 'interop', version: '1.0.0' };

describeMcpClient('stdio, client of SDK v1', async (): Promise<ConnectedClient> => {
  const client = new ClientV1(info);
  await client.connect(new StdioV1(command));
  return { client, close: () => client.close() };
});

describeMcpClient('stdio, client of SDK v2 with the older handshake', async (): Promise<ConnectedClient> => {
  const client = new ClientV2(info, { versionNegotiation: { mode: 'legacy' } });
  await client.connect(new StdioV2(command));
  return { client, close: () => client.close() };
});

describeMcpClient('stdio, client of SDK v2 at 2026-07-28', async (): Promise<ConnectedClient> => {
  const client = new ClientV2(info, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new StdioV2(command));
  return { client, close: () => client.close() };
});

describe('stdio, client of SDK v2 that asks for the version', () => {
  it('finds the newest one', async () => {
    const client = new ClientV2(info, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new StdioV2(command));
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    await client.close();
  });
});
