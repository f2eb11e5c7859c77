import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { duration } from '../progress.mjs';
import { SQL_POINTS } from './kill-points.mjs';
import { startServer, NoAnswer } from './ltmc-server.mjs';
import { becomes, find, inParallel, listAll, quantile, read } from './memories.mjs';
import { ownWord } from './random.mjs';
import { askFile, faultsOf } from './record-file.mjs';

/** Rounds on one data folder before a fresh one is begun: enough for what one kill leaves to meet the next. */
const ROUNDS_PER_FOLDER = 25;
/** Most of a round is waiting for a dead process's claims to expire. One at a time where that time is judged strictly. */
const FOLDERS_AT_ONCE = { patient: 4, strict: 1 };
/** What a dead process left is finished by the next within this. */
const TAKEOVER_MS = 5_000;
const SCRUBS_DUE = 'SELECT count(*) AS count FROM scrubs_due';
const WAITING = 'SELECT count(*) AS chunks, min(claimed_until_ms) AS claimed_until_ms FROM pending_chunks';
/** Long enough for a few stores, of which some are long, so that kills hit every part of the flow. */
const LONGEST_LIFE_MS = 1500;
const FAIL_POINTS = fileURLToPath(new URL('./fail-points.mjs', import.meta.url));
const POINTS = Object.keys(SQL_POINTS);
/** A point that was not reached by then is never reached. */
const POINT_LIMIT_MS = 30_000;
/** So that the first time at a point, and times at which others wait for the same commit, are both met. */
const LAST_TIME_AT_POINT = 5;
const PURGE_SHARE = 0.06;
const PURGE_SHARE_AT_POINT = 0.6;

/** A writer is `kill -9`ed at random instants and, in turn, at each of the named points; this process, which is not killed, holds what was acknowledged. */
export const kills = {
  name: 'kills',
  promise: 'acknowledged = durable',
  full: 1000,
  short: 2 * POINTS.length,
  run: async (proof) => {
    const totals = { acknowledged: 0, unanswered: 0, repeated: 0, purged: 0, atPoints: 0, takeoverMs: [] };
    const atOnce = proof.patience > 1 ? FOLDERS_AT_ONCE.patient : FOLDERS_AT_ONCE.strict;
    const rounds = Math.min(ROUNDS_PER_FOLDER, Math.ceil(proof.count / atOnce));
    await inParallel(atOnce, Math.ceil(proof.count / rounds), (number) => {
      const first = number * rounds;
      return oneFolder({ ...proof, random: proof.random.fork(`folder ${number}`) }, totals, { first, rounds: Math.min(rounds, proof.count - first) });
    });
    const { acknowledged, unanswered, repeated, purged, atPoints, takeoverMs } = totals;
    return {
      what: `${proof.count} times kill -9 with stores in flight, ${atPoints} of them at ${POINTS.length} named points: ${acknowledged} acknowledged, ${unanswered} unanswered, ${repeated} repeated by key, ${purged} purged`,
      result: `all there, once, found by words and meaning, of the purged not a byte; searchable ${duration(quantile(takeoverMs, 0.5))} (median), ${duration(Math.max(...takeoverMs))} (most) after the restart`,
    };
  },
};

async function oneFolder(proof, totals, { first, rounds }) {
  const folder = await proof.folder(first);
  /**
   * `files`: file name -> { sure: contents that were acknowledged, answers: those kept under a key, open?: what was sent and not answered,
   * purging?: whether a purge was }. `gone`: own words of what was purged.
   */
  const log = { files: new Map(), gone: [], texts: 0 };
  let server = await startServer(folder);
  for (let round = first; round < first + rounds; round += 1) {
    const point = round % 2 === 0 ? undefined : POINTS[Math.floor(round / 2) % POINTS.length];
    if (point) server = await startDoomed(proof, server, { folder, point });
    const names = await writeUntilKilled(proof, server, { round, log, totals, point });
    if (proof.random.chance(0.15)) await killWhileStarting(proof, folder);
    const startMs = performance.now();
    server = await startServer(folder);
    await repeatUnanswered(proof, server, { names, log, totals });
    const left = names.filter((name) => log.files.has(name));
    await checkRound(proof, server, { names: left, log });
    totals.takeoverMs.push(await awaitMeaning(proof, server, { names: left, log, startMs, folder }));
    proof.step();
  }
  await checkAll(proof, server, log);
  const isScrubbed = async () => (await askFile(folder, SCRUBS_DUE))[0].count === 0;
  if (!(await becomes(isScrubbed, TAKEOVER_MS * proof.patience))) proof.violation(`a purge is not finished after ${TAKEOVER_MS * proof.patience} ms; ${server.said}`);
  await server.close();
  for (const fault of await faultsOf(folder)) proof.violation(`the file is damaged: ${fault}`);
  await checkPurged(proof, folder, log);
}

