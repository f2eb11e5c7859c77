import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { duration } from '../progress.mjs';
import { startServer } from './ltmc-server.mjs';
import { becomes, read } from './memories.mjs';

const CLIENT = fileURLToPath(new URL('./orphan-client.mjs', import.meta.url));
const GONE_MS = 2_000;
const AT_ONCE = 5;
const POLL_MS = 10;
/**
 * How the client leaves. `killed`: SIGKILL, which also closes the pipes. `leaking`: SIGKILL while another process holds the same pipes open, so
 * that only the parent's death tells. `eof`: stdin ends with stores in flight.
 */
const WAYS = ['killed', 'leaking', 'eof'];

/** Whatever becomes of a client, its server goes, and leaves nothing behind that a later one would stumble over. */
export const orphans = {
  name: 'orphans',
  promise: 'no orphans',
  full: 100,
  short: 6,
  run: async (proof) => {
    const folder = await proof.folder('data');
    const goneMs = [];
    for (let done = 0; done < proof.count; done += AT_ONCE) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, proof.count - done) }, (_, index) => done + index);
      const clients = await Promise.all(numbers.map((number) => startClient(folder, number)));
      await sleep(proof.random.whole(0, 1500)); // loading, storing, embedding: whatever it is at
      const acknowledged = (await Promise.all(clients.map(async (client) => {
        goneMs.push(await leave(proof, client));
        return client.acknowledged;
      }))).flat();
      await checkAfter(proof, folder, acknowledged, done);
      for (const _ of numbers) proof.step();
    }
    return {
      what: `${proof.count} client processes ended (kill -9, kill -9 with leaked pipes, stdin EOF) with stores in flight`,
      result: `every server gone, after ${duration(Math.max(...goneMs))} at most; nothing lost, no lock left`,
    };
  },
};

async function startClient(folder, number) {
  const way = WAYS[number % WAYS.length];
  const child = spawn(process.execPath, [CLIENT, folder, `c${number}`, way], { stdio: ['pipe', 'pipe', 'inherit'] });
  const acknowledged = [];
  const serverPid = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the client ended before it said its server's id (${code})`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [kind, value] = line.split(' ');
      if (kind === 'server') resolve(Number(value));
      else acknowledged.push(value);
    });
  });
  return { child, way, serverPid, acknowledged };
}

/** @returns milliseconds until the server was gone */
async function leave(proof, { child, way, serverPid }) {
  const startMs = performance.now();
  if (way === 'eof') child.stdin.end('eof\n');
  else child.kill('SIGKILL');
  const limitMs = GONE_MS * proof.patience;
  if (!(await becomes(() => isGone(serverPid), limitMs, POLL_MS))) {
    proof.violation(`server ${serverPid} still runs ${limitMs} ms after its client left (${way})`);
    process.kill(serverPid, 'SIGKILL');
  }
  const ms = performance.now() - startMs;
  child.kill('SIGKILL');
  return ms;
}

/** A zombie is gone too: it only waits for whoever took it over to ask how it ended. */
async function isGone(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
  return status === undefined || /^State:\s+Z/mu.test(status);
}

async function checkAfter(proof, folder, acknowledged, done) {
  const server = await startServer(folder);
  const lost = [];
  for (const name of acknowledged) if (!(await read(server, name))) lost.push(name);
  if (lost.length > 0) proof.violation(`acknowledged and gone: ${lost.join(', ')}`);
  await server.call('store_memory', { file_name: `after-${done}`, content: 'nothing is locked', wait: 'searchable' }).catch((error) => proof.violation(`the next server cannot store: ${error.message}`));
  await server.close();
}
