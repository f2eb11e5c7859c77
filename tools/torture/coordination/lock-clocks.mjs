import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, needRedis, startChildServer } from '@ltmc/testing/servers';
import { buildClockShim } from './clock-shim.mjs';
import { createCrew, crewResult } from './crew.mjs';
import { PATIENT, sqlitePlace } from './places.mjs';

const DRIVERS = 2;
const HOUR_SECONDS = 3600;
/** How far off a clock is after a jump, seconds. */
const OFFSETS = [HOUR_SECONDS, -HOUR_SECONDS, 0.4, -0.4, 5, -5, 86_400, -86_400, 400 * 86_400, 0];

/** One client lives an hour ahead, another one's clock jumps, and so does that of the Redis server: fencing holds. The count is the seconds on both drivers. */
export const lockClocks = {
  name: 'lock-clocks',
  promise: 'locks need no clock',
  full: DRIVERS * 60,
  short: DRIVERS * 2,
  run: async (proof) => {
    const shim = await buildClockShim(await proof.folder('clocks'));
    if (!shim) return { what: 'nothing', result: 'skipped: no C compiler; on Debian: apt-get install gcc libc6-dev' };
    const onSqlite = await underJumps(proof, { shim, place: await sqlitePlace(proof) });
    return {
      what: `three processes take turns with a lock, one of them an hour ahead, one with a clock that jumps by 0.4 s to 400 days, for ${proof.count / DRIVERS} s on each driver; so does the clock of the Redis server`,
      result: `SQLite: ${onSqlite}; Redis${await onRedis(proof, shim)}`,
    };
  },
};

async function onRedis(proof, shim) {
  const need = await needRedis();
  if (!need.found) return ` skipped: ${need.missing}`;
  const [clock, port, folder] = [await shim.clock('redis'), await freePort(), await proof.folder('redis')];
  const variables = Object.entries(clock.env).map(([name, value]) => `${name}=${value}`);
  const args = [...variables, 'redis-server', '--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  const server = await startChildServer({ program: 'env', args, readyLine: 'Ready to accept connections' });
  try {
    const place = { driver: 'redis', options: { host: '127.0.0.1', port, ...PATIENT } };
    return `: ${await underJumps(proof, { shim, place, serverClock: clock })}`;
  } finally {
    await server.kill();
  }
}

async function underJumps(proof, { shim, place, serverClock }) {
  const random = proof.random.fork(`jumps ${place.driver}`);
  const [ahead, jumping] = [await shim.clock(`${place.driver}-ahead`), await shim.clock(`${place.driver}-jumping`)];
  await ahead.set(HOUR_SECONDS);
  const crew = createCrew(proof, { place, folder: await proof.folder(`record-${place.driver}`) });
  await Promise.all([crew.join(ahead.env), crew.join(jumping.env), crew.join()]);
  const endMs = performance.now() + (proof.count / DRIVERS) * 1000;
  let jumps = 0;
  while (performance.now() < endMs) {
    for (const clock of [jumping, serverClock]) if (clock && random.chance(0.7)) await clock.set(random.pick(OFFSETS));
    jumps += 1;
    await sleep(random.whole(50, 800));
  }
  await crew.recover(`${place.driver}: after ${jumps} jumps`);
  for (let second = 0; second < proof.count / DRIVERS; second += 1) proof.step();
  return `${jumps} jumps, ${crewResult(await crew.end())}`;
}
