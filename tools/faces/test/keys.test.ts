import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpClient, type LtmcClient } from '@ltmc/client';
import { addKey, revokeKey } from '@ltmc/http-api/keys';
import { allTools } from '@ltmc/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttp } from '../http-program.mjs';

/** Names a way to call a tool with a key. */
type Protocol = 'jsonrpc' | 'mcp';
const PROTOCOLS: readonly Protocol[] = ['jsonrpc', 'mcp'];

let folder: string;
let file: string;
let server: Awaited<ReturnType<typeof startHttp>>;
const opened: LtmcClient[] = [];

async function keyOf(principal: string, namespace: string, scopes: readonly string[]): Promise<string> {
  return (await addKey(file, { principal, namespace, scopes })).secret;
}
function clientOf(protocol: Protocol, apiKey?: string): LtmcClient {
  const client = createHttpClient({ url: server.url, protocol, ...(apiKey === undefined ? {} : { apiKey }) });
  opened.push(client);
  return client;
}
const codeOf = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'answered', (error: { code: unknown }) => error.code);

let keys: Record<'red' | 'blue' | 'reader' | 'writer' | 'brief', string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ltmc-team-'));
  file = join(folder, 'keys');
  keys = {
    red: await keyOf('rita', 'red', ['read', 'write']),
    blue: await keyOf('bert', 'blue', ['admin']),
    reader: await keyOf('reader', 'red', ['read']),
    writer: await keyOf('writer', 'red', ['write']),
    brief: await keyOf('brief', 'red', ['read']),
  };
  server = await startHttp({ HOME: folder, DB_PATH: join(folder, 'ltmc.db'), LTMC_API_KEYS_FILE: file, HTTP_HOST: '0.0.0.0', LTMC_TOOLSETS: 'all', LOG_LEVEL: 'warn', LTMC_NAMESPACE: 'nobody' });
});
afterAll(async () => {
  for (const client of opened) await client.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe.each(PROTOCOLS)('API keys over %s', (protocol) => {
  it('open their own namespace and no other', async () => {
    const [red, blue] = [clientOf(protocol, keys.red), clientOf(protocol, keys.blue)];
    const file_name = `plans-${protocol}.md`;
    const { resource_id } = await red.storeMemory({ file_name, content: `The red plan over ${protocol}: meet at the old lighthouse.`, wait: 'searchable' });
    expect(await red.getMemory({ resource_id })).toMatchObject({ file_name });
    expect(await codeOf(blue.getMemory({ resource_id }))).toBe('LTMC_NOT_FOUND');
    expect(await codeOf(blue.getMemory({ file_name }))).toBe('LTMC_NOT_FOUND');
    expect(await blue.listMemories()).toMatchObject({ memories: [] });
    for (const mode of ['hybrid', 'semantic', 'keyword'] as const) {
      expect((await red.retrieveMemory({ query: 'old lighthouse', mode })).results).not.toEqual([]);
      expect((await blue.retrieveMemory({ query: 'old lighthouse', mode })).results).toEqual([]);
    }
    expect(await codeOf(blue.call('list_memories', { namespace: 'red' }))).toBe('LTMC_INVALID_INPUT');
  });

  it('of one namespace share it', async () => {
    await clientOf(protocol, keys.writer).storeMemory({ file_name: `shared-${protocol}.md`, content: 'From the one who only writes.' });
    expect(await clientOf(protocol, keys.reader).getMemory({ file_name: `shared-${protocol}.md` })).toMatchObject({ content: 'From the one who only writes.' });
  });

  it.each(allTools.map(({ name, annotations }) => [name, annotations.readOnlyHint] as const))('permit what their scopes say: %s', async (tool, reads) => {
    const refused = { reader: await codeOf(clientOf(protocol, keys.reader).call(tool, {})), writer: await codeOf(clientOf(protocol, keys.writer).call(tool, {})) };
    expect(refused[reads ? 'writer' : 'reader']).toBe('LTMC_SCOPE_MISSING');
    expect(refused[reads ? 'reader' : 'writer']).not.toBe('LTMC_SCOPE_MISSING');
  });

  it('are wanted: without one, or with a wrong one, nothing is answered', async () => {
    expect(await codeOf(clientOf(protocol).listMemories())).toBe('LTMC_KEY_MISSING');
    expect(await codeOf(clientOf(protocol, `${keys.red}x`).listMemories())).toBe('LTMC_KEY_REFUSED');
  });
});

it('a key that is revoked is refused without a restart, on connections that are open too', async () => {
  const clients = PROTOCOLS.map((protocol) => clientOf(protocol, keys.brief));
  for (const client of clients) expect(await codeOf(client.listMemories())).toBe('answered');
  await revokeKey(file, 'brief');
  for (const client of clients) {
    let last = await codeOf(client.listMemories());
    while (last === 'answered') {
      await new Promise((resolve) => setTimeout(resolve, 50));
      last = await codeOf(client.listMemories());
    }
    expect(last).toBe('LTMC_KEY_REFUSED');
  }
  expect(await codeOf(clientOf('jsonrpc', keys.red).listMemories())).toBe('answered');
});
