import { basename } from 'node:path';
import { duration } from '../../progress.mjs';
import { becomes } from '../memories.mjs';
import { checkHistory, createHistory } from './fenced-history.mjs';
import { startWorker } from './start-worker.mjs';

const RECOVERED_WITHIN_MS = 15_000;
const DOCUMENT = 'shared.md';

/**
 * Processes that take turns with one lock and write one document under its fence, now and then too late.
 * @param {{ place: object, folder: string, checked?: boolean, timeoutSeconds?: number, lateShare?: number }} options `checked`: they ask before each write whether the lock
 * stands, as the tools do
 */
export function createCrew(proof, { place, folder, checked = false, timeoutSeconds = 1, lateShare = 0.1 }) {
  // A place in the queue whose owner is gone holds the others up for 5 s: the short form asks again instead.
  const waitSeconds = proof.short ? 0 : 2 * timeoutSeconds;
  const history = createHistory();
  const members = new Set();
  const random = proof.random.fork(`crew ${basename(folder)}`);
  const total = { turns: 0, refused: {}, recoveredMs: 0 };
  let joined = 0;
  let failure;

  /** One more process; each has a name of its own. */
  const join = async (env = {}) => {
    const agentId = `agent${(joined += 1)}`;
    const worker = await startWorker('holder', { place, recordPath: `${folder}/ltmc.db`, agentId, document: DOCUMENT, checked, seed: random.whole(0, 1e9) }, { ...history, env });
    const member = { agentId, worker };
    member.ended = worker.ask('takeTurns', { timeoutSeconds, waitSeconds, lateShare }).then(addUp, (error) => { if (members.has(member)) failure ??= error; });
    members.add(member);
    return member;
  };
  const addUp = ({ turns, refused }) => {
    total.turns += turns;
    for (const [code, times] of Object.entries(refused)) total.refused[code] = (total.refused[code] ?? 0) + times;
  };
  /** `kill -9` */
  const kill = async (member) => {
    members.delete(member);
    await member.worker.kill();
  };
  /** All is well again, and nobody helps: everybody gets the lock. */
  const recover = async (what) => {
    const [startMs, sinceNs] = [performance.now(), nowNs()];
    const waiting = () => [...members].filter(({ agentId }) => !history.grants.some((grant) => grant.agentId === agentId && grant.toldNs > sinceNs)).map(({ agentId }) => agentId);
    const limitMs = RECOVERED_WITHIN_MS * proof.patience;
    if (!(await becomes(() => failure !== undefined || waiting().length === 0, limitMs, 10))) proof.violation(`${what}: ${duration(limitMs)} later ${waiting().join(', ')} got no lock`);
    if (failure) throw failure;
    total.recoveredMs = Math.max(total.recoveredMs, performance.now() - startMs);
  };
  const end = async () => {
    await Promise.all([...members].map(({ worker }) => worker.ask('stop')));
    await Promise.all([...members].map(({ ended }) => ended));
    if (failure) throw failure;
    await Promise.all([...members].map(({ worker }) => worker.close()));
    return { ...total, versions: await checkHistory(proof, { ...history, folder, document: DOCUMENT }) };
  };
  return { history, members, join, kill, recover, end };
}

/** In the words of a table. */
export function crewResult({ turns, versions, refused, recoveredMs }) {
  const codes = Object.entries(refused).map(([code, times]) => `${times} ${code}`).join(', ');
  return `${turns} turns, 0 stale of ${versions} accepted writes; refused: ${codes || 'none'}; everybody had a lock again within ${duration(recoveredMs)}`;
}

/** CLOCK_MONOTONIC, the same in all processes. */
export function nowNs() {
  return Number(process.hrtime.bigint());
}
