import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { inTurn, quantile } from './stats.mjs';

const require = createRequire(import.meta.url);
const ours = fileURLToPath(new URL('../../apps/mcp-stdio/dist/main.js', import.meta.url));

/** From spawn to the answer of tools/list, against the reference memory server under the same client. */
export async function benchSpawn({ spawns = 20 }) {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-bench-'));
  const reference = join(dirname(require.resolve('@modelcontextprotocol/server-memory/package.json')), 'dist', 'index.js');
  const run = async (path) => {
    const transport = new StdioClientTransport({ command: process.execPath, args: [path], env: { ...process.env, DB_PATH: join(folder, 'ltmc.db'), MEMORY_FILE_PATH: join(folder, 'memory.json') }, stderr: 'ignore' });
    const client = new Client({ name: 'ltmc-bench', version: '0.1.0' });
    await client.connect(transport);
    await client.listTools();
    return client;
  };
  // Closing is not part of what is measured, so each pair is closed after both were timed.
  const open = [];
  const spawn = (path) => async () => {
    open.push(await run(path));
  };
  const closeOpen = () => Promise.all(open.splice(0).map((client) => client.close()));
  await inTurn(2, spawn(reference), spawn(ours));
  await closeOpen();
  const first = [];
  const second = [];
  for (let n = 0; n < spawns; n += 1) {
    const times = await inTurn(1, spawn(reference), spawn(ours));
    first.push(...times.first);
    second.push(...times.second);
    await closeOpen();
  }
  await rm(folder, { recursive: true, force: true });
  const p50 = { reference: quantile(first, 0.5), ours: quantile(second, 0.5) };
  return [{ what: 'spawn to tools/list p50', value: `${p50.ours.toFixed(0)} ms`, baseline: `@modelcontextprotocol/server-memory ${p50.reference.toFixed(0)} ms`, ratio: p50.ours / p50.reference, target: '<= 1.0' }];
}
