import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openProduct } from './product.mjs';
import { inTurn, quantile, random, someText, timeMs } from './stats.mjs';

const require = createRequire(new URL('../../packages/tier-temporal/package.json', import.meta.url));
const WRITER = fileURLToPath(new URL('store-writer.mjs', import.meta.url));
const IN_FLIGHT = 64;
const PROCESSES = 8;

/** Stores acknowledged when durable, against one insert of the same text with the bare sqlite3 package under `synchronous=FULL`. */
export async function benchStore({ seed, stores = 200 }) {
  const draw = random(seed);
  const product = await openProduct();
  const bare = await bareInsert();
  const store = (name) => product.call('store_memory', { file_name: name, content: someText(draw, 100), wait: 'durable' });
  try {
    await inTurn(20, (run) => bare.insert(`warm ${run}`), (run) => store(`warm-${run}`));
    const times = await inTurn(stores, () => bare.insert(someText(draw, 100)), (run) => store(`doc-${run}`));
    const p50 = { bare: quantile(times.first, 0.5), product: quantile(times.second, 0.5) };
    const oneMs = (await timeMs(async () => { for (let n = 0; n < stores; n += 1) await store(`one-${n}`); })) / stores;
    const togetherMs = (await timeMs(() => inFlight(stores * 4, (n) => store(`many-${n}`)))) / (stores * 4);
    const processes = await processesRate(stores);
    return [
      { what: 'durable store acknowledged p50', value: `${p50.product.toFixed(2)} ms`, baseline: `bare FULL insert ${p50.bare.toFixed(2)} ms`, ratio: p50.product / p50.bare, target: '<= 3' },
      { what: `${IN_FLIGHT} concurrent stores, rate`, value: `${(1000 / togetherMs).toFixed(0)}/s`, baseline: `one at a time ${(1000 / oneMs).toFixed(0)}/s`, ratio: oneMs / togetherMs, target: 'reported' },
      { what: `${PROCESSES} processes on one file, rate of all`, value: `${processes.all.toFixed(0)}/s`, baseline: `one process ${processes.one.toFixed(0)}/s`, ratio: processes.all / processes.one, target: 'reported' },
    ];
  } finally {
    await product.close();
    await bare.close();
  }
}

async function inFlight(count, work) {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

async function bareInsert() {
  const { Database } = require('sqlite3');
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-bench-'));
  const database = await new Promise((resolve, reject) => {
    const opening = new Database(join(folder, 'bare.db'), (error) => (error ? reject(error) : resolve(opening)));
  });
  const run = (sql, params = []) => new Promise((resolve, reject) => database.run(sql, params, (error) => (error ? reject(error) : resolve())));
  await run('PRAGMA journal_mode = WAL');
  await run('PRAGMA synchronous = FULL');
  await run('CREATE TABLE texts (id INTEGER PRIMARY KEY, content TEXT)');
  return {
    insert: (text) => run('INSERT INTO texts (content) VALUES (?)', [text]),
    close: async () => {
      await new Promise((resolve) => database.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Stores a second, of one process and of several that begin together. */
async function processesRate(stores) {
  const rateOf = async (processes) => {
    const folder = await mkdtemp(join(tmpdir(), 'ltmc-bench-'));
    const children = Array.from({ length: processes }, (_, n) => spawn(process.execPath, [WRITER, join(folder, 'ltmc.db'), `w${n}`, String(stores)], { stdio: ['pipe', 'pipe', 'inherit'] }));
    await Promise.all(children.map((child) => once(child.stdout, 'data'))); // all have the record open
    const tookMs = await timeMs(() => Promise.all(children.map((child) => {
      child.stdin.end('go\n');
      return once(child, 'exit');
    })));
    await rm(folder, { recursive: true, force: true });
    return (processes * stores * 1000) / tookMs;
  };
  return { one: await rateOf(1), all: await rateOf(PROCESSES) };
}
