import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { STDIO_MAIN } from './world.mjs';

const INFO = { name: 'ltmc-faces', version: '1.0.0' };
const NEWEST = { versionNegotiation: { mode: { pin: '2026-07-28' } } };

const stdio = (env) => ({ command: process.execPath, args: [STDIO_MAIN], env, stderr: 'ignore' });
const connected = async (client, transport) => {
  await client.connect(transport);
  return client;
};

/** How the MCP clients of others reach a world's servers: both transports, the older handshake and the newest revision. */
export const MCP_CLIENTS = [
  { face: 'stdio, older handshake', connect: ({ env }) => connected(new ClientV1(INFO), new StdioV1(stdio(env))) },
  { face: 'stdio, 2026-07-28', connect: ({ env }) => connected(new ClientV2(INFO, NEWEST), new StdioV2(stdio(env))) },
  { face: 'HTTP, older handshake', connect: ({ url }) => connected(new ClientV1(INFO), new HttpV1(new URL(`${url}/mcp`))) },
  { face: 'HTTP, 2026-07-28', connect: ({ url }) => connected(new ClientV2(INFO, NEWEST), new HttpV2(new URL(`${url}/mcp`))) },
];

/**
 * The text of a prompt.
 *
 * @returns {Promise<string>}
 */
export async function promptText(client, name, args = {}) {
  const { messages } = await client.getPrompt({ name, arguments: args });
  const [{ role, content }, ...others] = messages;
  if (role !== 'user' || content.type !== 'text' || others.length > 0) throw new Error(`${name} gave something else than one text of the user`);
  return content.text;
}
