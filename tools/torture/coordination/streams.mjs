import { onBothDrivers, openPlace } from './places.mjs';
import { startWorker, WorkerGone } from './start-worker.mjs';

const DRIVERS = 2;
const LANES = 3;
const STREAM = 'events';
const DEATH_SHARE = { full: 0.1, short: 0.25 };

/** Events are appended while their reader is killed again and again, most often between an effect and the acknowledgement. */
export const streams = {
  name: 'streams',
  promise: 'events at least once, in order',
  full: DRIVERS * 10_000,
  short: DRIVERS * 150,
  run: async (proof) => {
    const events = Math.max(LANES, Math.round(proof.count / DRIVERS));
    const result = await onBothDrivers(proof, (place) => onOne(proof, place, events));
    return { what: `${events} events on each driver, appended while their reader is killed between page, effects and acknowledgement`, result };
  },
};

async function onOne(proof, place, events) {
  const store = await openPlace(place);
  try {
    const stream = store.space('torture').stream(STREAM);
    const seen = createSightings(proof, place.driver);
    const [kills] = await Promise.all([readAll(proof, { place, events, seen }), appendAll(stream, events)]);
    seen.check(events);
    return `each of ${events} events seen, in order, ${kills} kills, ${seen.repeated()} seen again and flagged`;
  } finally {
    await store.close();
  }
}

async function appendAll(stream, events) {
  let left = events;
  const lane = async (number) => {
    for (let n = 1; left > 0; n += 1) {
      left -= 1;
      await stream.append({ lane: number, n });
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
}

/** Starts a reader, again after each of its deaths, until all is acknowledged. @returns how often it died */
async function readAll(proof, { place, events, seen }) {
  const random = proof.random.fork(`reader ${place.driver}`);
  const deathShare = proof.short ? DEATH_SHARE.short : DEATH_SHARE.full;
  for (let kills = 0; ; kills += 1) {
    const reader = await startWorker('reader', { place, stream: STREAM, seed: random.whole(0, 1e9), deathShare }, { onSaid: seen.onSaid });
    try {
      await reader.ask('readTo', { last: events });
      await reader.close();
      return kills;
    } catch (error) {
      if (!(error instanceof WorkerGone) || error.signal !== 'SIGKILL') throw error;
      await reader.exited;
    }
  }
}

/** What the readers said, one after the other. */
function createSightings(proof, driver) {
  const [handed, effects, lanes] = [new Set(), new Set(), new Map()];
  let [repeated, last] = [0, 0];
  const onPage = (page) => {
    last = page[0][0] - 1;
    for (const [sequence, redelivered] of page) {
      if (redelivered !== handed.has(sequence)) proof.violation(`${driver}: event ${sequence} was ${redelivered ? '' : 'not '}flagged, and was ${handed.has(sequence) ? '' : 'not '}given before`);
      handed.add(sequence);
    }
  };
  const onEffect = (sequence, { lane, n }) => {
    if (sequence !== last + 1) proof.violation(`${driver}: event ${sequence} came after ${last}`);
    last = sequence;
    if (effects.has(sequence)) return void (repeated += 1);
    // All that came before it was seen before.
    if (sequence !== effects.size + 1) proof.violation(`${driver}: event ${sequence} is the ${effects.size + 1}. that was seen`);
    effects.add(sequence);
    proof.step();
    if (n !== (lanes.get(lane) ?? 0) + 1) proof.violation(`${driver}: event ${n} of lane ${lane} came after its event ${lanes.get(lane) ?? 0}`);
    lanes.set(lane, n);
  };
  return {
    onSaid: ({ page, effect, body }) => (page ? onPage(page) : onEffect(effect, body)),
    check: (events) => { if (effects.size !== events) proof.violation(`${driver}: ${effects.size} of ${events} events were seen`); },
    repeated: () => repeated,
  };
}
