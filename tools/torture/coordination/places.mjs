import { join } from 'node:path';
import { openRedisCoordination, openSqliteCoordination } from '@ltmc/coordination';
import { needRedis, startRedisServer } from '@ltmc/testing/servers';

/** A busy machine is no frozen server. */
export const PATIENT = { commandTimeoutMs: 20_000, lockTimeoutMs: 20_000, connectTimeoutMs: 20_000, frozenAfterMs: 60_000 };

/**
 * Opens the coordination store of a place. A place is JSON, so that a process can be told where its store is:
 * `{ driver: 'sqlite', path }`, or `{ driver: 'redis', options }` with those of `openRedisCoordination`.
 */
export function openPlace({ driver, path, options }) {
  return driver === 'sqlite' ? openSqliteCoordination({ path }) : openRedisCoordination({ required: true, ...options });
}

/** Where a proof keeps its coordination file. */
export async function sqlitePlace(proof) {
  return { driver: 'sqlite', path: join(await proof.folder('sqlite'), 'coordination.db') };
}

/**
 * Proves the same on SQLite and, where there is one, on a real Redis.
 * @param {(place: object, redis?: object) => Promise<string>} prove tells what came out, in a few words
 * @returns what came out of each, for the table
 */
export async function onBothDrivers(proof, prove) {
  const onSqlite = `SQLite: ${await prove(await sqlitePlace(proof))}`;
  const onRedis = await withRedis((redis) => prove({ driver: 'redis', options: { url: redis.url, ...PATIENT } }, redis));
  return `${onSqlite}; ${onRedis}`;
}

/** @param {(redis: object) => Promise<string>} prove gets a Redis of its own */
export async function withRedis(prove) {
  const need = await needRedis();
  if (!need.found) return `Redis skipped: ${need.missing}`;
  const redis = await startRedisServer();
  try {
    return `Redis: ${await prove(redis)}`;
  } finally {
    await redis.stop();
  }
}
