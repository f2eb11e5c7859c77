import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { workspaceRoot } from './collect.mjs';

export const serverPath = join(workspaceRoot, 'apps', 'mcp-stdio', 'dist', 'main.js');

/** Starts the real stdio server on `dataFolder` and speaks MCP with it, as Claude Code or Cursor would. */
export async function startLtmc(dataFolder) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [serverPath],
    env: { ...process.env, DB_PATH: join(dataFolder, 'ltmc.db'), LOG_LEVEL: 'warn' },
    stderr: 'pipe',
  });
  let said = '';
  transport.stderr?.on('data', (data) => {
    said = (said + data).slice(-4000);
  });
  const client = new Client({ name: 'ltmc-demo', version: '0.1.0' });
  await client.connect(transport).catch((cause) => {
    throw new Error(`the server did not start: ${said || cause.message}`, { cause });
  });
  const call = async (name, args) => {
    const { isError, structuredContent, content } = await client.callTool({ name, arguments: args }, { timeout: 600_000 });
    if (isError) throw new Error(`${name}: ${content[0]?.text ?? 'failed'}`);
    return structuredContent;
  };
  return { call, close: () => client.close() };
}
