import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { openRedisCacheStore } from '@ltmc/tier-cache';
import { needRedis, startRedisServer } from '@ltmc/testing/servers';
import { quantile, timeMs } from './stats.mjs';

const require = createRequire(new URL('../../packages/tier-cache/package.json', import.meta.url));
const IN_FLIGHT = 64;
const KEYS = 1000;
const VALUE_BYTES = 1024;
/** redis-benchmark draws the number. */
const BARE_KEY = 'bare:__rand_int__';
/** Long enough that no benchmark ends at a deadline; a timer runs for every round trip all the same. */
const TIMEOUT_MS = 10_000;

/**
 * The Redis driver against redis-benchmark on the same server: one connection, 64 commands in flight, values of 1 KiB. Both are the median of
 * rounds that take turns, so that noise of the machine hits both alike.
 */
export async function benchCache({ cacheCalls = 200_000, rounds = 5 }) {
  const need = await needRedis();
  if (!need.found) return [{ what: 'cache on Redis', value: 'not measured', baseline: need.missing, ratio: undefined, target: '' }];
  const server = await startRedisServer();
  const store = await openRedisCacheStore({ url: server.url, required: true, cacheTimeoutMs: TIMEOUT_MS, connectTimeoutMs: TIMEOUT_MS, frozenAfterMs: TIMEOUT_MS });
  const entries = store.bytes('bench');
  const value = new Uint8Array(VALUE_BYTES).fill(120);
  const set = (number) => entries.set(`k${number % KEYS}`, value);
  const get = (number) => entries.get(`k${number % KEYS}`);
  try {
    await inFlight(KEYS * 4, set);
    await redisBenchmark(server.port, ['SET', BARE_KEY, 'x'.repeat(VALUE_BYTES), 'PX', '300000'], KEYS * 20);
    const rates = { set: [], get: [], bareSet: [], bareGet: [] };
    for (let round = 0; round < rounds; round += 1) {
      rates.bareGet.push(await redisBenchmark(server.port, ['GET', BARE_KEY], cacheCalls));
      rates.get.push(await rateOf(cacheCalls, get));
      rates.bareSet.push(await redisBenchmark(server.port, ['SET', BARE_KEY, 'x'.repeat(VALUE_BYTES), 'PX', '300000'], cacheCalls));
      rates.set.push(await rateOf(cacheCalls, set));
    }
    return [
      row('cache get, 64 in flight', rates.get, rates.bareGet),
      row('cache set, 64 in flight', rates.set, rates.bareSet),
      await oneAtATime(server, get),
    ];
  } finally {
    await store.close();
    await server.stop();
  }
}

function row(what, ours, bare) {
  const [rate, bareRate] = [quantile(ours, 0.5), quantile(bare, 0.5)];
  return { what, value: `${rate.toFixed(0)}/s`, baseline: `redis-benchmark -P ${IN_FLIGHT} ${bareRate.toFixed(0)}/s`, ratio: rate / bareRate, target: '>= 0.25' };
}

async function inFlight(calls, call) {
  let next = 0;
  const lane = async () => {
    while (next < calls) await call(next++);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

/** Calls a second. */
async function rateOf(calls, call) {
  return (calls * 1000) / (await timeMs(() => inFlight(calls, call)));
}

/** Requests a second of one pipelined connection that sends the same command as the cache does. */
async function redisBenchmark(port, command, requests) {
  const args = ['-p', port, '-c', 1, '-P', IN_FLIGHT, '-r', KEYS, '-n', requests, '--csv', ...command];
  const { stdout } = await promisify(execFile)('redis-benchmark', args.map(String));
  const rate = Number(stdout.trimEnd().split('\n').at(-1)?.split('","')[1]);
  if (!(rate > 0)) throw new Error(`redis-benchmark gave no rate: ${stdout}`);
  return rate;
}

/** One call after the other, against a bare client without a deadline. */
async function oneAtATime(server, get) {
  const { createClient } = require('redis');
  const bare = createClient({ url: server.url });
  await bare.connect();
  const times = { cache: [], bare: [] };
  for (let number = 0; number < 2000; number += 1) {
    times.cache.push(await timeMs(() => get(number)));
    times.bare.push(await timeMs(() => bare.get('ltmc:bench:k1')));
  }
  bare.destroy();
  const [cache, client] = [quantile(times.cache, 0.5), quantile(times.bare, 0.5)];
  return { what: 'cache get alone, p50', value: `${cache.toFixed(3)} ms`, baseline: `bare node-redis ${client.toFixed(3)} ms`, ratio: cache / client, target: 'reported' };
}
