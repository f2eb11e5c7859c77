import { setTimeout as sleep } from 'node:timers/promises';
import { duration } from '../progress.mjs';
import { startMixed } from './http-server.mjs';
import { becomes, listAll } from './memories.mjs';
import { askFile, faultsOf } from './record-file.mjs';

const STDIO_SERVERS = 16;
/** One of them speaks HTTP. */
const SERVERS = STDIO_SERVERS + 1;
const IN_FLIGHT = 4;
const FOLLOW_MS = 25;
/** For what the writers left to embed when they were done: a small text takes some 10 ms. */
const EMBED_LIMIT_MS = 20 * 60_000;

/** Many stdio servers and one HTTP server, started at once on an empty folder, all writing. */
export const writers = {
  name: 'writers',
  promise: 'many writers',
  full: SERVERS * 2000,
  short: SERVERS * 25,
  run: async (proof) => {
    const folder = await proof.folder('data');
    const each = Math.max(1, Math.round(proof.count / SERVERS));
    // One worker each: with two, the model would be held twice as many times.
    const servers = await startMixed(folder, STDIO_SERVERS, { env: { LTMC_EMBED_WORKERS: '1' } });
    const follower = followChanges(proof, folder);
    const startMs = performance.now();
    await Promise.all(servers.map((server, number) => writeAll(proof, server, { number, each })));
    const storeMs = performance.now() - startMs;
    await checkStored(proof, servers[0], each);
    await checkEmbedded(proof, folder);
    await Promise.all(servers.map((server) => server.close()));
    const seen = await follower.stop();
    await checkLog(proof, folder, seen);
    for (const fault of await faultsOf(folder)) proof.violation(`the file is damaged: ${fault}`);
    const perSecond = ((each * SERVERS) / storeMs) * 1000;
    return {
      what: `${STDIO_SERVERS} stdio servers and an HTTP server started at once on an empty folder, ${each} stores each, ${IN_FLIGHT} in flight`,
      result: `${each * SERVERS} there, no error, integrity ok, ${seen.length} changes strictly rising; ${perSecond.toFixed(0)} stores/s, embedded after ${duration(performance.now() - startMs)}`,
    };
  },
};

async function writeAll(proof, server, { number, each }) {
  const random = proof.random.fork(`writer ${number}`);
  const left = Array.from({ length: each }, (_, n) => n);
  const lane = async () => {
    for (let n = left.shift(); n !== undefined; n = left.shift()) {
      const input = { file_name: `w${number}-${n}`, content: `writer ${number} note ${n}: ${random.sentence(8)}`, wait: 'durable' };
      try {
        const { version } = await server.call('store_memory', input);
        if (version !== 1) proof.violation(`${input.file_name} was answered as version ${version}`);
      } catch (error) {
        proof.violation(`an error reached the client of writer ${number}: ${error.message}`);
      }
      proof.step();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

async function checkStored(proof, server, each) {
  const names = (await listAll(server)).map(({ file_name: name }) => name);
  const unique = new Set(names);
  if (unique.size !== names.length) proof.violation(`${names.length - unique.size} memories are listed twice`);
  if (unique.size !== SERVERS * each) proof.violation(`${SERVERS * each} stored, ${unique.size} listed`);
}

/** All that was stored is embedded in the end, each chunk once, whoever did it. */
async function checkEmbedded(proof, folder) {
  const count = async (table) => (await askFile(folder, `SELECT count(*) AS n FROM ${table}`))[0].n;
  if (!(await becomes(async () => (await count('pending_chunks')) === 0, EMBED_LIMIT_MS, 250))) proof.violation(`${await count('pending_chunks')} chunks still wait for their embedding`);
  const [chunks, embeddings] = [await count('resource_chunks'), await count('chunk_embeddings')];
  if (chunks !== embeddings) proof.violation(`${chunks} chunks and ${embeddings} embeddings`);
}

/** Reads the change log as it grows: a number that turns up below one already seen would be lost to every projection. */
function followChanges(proof, folder) {
  const seen = [];
  const stop = new AbortController();
  const step = async () => {
    const after = seen.at(-1) ?? 0;
    const rows = await askFile(folder, `SELECT seq FROM change_log WHERE seq > ${after} ORDER BY seq`).catch(() => []);
    for (const { seq } of rows) seen.push(seq);
    return rows.length;
  };
  const run = async () => {
    while (!stop.signal.aborted) {
      await step();
      await sleep(FOLLOW_MS);
    }
    await step();
  };
  const running = run();
  return {
    stop: async () => {
      stop.abort();
      await running;
      return seen;
    },
  };
}

async function checkLog(proof, folder, seen) {
  const all = (await askFile(folder, 'SELECT seq FROM change_log ORDER BY seq')).map(({ seq }) => seq);
  const followed = new Set(seen);
  const missed = all.filter((seq) => !followed.has(seq)).slice(0, 5);
  if (all.length !== seen.length) proof.violation(`${all.length} changes in the log, ${seen.length} seen by one who followed it; missed ${missed.join(', ')}`);
}
