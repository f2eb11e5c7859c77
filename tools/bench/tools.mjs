import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { progressBar } from '../progress.mjs';
import { toolCalls } from './tools-calls.mjs';
import { fillRecord } from './tools-data.mjs';
import { inTurn, quantile, random, someText } from './stats.mjs';

const SERVER = fileURLToPath(new URL('tools-server.mjs', import.meta.url));
/** What a tool that embeds nothing may take, as a multiple of an echo. */
const TARGET = '<= 10';
const WARM_UP = 5;

/** Every tool over HTTP, in turn with a tool that only gives back what it got, on a record of many documents and messages. */
export async function benchTools({ seed, toolDocuments = 10_000, toolRuns = 100 }) {
  const size = { documents: toolDocuments, messages: toolDocuments, todos: Math.max(200, toolDocuments / 10), attempts: Math.max(200, toolDocuments / 10) };
  const draw = random(seed);
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-bench-'));
  const dbPath = join(folder, 'ltmc.db');
  let server;
  try {
    await fillRecord(dbPath, { draw, ...size });
    server = await startServer({ ...process.env, DB_PATH: dbPath, HOME: folder });
    await indexed(server);
    const calls = toolCalls({ draw, ...size });
    const bar = progressBar('tools measured', calls.length);
    const rows = [];
    for (const { name, args, note, embeds } of calls) {
      const echo = () => server.call('echo', { text: someText(draw, 5) });
      const times = await inTurn(WARM_UP + toolRuns, echo, (run) => server.call(name, args(run)));
      rows.push(rowOf(`${name}${note === '' ? '' : `, ${note}`}`, embeds, times.first.slice(WARM_UP), times.second.slice(WARM_UP)));
      bar.step();
    }
    bar.end();
    return rows;
  } finally {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function rowOf(what, embeds, echo, tool) {
  const at = (times, share) => quantile(times, share);
  const shown = (times) => `p50 ${at(times, 0.5).toFixed(2)} ms, p99 ${at(times, 0.99).toFixed(2)} ms`;
  const ratio99 = at(tool, 0.99) / at(echo, 0.99);
  return { what, value: `${shown(tool)} (p99 / p99 ${ratio99.toFixed(1)})`, baseline: `echo ${shown(echo)}`, ratio: at(tool, 0.5) / at(echo, 0.5), target: embeds ? 'embeds' : TARGET };
}

async function startServer(env) {
  const child = spawn(process.execPath, [SERVER], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const { value: url } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  if (typeof url !== 'string') throw new Error('the benchmark server did not start');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (method, path, body) => new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, agent, headers: { 'content-type': 'application/json' } }, (response) => void text(response).then((answer) => resolve(JSON.parse(answer)), reject));
    sent.once('error', reject).end(body);
  });
  return {
    health: () => send('GET', '/health'),
    call: async (name, params) => {
      const { result, error } = await send('POST', '/jsonrpc', JSON.stringify({ jsonrpc: '2.0', id: 1, method: name, params }));
      if (error) throw new Error(`${name}: ${error.message}`);
      return result;
    },
    stop: async () => {
      agent.destroy();
      child.stdin.end();
      await exited;
    },
  };
}

/** Until the indexes are built, which the first searches start: they take what processor there is. */
async function indexed({ call, health }) {
  await call('route_query', { query: 'warm up' });
  for (let calm = 0; calm < 3;) {
    const { vector_store: store } = (await health()).components;
    calm = store.state === 'ok' && store.lag_changes === 0 ? calm + 1 : 0;
    await sleep(1000);
  }
}
