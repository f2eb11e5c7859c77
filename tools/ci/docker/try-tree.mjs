import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { copyProductionTree } from '../../../docker/production-tree.mjs';

const SECRET = /ltmc_[\w-]{43}/u;
const CALL = { jsonrpc: '2.0', id: 1, method: 'store_memory', params: { file_name: 'a.md', content: 'The drawbridge opens at nine.', wait: 'searchable' } };

/**
 * Makes what the image holds, starts its server as the container does, and calls it: live, refused without a key, and a memory stored and
 * embedded with the first one, which needs every native module.
 *
 * @param {string} root - installed and built.
 * @returns {Promise<string[]>} problems.
 */
export async function tryTree(root) {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-image-'));
  try {
    await copyProductionTree(join(folder, 'app'), root);
    return await tryServer(folder);
  } catch (error) {
    return [error.message];
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function tryServer(folder) {
  const env = { PATH: process.env['PATH'], HTTP_HOST: '0.0.0.0', HTTP_PORT: '0', DB_PATH: join(folder, 'data', 'ltmc.db'), ORT_DISABLE_TELEMETRY: '1' };
  const server = spawn(join(folder, 'app', 'bin', 'ltmc-http'), { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(server, 'exit');
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text) => { said += text; });
  try {
    const { value: line } = await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next();
    if (line === undefined) return [`the server does not start: ${said.trim()}`];
    return await callServer(line.split(' ')[0], () => SECRET.exec(said)?.[0] ?? '');
  } finally {
    server.kill('SIGTERM');
    await exited;
  }
}

/** `firstKey` is asked after a first answer: stderr may arrive later than the line on stdout. */
async function callServer(url, firstKey) {
  const statusOf = async (path, headers) => (await fetch(`${url}${path}`, { headers })).status;
  const problems = [];
  await statusOf('/health/live');
  const authorization = `Bearer ${firstKey()}`;
  for (const [path, headers, expected] of [['/health/live', {}, 200], ['/health', {}, 401], ['/health', { authorization }, 200]]) {
    const status = await statusOf(path, headers);
    if (status !== expected) problems.push(`${path} answers ${status}, not ${expected}`);
  }
  const response = await fetch(`${url}/jsonrpc`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(CALL) });
  const { result, error } = await response.json();
  if (result?.pending_chunks !== 0) problems.push(`store_memory answers ${JSON.stringify(error ?? result)}`);
  return problems;
}
