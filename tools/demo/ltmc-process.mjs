import { join } from 'node:path';
import { createStdioClient } from '@ltmc/client';
import { workspaceRoot } from './collect.mjs';

export const serverPath = join(workspaceRoot, 'apps', 'mcp-stdio', 'dist', 'main.js');

/** The real stdio server on `dataFolder`, spoken to over MCP, as Claude Code or Cursor would. */
export async function startLtmc(dataFolder, env = {}) {
  const ltmc = createStdioClient({
    command: process.execPath,
    args: [serverPath],
    env: { ...process.env, DB_PATH: join(dataFolder, 'ltmc.db'), LOG_LEVEL: 'warn', ...env },
    deadlineMs: 600_000,
  });
  await ltmc.listMemories({ limit: 1 }); // the first call starts it
  return ltmc;
}
