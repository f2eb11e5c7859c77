import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { needRedis, startRedisSentinel, startRedisServer } from '@ltmc/testing/servers';
import { createCrew, crewResult, nowNs } from './crew.mjs';
import { sqlitePlace } from './places.mjs';

const MEMBERS = 3;
/** For a signal to take effect. */
const SETTLE_MS = 20;

/** The product's own deadlines, and as its servers open it: who finds no Redis at first connects by itself. */
const PRODUCT = { required: false };

/** What befalls Redis. `away`: it answers nothing meanwhile. */
const REDIS_TROUBLES = {
  killed: { away: true, begin: (redis) => redis.kill(), end: (redis) => redis.restart() },
  frozen: { away: true, begin: async (redis) => redis.freeze(), end: async (redis) => redis.resume() },
  emptied: { away: false, begin: (redis) => redis.restart(), end: async () => undefined },
};

/** What befalls a coordination file and those who have it open. */
const SQLITE_TROUBLES = {
  'a holder killed': async (crew, random) => {
    await crew.kill(random.pick([...crew.members]));
    await crew.join();
  },
  // Those who have the old file open go on with it for a while, beside those who have the new one.
  'the file deleted': async (crew, random, { path }) => {
    const old = [...crew.members];
    await Promise.all(['', '-wal', '-shm'].map((end) => rm(`${path}${end}`, { force: true })));
    await Promise.all(old.map(() => crew.join()));
    await sleep(random.whole(0, 500));
    await Promise.all(old.map((member) => crew.kill(member)));
  },
};

/** The lock store is killed, frozen, emptied, failed over while locks are held and written under. The count is the seconds of each. */
export const lockTrouble = {
  name: 'lock-trouble',
  promise: 'a lock store in trouble',
  full: 30,
  short: 2,
  run: async (proof) => {
    const onSqlite = await troubledFile(proof);
    const need = await needRedis();
    const onRedis = need.found ? `: ${await troubledRedis(proof)}; behind Sentinel: ${await failedOver(proof)}` : ` skipped: ${need.missing}`;
    return {
      what: `${MEMBERS} processes take turns with a lock and write under its fence, ${proof.count} s each of: ${[...Object.keys(SQLITE_TROUBLES), ...Object.keys(REDIS_TROUBLES), 'failed over'].join(', ')}`,
      result: `SQLite: ${onSqlite}; Redis${onRedis}`,
    };
  },
};

async function fullCrew(proof, options) {
  const crew = createCrew(proof, { checked: true, ...options });
  await Promise.all(Array.from({ length: MEMBERS }, () => crew.join()));
  return crew;
}

/** Repeats `round` for the length of a trouble. @returns how often */
async function repeated(proof, troubles, round) {
  const endMs = performance.now() + proof.count * 1000;
  let rounds = 0;
  do {
    await round();
    rounds += 1;
  } while (performance.now() < endMs);
  for (let second = 0; second < proof.count / troubles; second += 1) proof.step();
  return rounds;
}

async function troubledFile(proof) {
  const place = await sqlitePlace(proof);
  const crew = await fullCrew(proof, { place, folder: await proof.folder('record-sqlite') });
  let rounds = 0;
  for (const [name, befall] of Object.entries(SQLITE_TROUBLES)) {
    const random = proof.random.fork(name);
    rounds += await repeated(proof, Object.keys(SQLITE_TROUBLES).length * 3, async () => {
      await sleep(random.whole(0, 1000));
      await befall(crew, random, place);
      await crew.recover(name);
    });
  }
  return `${rounds} troubles, ${crewResult(await crew.end())}`;
}

async function troubledRedis(proof) {
  const redis = await startRedisServer();
  try {
    const crew = await fullCrew(proof, { place: { driver: 'redis', options: { url: redis.url, ...PRODUCT } }, folder: await proof.folder('record-redis') });
    let rounds = 0;
    for (const [name, trouble] of Object.entries(REDIS_TROUBLES)) {
      const random = proof.random.fork(name);
      rounds += await repeated(proof, Object.keys(REDIS_TROUBLES).length * 3, () => oneTrouble(proof, { crew, random, name, trouble, redis }));
    }
    return `${rounds} troubles, ${crewResult(await crew.end())}`;
  } finally {
    await redis.stop();
  }
}

async function oneTrouble(proof, { crew, random, name, trouble, redis }) {
  await sleep(random.whole(0, 1000));
  await trouble.begin(redis);
  await sleep(SETTLE_MS);
  const beganNs = nowNs();
  await sleep(random.whole(100, 2000));
  const endedNs = nowNs();
  await trouble.end(redis);
  await crew.recover(name);
  if (!trouble.away) return;
  for (const grant of crew.history.grants) if (grant.askedNs > beganNs && grant.toldNs < endedNs) proof.violation(`${name}: a lock was granted while Redis was away: ${JSON.stringify(grant)}`);
  for (const write of crew.history.writes) if (write.begunNs > beganNs && write.endedNs < endedNs) proof.violation(`${name}: a write under a fence passed while Redis was away: ${JSON.stringify(write)}`);
}

/** Each time with a group of its own: its primary dies, now and then after its replica had missed the last of what it was told. */
async function failedOver(proof) {
  const random = proof.random.fork('failed over');
  const folder = await proof.folder('record-sentinel');
  const results = [];
  const rounds = await repeated(proof, 3, async () => {
    const group = await startRedisSentinel();
    try {
      const options = { ...PRODUCT, prefix: `round${results.length}:`, sentinel: { name: group.name, nodes: group.sentinels } };
      results.push(await oneFailover(proof, { group, random, place: { driver: 'redis', options }, folder: `${folder}/${results.length}` }));
    } finally {
      await group.stop();
    }
  });
  const sum = (name) => results.reduce((total, result) => total + result[name], 0);
  const refused = {};
  for (const result of results) for (const [code, times] of Object.entries(result.refused)) refused[code] = (refused[code] ?? 0) + times;
  return `${rounds} failovers, ${crewResult({ turns: sum('turns'), versions: sum('versions'), refused, recoveredMs: Math.max(...results.map(({ recoveredMs }) => recoveredMs)) })}`;
}

async function oneFailover(proof, { group, random, place, folder }) {
  const crew = await fullCrew(proof, { place, folder });
  await sleep(random.whole(200, 1000));
  const lags = random.chance(0.5);
  if (lags) group.replica.freeze();
  await sleep(random.whole(50, 200));
  await group.primary.kill();
  if (lags) group.replica.resume();
  await crew.recover('failed over');
  return crew.end();
}
