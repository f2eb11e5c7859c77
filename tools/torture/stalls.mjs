import { readFile, rm } from 'node:fs/promises';
import { startServer, Hanging, ToolError } from './ltmc-server.mjs';

/** No store takes so long, whatever else runs on the machine; the bound on a stuck one. */
const STUCK_MS = 90_000;
const SIZES = [[5, 40], [50, 400], [5, 2000]];
const STORES_PER_ROUND = [8, 20, 60];

/** Stores of all sizes, waits and concurrencies, some of them cancelled, in one to three processes: each is answered. */
export const stalls = {
  name: 'stalls',
  promise: 'no store waits for ever',
  full: 20_000,
  short: 60,
  run: async (proof) => {
    const totals = { stores: 0, cancelled: 0, slowestMs: 0, rounds: 0 };
    while (totals.stores < proof.count) {
      await oneRound(proof, totals);
      totals.rounds += 1;
    }
    return {
      what: `${totals.stores} stores in ${totals.rounds} rounds of fresh servers, ${totals.cancelled} of them cancelled half-way`,
      result: `every one answered, the slowest after ${(totals.slowestMs / 1000).toFixed(1)} s`,
    };
  },
};

async function oneRound(proof, totals) {
  const { random } = proof;
  const folder = await proof.folder(totals.rounds);
  const servers = await Promise.all(Array.from({ length: random.pick([1, 1, 2, 3]) }, () => startServer(folder)));
  const round = { left: Math.min(random.pick(STORES_PER_ROUND), proof.count - totals.stores), size: random.pick(SIZES) };
  const inFlight = random.pick([1, 2, 8, 32]);
  const lanes = servers.flatMap((server, s) => Array.from({ length: inFlight }, (_, n) => lane(proof, totals, { server, round, name: `${s}-${n}` })));
  await Promise.all(lanes);
  await Promise.all(servers.map((server) => (random.chance(0.5) ? server.close() : server.kill())));
  await rm(folder, { recursive: true, force: true });
}

async function lane(proof, totals, { server, round, name }) {
  const { random } = proof;
  while (round.left > 0) {
    round.left -= 1;
    const startMs = performance.now();
    const input = { file_name: `${name}-${random.whole(0, 9)}`, content: random.sentence(random.whole(...round.size)), wait: random.pick(['searchable', 'searchable', 'auto', 'durable']) };
    if (random.chance(0.1)) {
      totals.cancelled += 1;
      cancelLater(random, server, input);
    } else {
      await server.call('store_memory', input, { timeoutMs: STUCK_MS }).catch((error) => report(proof, error));
      totals.slowestMs = Math.max(totals.slowestMs, performance.now() - startMs);
    }
    totals.stores += 1;
    proof.step();
  }
}

/** A cancelled call gets no answer by the protocol; the ones after it must. */
function cancelLater(random, server, input) {
  server.call('store_memory', input, { onId: (requestId) => {
    setTimeout(() => server.notify('notifications/cancelled', { requestId, reason: 'torture' }), random.whole(0, 60)).unref();
  } }).catch(() => undefined);
}

async function report(proof, error) {
  if (error instanceof Hanging) proof.violation(`${error.message}; threads: ${await threadsOf(error.pid)}`);
  else if (error instanceof ToolError) proof.violation(`a store failed: ${error.message}`);
  else proof.violation(`the server went: ${error.message}`);
}

/** Where each thread of a stuck process sleeps. */
async function threadsOf(pid) {
  return readFile(`/proc/${pid}/status`, 'utf8').then((status) => status.replaceAll(/\s+/gu, ' ').slice(0, 300), () => 'gone');
}
