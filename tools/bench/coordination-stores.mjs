import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { openRedisCoordination, openSqliteCoordination } from '@ltmc/coordination';
import { needRedis, startRedisServer } from '@ltmc/testing/servers';

const require = createRequire(new URL('../../packages/redis-connection/package.json', import.meta.url));
/** Long enough that no benchmark ends at a deadline; a timer runs for every call all the same. */
const TIMEOUT_MS = 60_000;

/**
 * Both coordination drivers, each with something bare to compare with: `step` is one insert with the sqlite3 package, or one GET with node-redis.
 * `place(name)` is JSON for {@link openPlace}: stores of another name share nothing.
 */
export async function openDrivers() {
  const need = await needRedis();
  const drivers = [await sqliteDriver(), ...(need.found ? [await redisDriver()] : [])];
  return { drivers, missing: need.found ? undefined : need.missing };
}

export function openPlace({ path, ...options }) {
  return path ? openSqliteCoordination({ path }) : openRedisCoordination({ required: true, commandTimeoutMs: TIMEOUT_MS, lockTimeoutMs: TIMEOUT_MS, connectTimeoutMs: TIMEOUT_MS, frozenAfterMs: TIMEOUT_MS, ...options });
}

async function sqliteDriver() {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-bench-'));
  const database = await new Promise((resolve, reject) => {
    const opening = new sqlite3.Database(join(folder, 'bare.db'), (error) => (error ? reject(error) : resolve(opening)));
  });
  const run = (sql, params = []) => new Promise((resolve, reject) => { database.run(sql, params, (error) => (error ? reject(error) : resolve())); });
  // As a coordination file is written: commits are not synced one by one.
  for (const sql of ['PRAGMA journal_mode = WAL', 'PRAGMA synchronous = NORMAL', 'CREATE TABLE texts (id INTEGER PRIMARY KEY, content TEXT)']) await run(sql);
  return {
    name: 'SQLite',
    bare: 'bare sqlite3 insert',
    place: (name) => ({ path: join(folder, `${name}.db`) }),
    step: () => run('INSERT INTO texts (content) VALUES (?)', ['a lock that somebody holds']),
    close: async () => {
      await new Promise((resolve) => { database.close(resolve); });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function redisDriver() {
  const server = await startRedisServer();
  const { createClient } = require('redis');
  const client = createClient({ url: server.url });
  await client.connect();
  return {
    name: 'Redis',
    bare: 'bare node-redis round trip',
    place: (name) => ({ url: server.url, prefix: `${name}:` }),
    step: () => client.get('nothing'),
    close: async () => {
      client.destroy();
      await server.stop();
    },
  };
}
