import { setTimeout as sleep } from 'node:timers/promises';
import { openRedisCacheStore } from '@ltmc/tier-cache';
import { needRedis, startRedisServer } from '@ltmc/testing/servers';

const LANES = 8;
const KEYS = 200;
const DEADLINE_MS = 30;
/** What a call may take beyond its deadline, and beyond the time for which this very process stood still. */
const SLACK_MS = 100;
const TICK_MS = 5;
const NOTICED_WITHIN_MS = 1000;
const HEALED_WITHIN_MS = 5000;
const FAILURES = new Set(['LTMC_CACHE_UNAVAILABLE', 'LTMC_CACHE_FULL']);
/** Of the Redis that the troubles befall. */
export const PASSWORD = 'before';
const OTHER_PASSWORD = 'after';

/** What befalls Redis: how it begins and ends, and in which state the store must say it is meanwhile. */
export const TROUBLES = {
  killed: { state: 'unavailable', begin: (redis) => redis.kill(), end: (redis) => redis.restart() },
  frozen: { state: 'unavailable', begin: async (redis) => redis.freeze(), end: async (redis) => redis.resume() },
  emptied: { state: undefined, begin: (redis) => redis.restart(), end: async () => undefined },
  full: { state: 'degraded', begin: (redis) => redis.command(['CONFIG', 'SET', 'maxmemory', '1']), end: (redis) => redis.command(['CONFIG', 'SET', 'maxmemory', '0']) },
  password: {
    state: 'unavailable',
    begin: async (redis) => {
      await redis.command(['CONFIG', 'SET', 'requirepass', OTHER_PASSWORD]);
      await redis.command(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'], OTHER_PASSWORD);
    },
    end: (redis) => redis.command(['CONFIG', 'SET', 'requirepass', PASSWORD], OTHER_PASSWORD),
  },
};

/** The cache library on a real Redis that is killed, frozen, emptied, full or behind another password, under load; the count is the seconds of each. */
export const cacheFailures = {
  name: 'cache-failures',
  promise: 'Redis in trouble holds nothing up',
  full: 30,
  short: 2,
  run: async (proof) => {
    const need = await needRedis();
    if (!need.found) return { what: 'nothing', result: `skipped: ${need.missing}` };
    const redis = await startRedisServer({ password: PASSWORD });
    const options = { url: redis.url, required: true, cacheTimeoutMs: DEADLINE_MS, connectTimeoutMs: 1000 * proof.patience };
    const stalls = watchStalls();
    const world = { calls: 0, failed: 0, slowestMs: 0, rounds: 0, noticedMs: 0, healedMs: 0, bumps: 0, stalledMs: stalls.totalMs, store: undefined };
    try {
      world.store = await openRedisCacheStore(options);
      for (const [name, trouble] of Object.entries(TROUBLES)) await underLoad(proof, world, () => oneTrouble(proof, world, { name, trouble, redis }));
      await closeFrozen(proof, world, redis);
    } finally {
      stalls.end();
      await world.store?.close();
      await redis.stop();
    }
    const { calls, failed, slowestMs, rounds, noticedMs, healedMs } = world;
    return {
      what: `${calls} calls of the cache library during ${rounds} times Redis ${Object.keys(TROUBLES).join(', ')}`,
      result: `${failed} refused, the slowest after ${slowestMs.toFixed(0)} ms; noticed within ${noticedMs.toFixed(0)} ms, healed within ${healedMs.toFixed(0)} ms`,
    };
  },
};

/** Adds up for how long this process was not run: other work on the machine is not what is proven here. */
function watchStalls() {
  let [totalMs, lastMs] = [0, performance.now()];
  const look = () => {
    const nowMs = performance.now();
    totalMs += Math.max(0, nowMs - lastMs - 2 * TICK_MS);
    lastMs = nowMs;
    return totalMs;
  };
  const ticker = setInterval(look, TICK_MS);
  return { totalMs: look, end: () => clearInterval(ticker) };
}

async function underLoad(proof, world, work) {
  const stop = new AbortController();
  const lane = async (number) => {
    const random = proof.random.fork(`lane ${number}`);
    while (!stop.signal.aborted) {
      await oneCall(proof, world, random);
      await sleep(1);
    }
  };
  const lanes = Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
  await work();
  stop.abort();
  await lanes;
}

/** Every value names its key, so that a wrong one is recognised. */
async function oneCall(proof, world, random) {
  const entries = world.store.json('entries', { ttlMs: 2000 });
  const key = `k${random.whole(0, KEYS - 1)}`;
  const right = { of: key };
  const calls = {
    get: async () => expectRight(proof, await entries.get(key), [right, undefined]),
    getMany: async () => expectRight(proof, (await entries.getMany([key, `${key}x`]))[0], [right, undefined]),
    set: () => entries.set(key, right),
    delete: () => entries.delete(key),
    increment: () => world.store.json('counts').increment(key),
    getOrCompute: async () => expectRight(proof, await entries.getOrCompute(key, async () => ({ value: right })), [right]),
  };
  const name = random.pick(Object.keys(calls));
  const stalledBeforeMs = world.stalledMs();
  const startMs = performance.now();
  await calls[name]().catch((error) => {
    world.failed += 1;
    if (name === 'getOrCompute' || !FAILURES.has(error.code)) proof.violation(`${name} failed: ${error.stack ?? error}`);
  });
  const tookMs = performance.now() - startMs - (world.stalledMs() - stalledBeforeMs);
  world.calls += 1;
  // A computation asks for the entry and the turn, stores, and ends the turn: four calls at most.
  const limitMs = (DEADLINE_MS + SLACK_MS * proof.patience) * (name === 'getOrCompute' ? 4 : 1);
  world.slowestMs = Math.max(world.slowestMs, tookMs);
  if (tookMs > limitMs) proof.violation(`${name} took ${tookMs.toFixed(0)} ms with a deadline of ${DEADLINE_MS} ms`);
}

function expectRight(proof, value, allowed) {
  if (!allowed.some((right) => right?.of === value?.of)) proof.violation(`read ${JSON.stringify(value)} instead of ${JSON.stringify(allowed)}`);
}

async function oneTrouble(proof, world, { name, trouble, redis }) {
  const random = proof.random.fork(name);
  const endMs = performance.now() + proof.count * 1000;
  do {
    world.bumps = await patiently(() => world.store.json('versioned').bump());
    await trouble.begin(redis);
    if (trouble.state) world.noticedMs = Math.max(world.noticedMs, await reach(proof, world, { state: trouble.state, what: `${name}: noticed`, limitMs: NOTICED_WITHIN_MS }));
    await sleep(random.whole(50, 1500));
    await trouble.end(redis);
    world.healedMs = Math.max(world.healedMs, await reach(proof, world, { state: 'ok', what: `${name}: healed`, limitMs: HEALED_WITHIN_MS }));
    await proveUsable(proof, world, name);
    world.rounds += 1;
  } while (performance.now() < endMs);
  for (let second = 0; second < proof.count / Object.keys(TROUBLES).length; second += 1) proof.step();
}

/** @returns how long it took until the store says it is in `state`, milliseconds. */
async function reach(proof, { store, stalledMs }, { state, what, limitMs }) {
  const stalledBeforeMs = stalledMs();
  const startMs = performance.now();
  let health = await store.health();
  while (health.state !== state) {
    if (performance.now() - startMs > HEALED_WITHIN_MS * 4 * proof.patience) throw new Error(`${what}: never, it stays ${JSON.stringify(health)}`);
    await sleep(5);
    health = await store.health();
  }
  const tookMs = performance.now() - startMs - (stalledMs() - stalledBeforeMs);
  if (tookMs > limitMs * proof.patience) proof.violation(`${what} after ${tookMs.toFixed(0)} ms`);
  return tookMs;
}

/** What was raised before must not be lower now. */
async function proveUsable(proof, { store, bumps }, name) {
  const entries = store.json('usable');
  const [value, version] = await patiently(async () => {
    await entries.set('a', name);
    return [await entries.get('a'), await store.json('versioned').version()];
  });
  if (value !== name) proof.violation(`${name}: after healing ${JSON.stringify(value)} was read instead of what was written`);
  if (version < bumps) proof.violation(`${name}: after healing the version is ${version}, before it was ${bumps}`);
}

/** Where nothing is wrong with Redis: a busy machine may miss a deadline all the same, but not again and again. */
async function patiently(work) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === 20) throw error;
      await sleep(50);
    }
  }
}

async function closeFrozen(proof, { store }, redis) {
  redis.freeze();
  const call = store.json('entries').get('a').catch(() => undefined);
  const startMs = performance.now();
  await store.close();
  const tookMs = performance.now() - startMs;
  await call;
  if (tookMs > DEADLINE_MS + SLACK_MS * proof.patience) proof.violation(`closing took ${tookMs.toFixed(0)} ms while Redis was frozen`);
  redis.resume();
}