/** A server that ends itself when it comes to the point, in place of `server`, so that nobody else does the work before. */
async function startDoomed({ random }, server, { folder, point }) {
  await server.close();
  return startServer(folder, { nodeOptions: ['--import', FAIL_POINTS], env: { LTMC_TORTURE_KILL_AT: `${point}:${random.whole(1, LAST_TIME_AT_POINT)}` } });
}

/** Several lanes, each storing one after the other under names of its own, so that the order of versions is known. */
async function writeUntilKilled(proof, server, { round, log, totals, point }) {
  const { random } = proof;
  const names = new Set();
  const purgeShare = /purge|scrub/u.test(point) ? PURGE_SHARE_AT_POINT : PURGE_SHARE;
  const lane = async (number) => {
    for (let n = 0; ; n += 1) {
      const fileName = `r${round}-l${number}-${random.chance(0.3) && n > 0 ? 0 : n}`;
      const entry = log.files.get(fileName) ?? { sure: [], answers: [] };
      const input = inputFor(random, fileName, { key: `${round}-${number}-${n}`, word: ownWord(log.texts++) });
      log.files.set(fileName, entry);
      names.add(fileName);
      entry.open = input;
      const answer = await server.call('store_memory', input); // throws when the server is killed, which ends the lane
      entry.open = undefined;
      entry.sure.push(input.content);
      if (input.idempotency_key) entry.answers.push({ input, answer });
      totals.acknowledged += 1;
      if (random.chance(purgeShare)) await purge(server, log, fileName, totals);
    }
  };
  const lanes = Array.from({ length: random.whole(1, 8) }, (_, number) => lane(number));
  const settled = Promise.allSettled(lanes);
  if (point) await untilPoint(proof, server, point, totals);
  else await sleep(random.whole(0, LONGEST_LIFE_MS));
  await server.kill();
  for (const { reason } of await settled) if (!(reason instanceof NoAnswer)) proof.violation(`a store failed: ${reason}`);
  totals.unanswered += [...names].filter((name) => log.files.get(name)?.open).length;
  return [...names];
}

async function untilPoint(proof, server, point, totals) {
  const limit = new AbortController();
  await Promise.race([server.exited, sleep(POINT_LIMIT_MS * proof.patience, undefined, { signal: limit.signal }).catch(() => undefined)]);
  limit.abort();
  if (server.said.includes(`killed at ${point}`)) totals.atPoints += 1;
  else proof.violation(`the point "${point}" was not reached: ${server.said}`);
}

async function purge(server, log, fileName, totals) {
  const entry = log.files.get(fileName);
  entry.purging = true;
  await server.call('forget_memory', { file_name: fileName, purge: true });
  markPurged(log, fileName, totals);
}

function markPurged(log, fileName, totals) {
  log.gone.push(...log.files.get(fileName).sure.map(ownWordOf));
  log.files.delete(fileName);
  totals.purged += 1;
}

function ownWordOf(content) {
  return content.split(' ')[0];
}

function inputFor(random, fileName, { key, word }) {
  const words = random.chance(0.2) ? random.whole(300, 900) : random.whole(8, 30);
  return {
    file_name: fileName,
    content: `${word} ${random.sentence(words)}`,
    wait: random.pick(['auto', 'durable', 'searchable']),
    ...(random.chance(0.5) ? { idempotency_key: `key-${key}` } : {}),
  };
}

/** The next server dies too, while it opens, migrates or takes over. */
async function killWhileStarting({ random }, folder) {
  const starting = startServer(folder).then((server) => server.call('list_memories', { limit: 1 }).then(() => server, () => server), () => undefined);
  const server = await Promise.race([starting, sleep(random.whole(50, 700))]);
  await (server ?? (await starting))?.kill();
}

