import { shownSchema } from '@ltmc/tools';
import type { Client as ClientV2 } from '@modelcontextprotocol/client';
import type { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { describe, expect, it } from 'vitest';
import { DEFAULT_INSTRUCTIONS } from '../src/index.js';
import { createFixtureRegistry } from './fixtures/registry.mjs';

/** A real client, connected to a server of the fixture tools. */
export interface ConnectedClient {
  readonly client: Pick<ClientV1 | ClientV2, 'getServerVersion' | 'getInstructions'> & {
    listTools(): Promise<{ tools: object[] }>;
    callTool(params: { name: string; arguments?: Record<string, unknown> }): Promise<unknown>;
  };
  close(): Promise<void>;
}

/** What any MCP client must see, over any transport and in either protocol era. */
export function describeMcpClient(face: string, connect: () => Promise<ConnectedClient>): void {
  const using = async (run: (client: ConnectedClient['client']) => Promise<void>): Promise<void> => {
    const { client, close } = await connect();
    try {
      await run(client);
    } finally {
      await close();
    }
  };

  describe(`MCP over ${face}`, () => {
    it('learns name, version and instructions', () => using(async (client) => {
      expect(client.getServerVersion()).toMatchObject({ name: 'fixture', version: '1.2.3' });
      expect(client.getInstructions()).toBe(DEFAULT_INSTRUCTIONS);
    }));

    it('lists the tools with their schemas, as models are to see them, and hints', () => using(async (client) => {
      const { tools } = await client.listTools();
      expect(tools).toEqual(createFixtureRegistry().list().map(({ name, title, description, inputSchema, outputSchema, annotations }) =>
        ({ name, title, description, inputSchema: shownSchema(inputSchema), outputSchema, annotations: { title, ...annotations } })));
    }));

    it('gets the result as an object and as the same JSON text', () => using(async (client) => {
      const result = await client.callTool({ name: 'echo', arguments: { text: 'grüße 🚀' } });
      const expected = { success: true, got: { text: 'grüße 🚀' } };
      expect(result).toMatchObject({ structuredContent: expected, content: [{ type: 'text', text: JSON.stringify(expected) }] });
      expect(result).not.toHaveProperty('isError', true);
    }));

    it('calls on behalf of the caller that the transport names', () => using(async (client) => {
      expect(await client.callTool({ name: 'whoami' })).toMatchObject({ structuredContent: { got: 'local@tenant' } });
    }));

    it('gets a failure as a result with code, message, id and details', () => using(async (client) => {
      const result = await client.callTool({ name: 'fail', arguments: {} });
      const text = JSON.stringify({
        code: 'LTMC_NOT_FOUND', message: 'no memory with the id 7; list_memories shows what is there', error_id: 'e-1', resource_id: 7,
      });
      expect(result).toMatchObject({ isError: true, content: [{ type: 'text', text }] });
      expect(result).not.toHaveProperty('structuredContent');
    }));

    it('gets a protocol error for an unknown tool', () => using(async (client) => {
      await expect(client.callTool({ name: 'ecko', arguments: {} })).rejects.toMatchObject({
        code: -32_602,
        message: expect.stringContaining('did you mean echo?'),
        data: { code: 'LTMC_UNKNOWN_TOOL', error_id: 'e-1' },
      });
    }));
  });
}
