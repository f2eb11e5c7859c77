import { setTimeout as sleep } from 'node:timers/promises';
import { onBothDrivers, openPlace } from './places.mjs';
import { startWorker } from './start-worker.mjs';

const DRIVERS = 2;
const SLACK_MS = 1000;
const LOOK_MS = 50;
const SIZES = { full: { processes: 10, each: 5, ttlMs: 3000 }, short: { processes: 2, each: 4, ttlMs: 1500 } };

/** Agents come, are killed, hang and leave; an observer looks at the list all the time. The count is how many of these changes happen. */
export const registry = {
  name: 'registry',
  promise: 'the list of agents is true',
  full: DRIVERS * 100,
  short: DRIVERS * 4,
  run: async (proof) => {
    const sizes = proof.short ? SIZES.short : SIZES.full;
    const changes = Math.max(2, Math.round(proof.count / DRIVERS));
    const result = await onBothDrivers(proof, (place) => onOne(proof, { place, changes, ...sizes }));
    return { what: `${sizes.processes * sizes.each} agents in ${sizes.processes} processes that live ${sizes.ttlMs / 1000} s after a sign of life; on each driver ${changes} times some are killed or hang, and others come`, result };
  },
};

async function onOne(proof, { place, changes, processes, each, ttlMs }) {
  const random = proof.random.fork(`changes ${place.driver}`);
  const people = createPeople(proof, { place, each, ttlMs });
  const store = await openPlace(place);
  const observer = observe(proof, { group: store.space('torture').members('agent'), people, ttlMs, driver: place.driver });
  await Promise.all(Array.from({ length: processes }, () => people.start()));
  for (let change = 0; change < changes; change += 1) {
    const worker = random.pick(people.workers());
    if (random.chance(0.6)) await Promise.all([people.kill(worker), people.start()]);
    else await people.lose(worker, random.pick(['silence', 'leave']), random);
    await sleep(random.whole(0, 800));
    proof.step();
  }
  await sleep(ttlMs + SLACK_MS);
  const { looks, latestMs } = await observer.end();
  await people.end();
  await store.close();
  return `${looks} looks, none wrong, the dead on the list for at most ${latestMs.toFixed(0)} ms`;
}

/** Who lives, and who went when. */
function createPeople(proof, { place, each, ttlMs }) {
  const [running, living, gone] = [new Map(), new Map(), new Map()];
  let born = 0;
  const bury = (id) => {
    living.delete(id);
    gone.set(id, performance.now());
  };
  const onSaid = ({ joined, lapsed, silentMs }) => {
    if (joined !== undefined && !gone.has(joined)) living.set(joined, performance.now());
    // Who was silent because nobody let it run is rightly taken for dead; it comes back by itself.
    if (lapsed !== undefined && silentMs < ttlMs) proof.violation(`${place.driver}: ${lapsed} was taken for dead after ${silentMs.toFixed(0)} ms of ${ttlMs}`);
  };
  return {
    living,
    gone,
    workers: () => [...running.keys()],
    start: async () => {
      const agentIds = Array.from({ length: each }, () => `agent${(born += 1)}`);
      const worker = await startWorker('agents', { place, agentIds, ttlMs }, { onSaid });
      running.set(worker, agentIds);
    },
    kill: async (worker) => {
      const agentIds = running.get(worker);
      running.delete(worker);
      await worker.kill();
      agentIds.forEach(bury);
    },
    lose: async (worker, how, random) => {
      const agentId = random.pick(running.get(worker).filter((id) => living.has(id)).concat(running.get(worker)[0]));
      await worker.ask(how, { agentId });
      bury(agentId);
    },
    end: () => Promise.all([...running.keys()].map((worker) => worker.close())),
  };
}

/** Looks at the list all the time: nobody on it died more than its time and a second ago, nobody who lives is missing for longer than that. */
function observe(proof, { group, people, ttlMs, driver }) {
  const missingSince = new Map();
  const limitMs = ttlMs + SLACK_MS;
  const ending = new AbortController();
  let [looks, latestMs] = [0, 0];
  const look = async () => {
    const beforeMs = performance.now();
    const listed = new Set((await group.list()).map(({ id }) => id));
    for (const id of listed) {
      const sinceMs = beforeMs - (people.gone.get(id) ?? beforeMs);
      latestMs = Math.max(latestMs, sinceMs);
      if (sinceMs > limitMs) proof.violation(`${driver}: ${id} is on the list ${sinceMs.toFixed(0)} ms after it died`);
    }
    for (const [id, joinedMs] of people.living) {
      if (listed.has(id) || joinedMs > beforeMs) missingSince.delete(id);
      else if (beforeMs - (missingSince.get(id) ?? missingSince.set(id, beforeMs).get(id)) > limitMs) proof.violation(`${driver}: ${id} lives and is not on the list`);
    }
    looks += 1;
    return listed;
  };
  const looking = (async () => {
    while (!ending.signal.aborted) {
      await look();
      await sleep(LOOK_MS);
    }
    const [listed, alive] = [[...(await look())].toSorted(), [...people.living.keys()].toSorted()];
    if (listed.join() !== alive.join()) proof.violation(`${driver}: in the end ${listed.join()} are listed, ${alive.join()} live`);
  })();
  looking.catch(() => undefined); // told by end
  return {
    end: async () => {
      ending.abort();
      await looking;
      return { looks, latestMs };
    },
  };
}
