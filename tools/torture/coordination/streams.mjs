import { onBothDrivers, openPlace } from './places.mjs';
import { startWorker, WorkerGone } from './start-worker.mjs';

const DRIVERS = 2;
const LANES = 3;
const STREAM = 'events';
const DEATH_SHARE = { full: 0.1, short: 0.25 };
/** So many readers are killed from outside as well, at any instant of their first so many milliseconds: while an answer is on its way, too. */
const KILLED = { share: 0.5, withinMs: 300 };

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
    return `each of ${events} events seen, in order, ${kills} kills, ${seen.repeated()} seen again, each flagged, ${seen.unheard()} flagged that died with their reader`;
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
    const killer = random.chance(KILLED.share) ? setTimeout(() => void reader.kill(), random.whole(0, KILLED.withinMs)) : undefined;
    try {
      await reader.ask('readTo', { last: events });
      await reader.close();
      return kills;
    } catch (error) {
      if (!(error instanceof WorkerGone) || error.signal !== 'SIGKILL') throw error;
      await reader.exited;
    } finally {
      clearTimeout(killer);
    }
  }
}

/** What the readers said, one after the other. */
function createSightings(proof, driver) {
  const [effects, lanes] = [new Set(), new Map()];
  const flags = createFlagCheck((what) => proof.violation(`${driver}: ${what}`));
  let [repeated, last] = [0, 0];
  const onPage = (page) => {
    flags.onPage(page);
    last = (page[0]?.[0] ?? 1) - 1;
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
    onSaid: ({ asked, page, effect, body }) => {
      if (asked) flags.onAsked(asked);
      else if (page) onPage(page);
      else onEffect(effect, body);
    },
    check: (events) => { if (effects.size !== events) proof.violation(`${driver}: ${effects.size} of ${events} events were seen`); },
    repeated: () => repeated,
    unheard: flags.unheard,
  };
}

/**
 * `redelivered` says: the store has handed this event to this reader before. It notes that before its answer leaves, so a reader that dies with an answer on its way has
 * been handed events it never heard of: they may be flagged, since the store cannot know better, and need not be, since it may have died before the store was asked.
 * Everything else is exact. What a reader has told of is flagged when it comes again, what nobody asked for is not, and as events are handed out in order, no flagged
 * one comes after one that is not.
 */
function createFlagCheck(violation) {
  let [toldTo, askedTo, unheard] = [0, 0, 0]; // all events up to these were told of, or may have been handed to somebody who died
  let pending;
  return {
    onAsked: (asked) => {
      if (pending) askedTo = Math.max(askedTo, pending.after + pending.limit);
      pending = asked;
    },
    onPage: (page) => {
      pending = undefined;
      let before = true;
      for (const [sequence, redelivered] of page) {
        const told = sequence <= toldTo;
        if (redelivered ? !told && sequence > askedTo : told) violation(`event ${sequence} was ${redelivered ? '' : 'not '}flagged, and was ${told ? '' : 'not '}given before`);
        if (redelivered && !before) violation(`event ${sequence} was flagged, and the one before it was not`);
        if (redelivered && !told) unheard += 1;
        before = redelivered;
      }
      toldTo = Math.max(toldTo, page.at(-1)?.[0] ?? 0);
    },
    unheard: () => unheard,
  };
}
