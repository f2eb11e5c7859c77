import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const PROGRAM = fileURLToPath(new URL('../../apps/mcp-stdio/dist/main.js', import.meta.url));
/** A store may wait for many before it to be embedded. */
const DEADLINE_MS = 600_000;

/**
 * Runs `work` with the built server as an MCP client starts it, and ends it afterwards; what is stored belongs to one namespace. Answers are not kept, so that each call does its work.
 * @param {{ dbPath: string, namespace: string, env?: Readonly<Record<string, string>> }} options `env`: further settings
 * @param {(server: { call: Function, status: Function }) => Promise<void>} work
 */
export async function withServer({ dbPath, namespace, env = {} }, work) {
  const client = new Client({ name: 'ltmc-eval', version: '1.0.0' });
  await client.connect(new StdioClientTransport({
    command: process.execPath,
    args: [PROGRAM],
    env: { DB_PATH: dbPath, LTMC_NAMESPACE: namespace, CACHE_ENABLED: 'false', LOG_LEVEL: 'warn', ...env },
    stderr: 'ignore',
  }));
  const call = async (tool, args) => {
    const { isError, structuredContent, content } = await client.callTool({ name: tool, arguments: args }, undefined, { timeout: DEADLINE_MS });
    if (isError) throw new Error(`${tool}: ${content[0]?.text}`);
    return structuredContent;
  };
  /** The server's own page on how it is. */
  const status = async () => JSON.parse((await client.readResource({ uri: 'ltmc://status' })).contents[0].text);
  try {
    await work({ call, status });
  } finally {
    await client.close();
  }
}
