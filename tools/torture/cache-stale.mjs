import { needRedis, startRedisServer } from '@ltmc/testing/servers';
import { startMixed } from './http-server.mjs';
import { find, inParallel, read } from './memories.mjs';
import { ownWord } from './random.mjs';

/** Three over stdio, one over HTTP. */
const SERVERS = 4;
const LANES = 12;
/** Few, so that most reads ask what another process has asked before. */
const MEMORIES = 4;
/** One call of so many is a write. */
const READS_PER_WRITE = 30;
const PASSWORD = 'stale';

/** Four processes write and read through one cache: an answer that was right before an acknowledged write is never given after it. */
export const cacheStale = {
  name: 'cache-stale',
  promise: 'a cached answer is never stale',
  full: 100_000,
  short: 400,
  run: async (proof) => {
    const need = await needRedis();
    if (!need.found) return { what: 'nothing', result: `skipped: ${need.missing}` };
    const redis = await startRedisServer({ password: PASSWORD });
    try {
      return await hunt(proof, redis);
    } finally {
      await redis.stop();
    }
  },
};

async function hunt(proof, redis) {
  const env = { REDIS_HOST: redis.host, REDIS_PORT: String(redis.port), REDIS_PASSWORD: PASSWORD, REDIS_REQUIRED: 'true', LTMC_EMBED_WORKERS: '1' };
  const servers = await startMixed(await proof.folder('data'), SERVERS - 1, { env });
  const things = [...Array.from({ length: MEMORIES }, (_, number) => memory(number)), todos()];
  const world = { writes: 0, reads: 0 };
  await inParallel(LANES, proof.count, async (n) => {
    const random = proof.random.fork(`call ${n}`);
    const thing = random.pick(things);
    const server = random.pick(servers);
    if (n % READS_PER_WRITE === 0) world.writes += (await oneWrite(thing, server, random)) ? 1 : 0;
    await oneRead(proof, thing, random.pick(servers), random);
    world.reads += 1;
    proof.step();
  });
  const hits = await redisHits(redis);
  if (hits === 0) proof.violation('no answer came from Redis: nothing was proven');
  await Promise.all(servers.map((server) => server.close()));
  return {
    what: `${world.reads} reads and ${world.writes} writes by ${SERVERS} processes (three over stdio, one over HTTP) with one Redis, which gave ${hits} entries`,
    result: '0 stale',
  };
}

/**
 * What is written and read. Its states are numbered; one writer at a time makes the next one, so that a read may give the state that was acknowledged
 * when it began, or any that was begun before it ended.
 */
function thing(write, reads) {
  return { write, reads, begun: 0, acknowledged: 0, busy: false, states: [undefined] };
}

/** A memory of one name: each state is another text, or none. */
function memory(number) {
  const fileName = `memory-${number}`;
  const word = ownWord(number);
  const write = async (server, state, random) => {
    if (state > 1 && random.chance(0.2)) {
      // Forgotten already: nothing changes.
      await server.call('forget_memory', { file_name: fileName }).catch((error) => { if (error.code !== 'LTMC_NOT_FOUND') throw error; });
      return undefined;
    }
    const content = `${word} in state ${state}`;
    await server.call('store_memory', { file_name: fileName, content, wait: random.pick(['durable', 'auto']) });
    return content;
  };
  return thing(write, {
    get_memory: async (server) => (await read(server, fileName))?.content,
    retrieve_memory: async (server) => (await find(server, 'keyword', word, 1))[0]?.content,
    build_context: async (server) => {
      const { context } = await server.call('build_context', { documents: [{ id: fileName }] }).catch((error) => {
        if (error.code === 'LTMC_NOT_FOUND') return {};
        throw error;
      });
      return context?.match(/\bq\w+ in state \d+/u)?.[0];
    },
  });
}

/** The list: each state has one more. */
function todos() {
  const write = async (server, state) => {
    await server.call('add_todo', { title: `todo ${state}` });
    return state;
  };
  return thing(write, { list_todos: async (server) => (await server.call('list_todos', { limit: 1 })).total_count || undefined });
}

/** @returns whether it was its turn. */
async function oneWrite(target, server, random) {
  if (target.busy) return false;
  target.busy = true;
  const state = (target.begun += 1);
  // Until it is acknowledged, both what it may become and what was before are right.
  target.states[state] = ANY;
  target.states[state] = await target.write(server, state, random);
  target.acknowledged = state;
  target.busy = false;
  return true;
}

/** A state whose outcome is not known yet. */
const ANY = Symbol('any');

async function oneRead(proof, target, server, random) {
  const [name, ask] = random.pick(Object.entries(target.reads));
  const first = target.acknowledged;
  const seen = await ask(server);
  const last = target.begun;
  const allowed = new Set(target.states.slice(first, last + 1));
  if (allowed.has(seen) || (allowed.has(ANY) && isOf(seen, last))) return;
  // A search drops a hit that was replaced before it could be joined to the record; with or without a cache.
  if (name === 'retrieve_memory' && seen === undefined && last > first) return;
  const older = target.states.lastIndexOf(seen, first - 1);
  proof.violation(`${name} in process ${server.pid} gave ${JSON.stringify(seen)}${older >= 0 ? `, state ${older},` : ''} after state ${first} was acknowledged: ${JSON.stringify(target.states[first])}; ${last - first} writes were begun meanwhile`);
}

/** Of a write that is under way: its text, its number, or nothing where it forgets. */
function isOf(seen, state) {
  return seen === undefined || seen === state || String(seen).endsWith(`in state ${state}`);
}

async function redisHits(redis) {
  const stats = await redis.command(['INFO', 'stats']);
  return Number(/keyspace_hits:(\d+)/u.exec(stats)?.[1] ?? 0);
}
