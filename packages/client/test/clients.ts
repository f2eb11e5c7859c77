import { fileURLToPath } from 'node:url';
import { createHttpApi, type HttpApi } from '@ltmc/http-api';
import { createHttpClient, createStdioClient, type LtmcClient } from '../src/index.js';
import { createFixtureRegistry } from './fixtures/registry.mjs';

export const STDIO_SERVER = fileURLToPath(new URL('fixtures/server.mjs', import.meta.url));
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A server of the fixture tools over HTTP. */
export interface FixtureServer extends AsyncDisposable {
  readonly url: string;
  /** Names of the calls that ended because their client went away. */
  readonly aborted: readonly string[];
}

export async function openServer(port = 0): Promise<FixtureServer> {
  const aborted: string[] = [];
  const api: HttpApi = await createHttpApi({
    registry: createFixtureRegistry(aborted),
    health: () => Promise.reject(new Error('nobody asks')),
    info: { name: 'fixture', version: '1.0.0' },
    caller: { namespace: 'n', principal: 'p' },
    logger: silent,
    drainMs: 0,
  });
  return { url: await api.listen({ port }), aborted, [Symbol.asyncDispose]: () => api.close() };
}

/** Every way to reach a server; `open` gives a client, and whatever it needs is closed with it. */
export const FACES: readonly (readonly [string, (options?: { deadlineMs?: number }) => Promise<LtmcClient>])[] = [
  ['JSON-RPC', (options) => overHttp('jsonrpc', options)],
  ['MCP over HTTP', (options) => overHttp('mcp', options)],
  ['MCP over stdio', async (options) => createStdioClient({ command: process.execPath, args: [STDIO_SERVER], ...options })],
];

async function overHttp(protocol: 'jsonrpc' | 'mcp', options: { deadlineMs?: number } = {}): Promise<LtmcClient> {
  const server = await openServer();
  const client = createHttpClient({ url: server.url, protocol, ...options });
  const close = async (): Promise<void> => {
    await client.close();
    await server[Symbol.asyncDispose]();
  };
  return { ...client, close, [Symbol.asyncDispose]: close };
}
