import { onBothDrivers } from './places.mjs';
import { startWorker } from './start-worker.mjs';

const PROCESSES = { full: 8, short: 3 };
const CYCLES = { full: 10_000, short: 60 };
const DRIVERS = 2;
const NAMES = ['memory:a.md', 'memory:b.md', 'c', 'd'];

/** Processes that take a few locks in turn, exclusive and shared, one or several; nobody else holds what is held exclusively, and fences rise. */
export const locks = {
  name: 'locks',
  promise: 'mutual exclusion',
  full: DRIVERS * PROCESSES.full * CYCLES.full,
  short: DRIVERS * PROCESSES.short * CYCLES.short,
  run: async (proof) => {
    const processes = proof.short ? PROCESSES.short : PROCESSES.full;
    const cycles = Math.max(1, Math.round(proof.count / DRIVERS / processes));
    const result = await onBothDrivers(proof, (place) => onOne(proof, { place, processes, cycles }));
    return { what: `${processes} processes, ${cycles} times each take and give back ${NAMES.length} locks, exclusive and shared, on each driver`, result };
  },
};

async function onOne(proof, { place, processes, cycles }) {
  const holds = [];
  const onSaid = (said) => {
    holds.push(...said.holds);
    for (let step = 0; step < said.cycles; step += 1) proof.step();
  };
  const inputs = Array.from({ length: processes }, (_, n) => ({ place, agentId: `agent${n}`, names: NAMES, seed: proof.random.fork(`${place.driver} ${n}`).whole(0, 1e9) }));
  const workers = await Promise.all(inputs.map((input) => startWorker('locks', input, { onSaid })));
  const startMs = performance.now();
  await Promise.all(workers.map((worker) => worker.ask('run', { cycles })));
  const seconds = (performance.now() - startMs) / 1000;
  await Promise.all(workers.map((worker) => worker.close()));
  for (const name of NAMES) checkHolds(proof, name, holds.filter((hold) => hold.name === name));
  if (holds.length < processes * cycles) proof.violation(`${place.driver}: only ${holds.length} holds were told of ${processes * cycles} cycles`);
  return `${holds.length} holds, 0 overlaps, fences strictly rising, ${(holds.length / seconds).toFixed(0)}/s`;
}

/**
 * Follows what was held from instant to instant. Times were taken inside of each hold: what overlaps here overlapped. Of two shared grants the later number
 * may have been told, used and given back before the earlier one was told.
 */
export function checkHolds(proof, name, holds) {
  const instants = holds.flatMap((hold) => [{ atNs: hold.fromNs, hold, begins: true }, { atNs: hold.toNs, hold, begins: false }]);
  instants.sort((a, b) => a.atNs - b.atNs || Number(b.begins) - Number(a.begins));
  const held = new Set();
  const fences = new Set();
  const highestEnded = { exclusive: 0, shared: 0 };
  for (const { hold, begins } of instants) {
    if (!begins) {
      held.delete(hold);
      highestEnded[hold.mode] = Math.max(highestEnded[hold.mode], hold.fence);
      continue;
    }
    const beside = [...held].find((other) => other.mode === 'exclusive' || hold.mode === 'exclusive');
    if (beside) proof.violation(`${name}: ${JSON.stringify(hold)} and ${JSON.stringify(beside)} at the same time`);
    const before = Math.max(highestEnded.exclusive, hold.mode === 'exclusive' ? highestEnded.shared : 0);
    if (hold.fence <= before) proof.violation(`${name}: the fence ${hold.fence} was given after ${before}`);
    if (fences.has(hold.fence)) proof.violation(`${name}: the fence ${hold.fence} was given twice`);
    held.add(hold);
    fences.add(hold.fence);
  }
}