/** A store that got no answer, repeated with its key: there once, and answered alike from then on. A key that was answered gives that answer again. */
async function repeatUnanswered(proof, server, { names, log, totals }) {
  for (const name of names) {
    const entry = log.files.get(name);
    if (!entry) continue;
    if (entry.purging) {
      // Committed, it is finished without being asked for; committed or not, asked for again it is done, and done whole.
      const isCommitted = (await read(server, name)) === undefined;
      if (!isCommitted || proof.random.chance(0.5)) await server.call('forget_memory', { file_name: name, purge: true }).catch((error) => {
        if (error.code !== 'LTMC_NOT_FOUND') throw error;
      });
      markPurged(log, name, totals);
      continue;
    }
    for (const { input, answer } of entry.answers) {
      const again = await server.call('store_memory', input);
      if (JSON.stringify(again) !== JSON.stringify(answer)) proof.violation(`the key ${input.idempotency_key} gave ${JSON.stringify(again)} and before ${JSON.stringify(answer)}`);
      totals.repeated += 1;
    }
    if (!entry.open?.idempotency_key) continue;
    const [first, second] = [await server.call('store_memory', entry.open), await server.call('store_memory', entry.open)];
    if (JSON.stringify(first) !== JSON.stringify(second)) proof.violation(`the repeated key ${entry.open.idempotency_key} gave ${JSON.stringify(first)}, then ${JSON.stringify(second)}`);
    entry.sure.push(entry.open.content);
    entry.open = undefined;
    totals.repeated += 1;
  }
}

async function checkRound(proof, server, { names, log }) {
  for (const name of names) {
    const entry = log.files.get(name);
    const found = await read(server, name);
    settleOpen(entry, found);
    const wanted = entry.sure.at(-1);
    if (found?.content !== wanted) proof.violation(`${name}: acknowledged ${wanted?.slice(0, 40)}, found ${found?.content.slice(0, 40)}`);
    if ((found?.versions.length ?? 0) !== entry.sure.length) proof.violation(`${name}: ${entry.sure.length} versions acknowledged, ${found?.versions.length} there`);
    if (!wanted) continue;
    const word = ownWordOf(wanted);
    const hits = await find(server, 'keyword', word);
    const files = new Set(hits.map((hit) => hit.metadata.file_name));
    if (files.size !== 1 || !files.has(name)) proof.violation(`${name}: its own word ${word} finds ${[...files].join(', ') || 'nothing'}`);
  }
}

/** Without a key nobody can know whether the last one was committed: either is right, and what is there counts from now on. */
function settleOpen(entry, found) {
  if (entry.open && found?.content === entry.open.content) entry.sure.push(found.content);
  entry.open = undefined;
}

/** @returns milliseconds from the restart until all of the round was found by meaning */
async function awaitMeaning(proof, server, { names, log, startMs, folder }) {
  const left = new Set(names.filter((name) => log.files.get(name).sure.length > 0));
  const isFound = async () => {
    for (const name of left) {
      // The chunk's own text: nothing can be nearer, however many texts of the same few words there are.
      const [chunk] = await find(server, 'keyword', ownWordOf(log.files.get(name).sure.at(-1)), 1);
      if (!chunk) return false;
      const hits = await find(server, 'semantic', chunk.content);
      if (!hits.some((hit) => hit.chunk_id === chunk.chunk_id)) return false;
      left.delete(name);
    }
    return true;
  };
  const limitMs = TAKEOVER_MS * proof.patience;
  if (!(await becomes(isFound, limitMs - (performance.now() - startMs)))) proof.violation(`not found by meaning ${limitMs} ms after the restart: ${[...left].join(', ')}; waiting: ${JSON.stringify(await askFile(folder, WAITING))}; ${server.said}`);
  return performance.now() - startMs;
}

async function checkAll(proof, server, log) {
  const listed = (await listAll(server)).map(({ file_name: name }) => name);
  if (new Set(listed).size !== listed.length) proof.violation('a memory is listed twice');
  const wanted = new Set([...log.files].filter(([, { sure }]) => sure.length > 0).map(([name]) => name));
  const missing = [...wanted].filter((name) => !listed.includes(name));
  const extra = listed.filter((name) => !wanted.has(name));
  if (missing.length > 0 || extra.length > 0) proof.violation(`listed ${listed.length}; missing: ${missing.join(', ')}; never stored: ${extra.join(', ')}`);
}

/** Nobody has the files open now: this process may read them. */
async function checkPurged(proof, folder, { gone }) {
  const [database, ...rest] = await Promise.all(['', '-wal'].map((ending) => readFile(`${folder}/ltmc.db${ending}`).catch(() => Buffer.alloc(0))));
  for (const word of gone) {
    if ([database, ...rest].some((bytes) => bytes.includes(word))) proof.violation(`${word} was purged and is still in the file`);
  }
}
