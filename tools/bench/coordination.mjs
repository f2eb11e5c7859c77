import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createOrchestration } from '@ltmc/orchestration';
import { openDrivers, openPlace } from './coordination-stores.mjs';
import { inTurn, quantile, timeMs } from './stats.mjs';

const READER = fileURLToPath(new URL('coordination-reader.mjs', import.meta.url));
const AGENTS = 1000;
const FEW = 10;
const IN_FLIGHT = 64;
const WARM = 50;
const DAY_SECONDS = 86_400;
const LOCK = { owner: 'bench', mode: 'exclusive', ttlMs: 30_000 };
/** The record's part of a lock is another benchmark's: one durable write. */
const NO_FENCES = { highest: async () => 0, raise: async () => 0 };

/** Locks, state between processes, signs of life, and what they cost among many; on both drivers. */
export async function benchCoordination({ lockCycles = 1000, syncs = 300, beats = 30, many = 10_000 }) {
  const { drivers, missing } = await openDrivers();
  const rows = [];
  try {
    for (const driver of drivers) {
      rows.push(
        await withStores(driver, ['locks'], ([store]) => lockCycle(driver, { store, runs: lockCycles })),
        await withStores(driver, ['sync'], ([store]) => synchronisation(driver, { store, runs: syncs })),
        await withStores(driver, ['beats'], ([store]) => heartbeats(driver, { store, runs: beats })),
        ...(await withStores(driver, ['many', 'few'], (stores) => amongMany(driver, { stores, many, runs: lockCycles / 2 }))),
      );
    }
  } finally {
    for (const driver of drivers) await driver.close();
  }
  if (missing) rows.push({ what: 'coordination on Redis', value: 'not measured', baseline: missing, ratio: undefined, target: '' });
  return rows;
}

async function withStores({ place }, names, work) {
  const stores = await Promise.all(names.map((name) => openPlace(place(name))));
  try {
    return await work(stores);
  } finally {
    for (const store of stores) await store.close();
  }
}

/** Acquire and release, against two bare steps of the driver's client. */
async function lockCycle({ name, bare, step }, { store, runs }) {
  const { locks } = store.space('bench');
  const cycle = async () => {
    const { grant } = await locks.acquire('doc', LOCK);
    await locks.release('doc', grant.token);
  };
  const twice = async () => {
    await step();
    await step();
  };
  await inTurn(WARM, cycle, twice);
  const times = await inTurn(runs, cycle, twice);
  const [ours, theirs] = [quantile(times.first, 0.5), quantile(times.second, 0.5)];
  return { what: `lock cycle on ${name}, p50`, value: `${ours.toFixed(3)} ms`, baseline: `two times ${bare} ${theirs.toFixed(3)} ms`, ratio: ours / theirs, target: 'reported' };
}

/** A state is put here, and its event reaches another process that waits for it. */
async function synchronisation({ name, place }, { store, runs }) {
  const space = store.space('bench');
  const reader = startReader(place('sync'));
  await reader.ready;
  const [puts, times] = [[], []];
  for (let run = 1; run <= runs; run += 1) {
    await sleep(5); // it waits again
    const begunNs = process.hrtime.bigint();
    puts.push(await timeMs(() => space.state('session').put('s', { step: run }, { events: [{ stream: 'news', body: { step: run } }] })));
    times.push(Number((await reader.seen(run)) - begunNs) / 1e6);
  }
  reader.close();
  const p50 = quantile(times, 0.5);
  const rest = `p95 ${quantile(times, 0.95).toFixed(2)} ms`;
  return { what: `state put in one process, seen in another, on ${name}, p50`, value: `${p50.toFixed(2)} ms, ${rest}`, baseline: `the put alone ${quantile(puts, 0.5).toFixed(2)} ms`, ratio: p50 / quantile(puts, 0.5), target: '<= 10 ms' };
}

function startReader(place) {
  const child = spawn(process.execPath, [READER, JSON.stringify(place)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [known, waiting] = [new Map(), new Map()];
  const reached = (what, value) => {
    known.set(what, value);
    waiting.get(what)?.resolve(value);
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [what, ns] = line.split(' ');
    reached(what, ns && BigInt(ns));
  });
  child.once('close', () => { for (const { reject } of waiting.values()) reject(new Error('the reading process ended')); });
  const until = (what) => new Promise((resolve, reject) => {
    if (known.has(what)) resolve(known.get(what));
    else waiting.set(what, { resolve, reject });
  });
  return { ready: until('ready'), seen: (sequence) => until(String(sequence)), close: () => child.stdin.end() };
}

/** A sign of life of each agent, together and one after the other. */
async function heartbeats({ name }, { store, runs }) {
  const group = store.space('bench').members('agent');
  const ids = Array.from({ length: AGENTS }, (_, n) => `agent${n}`);
  await inFlight(ids.length, (n) => group.join(ids[n], { name: ids[n] }, { ttlMs: 600_000 }));
  const together = async () => void (await group.beatMany(ids, 600_000));
  const alone = (run) => group.beat(ids[run % ids.length], { ttlMs: 600_000 });
  const times = await inTurn(runs, together, alone);
  const [all, one] = [quantile(times.first, 0.5), quantile(times.second, 0.5)];
  return { what: `heartbeat of ${AGENTS} agents at once on ${name}, p50`, value: `${all.toFixed(2)} ms`, baseline: `${AGENTS} one by one ${(one * AGENTS).toFixed(0)} ms`, ratio: all / (one * AGENTS), target: 'reported' };
}

/** What the services take with so many agents, locks and sessions, against the same with ten. */
async function amongMany({ name }, { stores, many, runs }) {
  const [crowd, few] = stores.map((store) => createOrchestration({ store, fences: NO_FENCES }));
  await populate(crowd, many);
  await populate(few, FEW);
  const caller = callerOf(0);
  const operations = {
    'lock cycle': async ({ locks }, run) => {
      const { lockId } = await locks.acquire(caller, { resourceId: `free${run % FEW}` });
      await locks.release(caller, { lockId });
    },
    'heartbeat': ({ agents }) => agents.heartbeat(caller, {}),
    'session read': ({ sessions }) => sessions.get(caller),
    'session update': ({ sessions }, run) => sessions.update(caller, { state: { run } }),
    'counts of all': (services) => services.status(caller),
  };
  const rows = [];
  for (const [what, work] of Object.entries(operations)) {
    await inTurn(WARM, (run) => work(crowd, run), (run) => work(few, run));
    const times = await inTurn(runs, (run) => work(crowd, run), (run) => work(few, run));
    const [ours, theirs] = [quantile(times.first, 0.5), quantile(times.second, 0.5)];
    rows.push({ what: `${what} on ${name} among ${many} agents, locks and sessions, p50`, value: `${ours.toFixed(3)} ms`, baseline: `among ${FEW} ${theirs.toFixed(3)} ms`, ratio: ours / theirs, target: '<= 1.5' });
  }
  return rows;
}

function callerOf(n) {
  return { namespace: 'bench', principal: 'local', agentId: `agent${n}`, sessionId: `session${n}` };
}

async function populate({ agents, locks, sessions }, count) {
  await inFlight(count, async (n) => {
    const caller = callerOf(n);
    await agents.register(caller, { agentId: caller.agentId });
    await locks.acquire(caller, { resourceId: `held${n}`, timeoutSeconds: DAY_SECONDS });
    await sessions.create(caller, { state: { step: n } });
  });
}

async function inFlight(count, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, count) }, lane));
}
