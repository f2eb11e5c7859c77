import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createHttpClient, createStdioClient } from '../src/index.js';
import { openServer, STDIO_SERVER } from './clients.js';

const store = { file_name: 'a', content: 'b' };
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe.each(['jsonrpc', 'mcp'] as const)('over HTTP (%s)', (protocol) => {
  it('a server that is not there is unavailable, and is called once it is', async () => {
    let url = '';
    {
      await using gone = await openServer();
      url = gone.url;
    }
    await using client = createHttpClient({ url, protocol });
    await expect(client.storeMemory(store)).rejects.toMatchObject({ code: 'LTMC_SERVER_UNAVAILABLE', message: expect.stringContaining(url), retryable: true });
    await using back = await openServer(Number(new URL(url).port));
    expect(back.url).toBe(url);
    expect(await client.storeMemory(store)).toMatchObject({ success: true });
  });

  it('something else that answers is no LTMC', async () => {
    const server = createServer((_request, response) => void response.writeHead(502).end('<h1>Bad gateway</h1>'));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    await using client = createHttpClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, protocol });
    await expect(client.storeMemory(store)).rejects.toMatchObject({ code: 'LTMC_SERVER_UNAVAILABLE' });
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  });

  it('sends its API key with every request, under the path of the address', async () => {
    const seen: (readonly [string | undefined, string | undefined])[] = [];
    const server = createServer((request, response) => {
      seen.push([request.url, request.headers.authorization]);
      response.writeHead(401).end();
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    await using client = createHttpClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ltmc`, protocol, apiKey: 'secret' });
    await expect(client.storeMemory(store)).rejects.toMatchObject({ code: 'LTMC_SERVER_UNAVAILABLE', message: expect.not.stringContaining('secret') });
    expect(seen[0]).toEqual([`/ltmc/${protocol}`, 'Bearer secret']);
    expect(new Set(seen.map(([, key]) => key))).toEqual(new Set(['Bearer secret']));
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  });

  it('a cancelled call is cancelled on the server too', async () => {
    await using server = await openServer();
    await using client = createHttpClient({ url: server.url, protocol });
    await expect(client.listMemories({}, { deadlineMs: 200 })).rejects.toMatchObject({ code: 'LTMC_TIMEOUT' });
    await until(() => server.aborted.length > 0);
    expect(server.aborted).toEqual(['list_memories']);
  });
});

describe('over stdio', () => {
  it('a program that cannot be started is unavailable', async () => {
    await using client = createStdioClient({ command: 'no-such-program-of-ltmc' });
    await expect(client.storeMemory(store)).rejects.toMatchObject({ code: 'LTMC_SERVER_UNAVAILABLE', message: expect.stringContaining('no-such-program-of-ltmc') });
  });

  it('a program that ends at once is unavailable, and the error has its last words', async () => {
    await using client = createStdioClient({ command: process.execPath, args: ['-e', 'console.error("DB_PATH is a folder"); process.exit(1)'] });
    await expect(client.storeMemory(store)).rejects.toMatchObject({ code: 'LTMC_SERVER_UNAVAILABLE', message: expect.stringContaining('DB_PATH is a folder') });
  });

  it('a server that died is started again by the next call', async () => {
    await using client = createStdioClient({ command: process.execPath, args: [STDIO_SERVER, 'die'] });
    expect(await client.storeMemory(store)).toMatchObject({ success: true });
    await expect(client.storeMemory(store)).rejects.toMatchObject({ code: 'LTMC_SERVER_UNAVAILABLE' });
    expect(await client.storeMemory(store)).toMatchObject({ success: true });
  });

  it('closes while its server still starts', async () => {
    const client = createStdioClient({ command: process.execPath, args: [STDIO_SERVER] });
    const call = client.storeMemory(store).catch((cause: unknown) => cause);
    await client.close();
    expect(await call).toMatchObject({ code: 'LTMC_STORE_CLOSED' });
  });

  it('many calls at once start one server and get their own answers', async () => {
    await using client = createStdioClient({ command: process.execPath, args: [STDIO_SERVER] });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => client.call('store_memory', { n })));
    expect(answers).toEqual(Array.from({ length: 50 }, (_, n) => ({ success: true, got: { n } })));
  });
});
