import { isDeepStrictEqual } from 'node:util';
import { onBothDrivers } from './places.mjs';
import { startWorker } from './start-worker.mjs';

const DRIVERS = 2;
const PROCESSES = { full: 8, short: 3 };
/** Of each process in one session: a stream keeps 10,000 events. */
const UPDATES_IN_SESSION = 100;

/** Processes update one shared context at once, on a version they know or on whatever there is. The count is the updates. */
export const sharedContext = {
  name: 'shared-context',
  promise: 'no update is lost unnoticed',
  full: DRIVERS * PROCESSES.full * 1000,
  short: DRIVERS * PROCESSES.short * 20,
  run: async (proof) => {
    const processes = proof.short ? PROCESSES.short : PROCESSES.full;
    const updates = Math.max(1, Math.round(proof.count / DRIVERS / processes));
    const result = await onBothDrivers(proof, (place) => onOne(proof, { place, processes, updates }));
    return { what: `${processes} processes update a shared context at once, ${updates} times each, on each driver`, result };
  },
};

async function onOne(proof, { place, processes, updates }) {
  const told = [];
  const onSaid = (said) => {
    told.push(said.told);
    proof.step();
  };
  const inputs = Array.from({ length: processes }, (_, n) => ({ place, agentId: `agent${n}`, seed: proof.random.fork(`${place.driver} ${n}`).whole(0, 1e9) }));
  const workers = await Promise.all(inputs.map((input) => startWorker('context', input, { onSaid })));
  const sum = { updates: 0, conflicts: 0, replaced: 0 };
  for (let [left, session] = [updates, 1]; left > 0; left -= UPDATES_IN_SESSION, session += 1) {
    const where = { sessionId: `session${session}` };
    told.length = 0;
    await workers[0].ask('create', where);
    await Promise.all(workers.map((worker) => worker.ask('update', { ...where, updates: Math.min(left, UPDATES_IN_SESSION) })));
    const ends = await Promise.all(workers.map((worker) => worker.ask('follow', where)));
    const drained = await Promise.all(workers.map((worker) => worker.ask('drain', { ...where, lastVersion: ends[0].version })));
    checkSession(proof, { driver: place.driver, told, ends, drained });
    sum.updates += told.length;
    sum.conflicts += told.reduce((total, { result }) => total + result.conflicts.length, 0);
    sum.replaced += told.reduce((total, { result }) => total + result.replaced.length, 0);
  }
  await Promise.all(workers.map((worker) => worker.close()));
  return `${sum.updates} updates, ${sum.conflicts} conflicts and ${sum.replaced} replaced fields reported, none lost, everybody ends with the same`;
}

function checkSession(proof, { driver, told, ends, drained }) {
  const [{ events }] = ends;
  const updates = events.filter(({ type }) => type === 'updated');
  if (updates.some(({ version }, index) => version !== index + 2)) proof.violation(`${driver}: versions do not rise by one: ${updates.map(({ version }) => version).join()}`);
  const states = statesOf(events);
  const last = { context: states.get(updates.length + 1), version: updates.length + 1 };
  for (const { context, version, events: own } of ends) {
    if (!isDeepStrictEqual({ context, version }, last)) proof.violation(`${driver}: a participant ends with ${JSON.stringify({ context, version })}, the events with ${JSON.stringify(last)}`);
    if (!isDeepStrictEqual(own, events)) proof.violation(`${driver}: two participants were told different events`);
  }
  for (const { sequences, version } of drained) {
    if (version !== last.version) proof.violation(`${driver}: a participant's events end with version ${version} of ${last.version}`);
    if (sequences.some((sequence, index) => sequence !== sequences[0] + index)) proof.violation(`${driver}: a participant got events out of order: ${sequences.join()}`);
  }
  const written = new Map(updates.map((event) => [event.version, event]));
  const answered = new Set();
  for (const each of told) {
    // An update that changes nothing is answered with the version there is; where that is the agent's own one of before, its event is no proof of this one.
    const key = `${each.agentId} ${each.result.version}`;
    const event = answered.has(key) ? undefined : written.get(each.result.version);
    answered.add(key);
    for (const field of Object.keys(each.updates)) for (const what of problemsOf(each, field, { event, states })) proof.violation(`${driver}: ${field} ${what}: ${JSON.stringify(each)}`);
  }
}

/** What the context is at each version, as one knows it who only heard of the changes. */
function statesOf(events) {
  const [states, state] = [new Map(), {}];
  for (const { version, changes, removed } of events) {
    Object.assign(state, changes);
    for (const field of removed) delete state[field];
    states.set(version, { ...state });
  }
  return states;
}

/** A field was written, which an event proves, or had the value already, or was reported as a conflict with what is there instead. */
function problemsOf({ agentId, updates, based, result }, field, { event, states }) {
  const value = updates[field];
  const isWritten = event?.agentId === agentId && (value === null ? event.removed.includes(field) : event.changes[field] === value);
  const after = states.get(result.version)?.[field] ?? null;
  const before = states.get(result.version - Number(event?.agentId === agentId))?.[field] ?? null;
  const conflict = result.conflicts.find((each) => each.field === field);
  const replaced = result.replaced.find((each) => each.field === field);
  const problems = {
    'is neither applied nor in conflict, or both': result.applied.includes(field) === (conflict !== undefined),
    'is in conflict and written': conflict !== undefined && isWritten,
    'is in conflict with its own writer': conflict?.agentId === agentId,
    'is in conflict although it was based on nothing': conflict !== undefined && !based,
    'is in conflict with another value than there is': conflict !== undefined && conflict.theirs !== after,
    'is lost': conflict === undefined && !isWritten && after !== value,
    'replaced something unreported': isWritten && !based && before !== null && replaced?.previous !== before,
  };
  return Object.entries(problems).filter(([, holds]) => holds).map(([problem]) => problem);
}
