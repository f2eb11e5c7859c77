import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHttpClient, createStdioClient } from '@ltmc/client';
import { startHttp } from './http-program.mjs';

/** The built stdio server. */
export const STDIO_MAIN = fileURLToPath(new URL('../../apps/mcp-stdio/dist/main.js', import.meta.url));

/** Two real servers, one over stdio and one over HTTP, on one record in a folder of its own. */
export async function openWorld({ env: more = {} } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-world-'));
  const dbPath = join(folder, 'ltmc.db');
  const env = { HOME: folder, DB_PATH: dbPath, LOG_LEVEL: 'warn', LTMC_TOOLSETS: 'all', ...more };
  let servers = await open(env);
  const close = async () => {
    await servers.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return {
    env,
    folder,
    dbPath,
    /** Where the HTTP server listens; another place after a restart. */
    get url() { return servers.http.url; },
    /** The end of the HTTP server's log. */
    said: () => servers.http.said(),
    /** Calls a tool over stdio. @throws ToolError */
    overStdio: (tool, args = {}) => servers.stdio.call(tool, args),
    /** Calls a tool over HTTP, as a JSON-RPC method. @throws ToolError */
    overHttp: (tool, args = {}) => servers.rpc.call(tool, args),
    /** Ends both servers as their clients do, and starts them again on the same record. */
    restart: async () => {
      await servers.close();
      servers = await open(env);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function open(env) {
  const http = await startHttp(env);
  const stdio = createStdioClient({ command: process.execPath, args: [STDIO_MAIN], env });
  const rpc = createHttpClient({ url: http.url });
  return {
    http,
    stdio,
    rpc,
    close: async () => {
      await Promise.all([stdio.close(), rpc.close()]);
      await http.stop();
    },
  };
}
