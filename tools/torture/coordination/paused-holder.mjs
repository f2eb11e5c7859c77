import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '../memories.mjs';
import { checkHistory, createHistory } from './fenced-history.mjs';
import { onBothDrivers } from './places.mjs';
import { startWorker } from './start-worker.mjs';

const DRIVERS = 2;
const TTL_SECONDS = 1;
const PAUSE_MS = 40;
/** A holder may be stopped inside of a transaction of the record, where nobody else can write: then it goes on after this time, before others give up (10 s). */
const STUCK_MS = 3 * TTL_SECONDS * 1000;
const REFUSED_WITHIN_MS = 10_000;
const PAIRS = { full: 4, short: 1 };

/** A process that writes under its lock is stopped at any instant until its time has passed and another one has taken over and written; then it goes on. */
export const pausedHolder = {
  name: 'paused-holder',
  promise: 'no stale write',
  full: DRIVERS * 1000,
  short: DRIVERS * 3,
  run: async (proof) => {
    const rounds = Math.max(1, Math.round(proof.count / DRIVERS));
    const result = await onBothDrivers(proof, (place) => onOne(proof, place, rounds));
    return { what: `on each driver ${rounds} times a holder that writes is stopped (SIGSTOP) past its time of ${TTL_SECONDS} s, another one acquires and writes, the first goes on`, result };
  },
};

async function onOne(proof, place, rounds) {
  const pairs = Math.min(rounds, proof.short ? PAIRS.short : PAIRS.full);
  const world = { stuck: 0, versions: 0 };
  await inParallel(pairs, pairs, async (number) => {
    const document = `pair-${number}.md`;
    const folder = await proof.folder(`record-${place.driver}-${number}`); // of its own: who is stopped inside of a transaction stops the others on the record
    const history = createHistory();
    const start = (name) => startWorker('holder', { place, recordPath: `${folder}/ltmc.db`, agentId: `${name}${number}`, document }, history);
    const pair = await Promise.all([start('ann'), start('ben')]);
    const random = proof.random.fork(`${place.driver} ${number}`);
    for (let round = number; round < rounds; round += pairs) {
      const [first, second] = round % (2 * pairs) < pairs ? pair : pair.toReversed();
      await oneRound(proof, world, { first, second, afterMs: random.whole(0, 4 * PAUSE_MS), what: `${place.driver} ${document}` });
      proof.step();
    }
    await Promise.all(pair.map((worker) => worker.close()));
    world.versions += await checkHistory(proof, { ...history, folder, document });
  });
  return `0 stale of ${world.versions} accepted writes; ${world.stuck} times stopped inside of a transaction`;
}

async function oneRound(proof, world, { first, second, afterMs, what }) {
  if (!(await first.ask('hold', { timeoutSeconds: TTL_SECONDS, waitSeconds: 30 }))) throw new Error(`${what}: the lock was not to be had in 30 s`);
  const refused = first.ask('writeUntilRefused', { pauseMs: PAUSE_MS });
  refused.catch(() => undefined); // told below
  await sleep(afterMs);
  first.freeze();
  const takenOver = (async () => {
    if (!(await second.ask('hold', { timeoutSeconds: 30, waitSeconds: 30 }))) throw new Error(`${what}: a stopped holder keeps the lock`);
    await second.ask('write');
    await second.ask('write');
  })();
  if (!(await within(STUCK_MS, takenOver))) world.stuck += 1;
  first.resume();
  await takenOver;
  if (!(await within(REFUSED_WITHIN_MS * proof.patience, refused))) throw new Error(`${what}: a holder whose lock has passed on writes and writes`);
  const code = await refused;
  if (code !== 'LTMC_FENCE_STALE') proof.violation(`${what}: a stale write was refused with ${code}`);
  await second.ask('release');
}

/** Whether it settled in time; its failure is the caller's to see. */
async function within(limitMs, promise) {
  const settled = promise.then(() => true, () => true);
  const timer = new AbortController();
  const late = sleep(limitMs, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([settled, late]);
  } finally {
    timer.abort();
  }
}
