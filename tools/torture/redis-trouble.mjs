import { setTimeout as sleep } from 'node:timers/promises';
import { needRedis, startRedisServer } from '@ltmc/testing/servers';
import { PASSWORD, TROUBLES } from './cache-failures.mjs';
import { startMixed } from './http-server.mjs';
import { find, read } from './memories.mjs';
import { ownWord } from './random.mjs';

const LANES_PER_SERVER = 2;
const HEALTH_WITHIN_MS = 1000;
const NOTICED_WITHIN_MS = 1000;
const HEALED_WITHIN_MS = 5000;

/** The product on a Redis that is killed, frozen, emptied, full or behind another password, under load: no store and no search fails. The count is the seconds of each. */
export const redisTrouble = {
  name: 'redis-trouble',
  promise: 'LTMC goes on whatever Redis does',
  full: 30,
  short: 2,
  run: async (proof) => {
    const need = await needRedis();
    if (!need.found) return { what: 'nothing', result: `skipped: ${need.missing}` };
    const redis = await startRedisServer({ password: PASSWORD });
    const env = { REDIS_HOST: redis.host, REDIS_PORT: String(redis.port), REDIS_PASSWORD: PASSWORD };
    const world = { stores: 0, searches: 0, slowestMs: 0, rounds: 0, noticedMs: 0, healedMs: 0, healthMs: 0 };
    try {
      const servers = await startMixed(await proof.folder('data'), 1, { env });
      const stop = new AbortController();
      const lanes = servers.flatMap((server) => Array.from({ length: LANES_PER_SERVER }, (_, number) => load(proof, world, { server, number, signal: stop.signal })));
      for (const [name, trouble] of Object.entries(TROUBLES)) await oneTrouble(proof, world, { name, trouble, redis, http: servers.at(-1) });
      stop.abort();
      await Promise.all(lanes);
      await Promise.all(servers.map((server) => server.close()));
    } finally {
      await redis.stop();
    }
    const { stores, searches, slowestMs, rounds, noticedMs, healedMs, healthMs } = world;
    return {
      what: `${stores} stores and ${searches} searches and reads in two servers (stdio, HTTP) during ${rounds} times Redis ${Object.keys(TROUBLES).join(', ')}`,
      result: `0 failed, the slowest took ${slowestMs.toFixed(0)} ms; /health noticed within ${noticedMs.toFixed(0)} ms, saw it healed within ${healedMs.toFixed(0)} ms, answered within ${healthMs.toFixed(0)} ms`,
    };
  },
};

/** Stores, and reads what it has stored, one call after the other. */
async function load(proof, world, { server, number, signal }) {
  const fileName = `of-${server.pid}-${number}`;
  const word = ownWord(server.pid * 10 + number);
  for (let state = 1; !signal.aborted; state += 1) {
    const content = `${word} in state ${state}`;
    await timed(proof, world, 'store_memory', () => server.call('store_memory', { file_name: fileName, content, wait: 'durable' }));
    world.stores += 1;
    for (let again = 0; again < 5 && !signal.aborted; again += 1) {
      const seen = [
        await timed(proof, world, 'get_memory', async () => (await read(server, fileName))?.content),
        await timed(proof, world, 'retrieve_memory', async () => (await find(server, 'hybrid', word, 1))[0]?.content),
      ];
      world.searches += seen.length;
      for (const text of seen) if (text !== content) proof.violation(`${fileName} holds ${JSON.stringify(content)}, and ${JSON.stringify(text)} was read`);
      await sleep(5);
    }
  }
}

async function timed(proof, world, what, call) {
  const startMs = performance.now();
  try {
    return await call();
  } catch (error) {
    proof.violation(`${what} failed: ${error.stack ?? error}`);
    return undefined;
  } finally {
    world.slowestMs = Math.max(world.slowestMs, performance.now() - startMs);
  }
}

async function oneTrouble(proof, world, { name, trouble, redis, http }) {
  const random = proof.random.fork(name);
  const endMs = performance.now() + proof.count * 1000;
  do {
    await trouble.begin(redis);
    if (trouble.state) world.noticedMs = Math.max(world.noticedMs, await reach(proof, world, { http, state: trouble.state, what: `${name}: noticed`, limitMs: NOTICED_WITHIN_MS }));
    await sleep(random.whole(50, 1500));
    await trouble.end(redis);
    world.healedMs = Math.max(world.healedMs, await reach(proof, world, { http, state: 'ok', what: `${name}: healed`, limitMs: HEALED_WITHIN_MS }));
    world.rounds += 1;
  } while (performance.now() < endMs);
  for (let second = 0; second < proof.count / Object.keys(TROUBLES).length; second += 1) proof.step();
}

/** @returns how long it took until /health says so, milliseconds. */
async function reach(proof, world, { http, state, what, limitMs }) {
  const startMs = performance.now();
  for (;;) {
    const asked = performance.now();
    const { components } = await http.health();
    const tookMs = performance.now() - asked;
    world.healthMs = Math.max(world.healthMs, tookMs);
    if (tookMs > HEALTH_WITHIN_MS * proof.patience) proof.violation(`${what}: /health took ${tookMs.toFixed(0)} ms`);
    const passedMs = performance.now() - startMs;
    if (components.redis.state === state) {
      if (passedMs > limitMs * proof.patience) proof.violation(`${what} after ${passedMs.toFixed(0)} ms`);
      return passedMs;
    }
    if (passedMs > HEALED_WITHIN_MS * 4 * proof.patience) throw new Error(`${what}: never, it stays ${JSON.stringify(components.redis)}`);
    await sleep(20);
  }
}
