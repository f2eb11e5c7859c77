import { fileURLToPath } from 'node:url';
import { Client as ClientV2, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';

/** The built apps: this one, and the one over HTTP that may use the same data. */
export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
export const HTTP_MAIN = fileURLToPath(new URL('../../http-server/dist/main.js', import.meta.url));

/** The result of `tools/call`, without what belongs to the envelope of a protocol revision. */
export interface ToolResult {
  readonly structuredContent?: Record<string, unknown>;
  readonly content: readonly { readonly type: string; readonly text: string }[];
  readonly isError?: boolean;
}

/** A client in conversation with LTMC. */
export interface ToolClient extends AsyncDisposable {
  call(name: string, args?: Record<string, unknown>): Promise<ToolResult>;
}

const info = { name: 'e2e', version: '1.0.0' };

/** Starts `ltmc-mcp` and speaks with it as most installed clients do (SDK v1). */
export async function startStdio(env: Record<string, string>): Promise<ToolClient> {
  const client = new ClientV1(info);
  await client.connect(new StdioV1({ command: process.execPath, args: [MAIN], env, stderr: 'ignore' }));
  return toolClient(client);
}

/** Starts `ltmc-mcp` and speaks revision 2026-07-28 with it (SDK v2). */
export async function startStdioModern(env: Record<string, string>): Promise<ToolClient> {
  const client = new ClientV2(info, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new StdioV2({ command: process.execPath, args: [MAIN], env, stderr: 'ignore' }));
  return toolClient(client);
}

/** MCP over HTTP, in either era. */
export async function connectHttp(url: string, mode: 'legacy' | { pin: string }): Promise<ToolClient> {
  const client = new ClientV2(info, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)));
  return toolClient(client);
}

function toolClient(client: ClientV1 | ClientV2): ToolClient {
  return {
    call: async (name, args = {}) => {
      const { _meta, ...result } = await client.callTool({ name, arguments: args });
      return result as unknown as ToolResult;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
