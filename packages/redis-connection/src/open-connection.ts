import { LtmcError } from '@ltmc/contracts';
import type { RedisConnectionSettings } from './connection-options.js';
import { createConnection, type RedisConnection } from './connection.js';
import { failuresOf } from './failure.js';
import type { RedisSpeaker } from './speaker.js';

/**
 * Resolves when the first attempt to connect has ended, at most after `connectTimeoutMs`: also where it failed, unless `required`. A connection
 * that is not there refuses every call at once and comes by itself as soon as it can.
 * @throws LtmcError of the speaker's code with `required`; its message says in one line why, and never holds a password.
 */
export async function openRedisConnection(settings: RedisConnectionSettings, speaker: RedisSpeaker): Promise<RedisConnection> {
  const connection = createConnection(settings, speaker);
  const failure = await connection.firstAttempt;
  if (!failure || !settings.required) return connection;
  await connection.close();
  const why = failuresOf(speaker).whyOf(failure.cause);
  throw new LtmcError(speaker.codes.unavailable, `Redis ${placeOf(settings)} is required and cannot be used: ${why}`, { cause: failure.cause, retryable: true });
}

function placeOf({ target, sentinel }: RedisConnectionSettings): string {
  if (!sentinel) return `at ${target.host}:${target.port}`;
  return `"${sentinel.name}" (sentinels ${sentinel.nodes.map(({ host, port }) => `${host}:${port}`).join(', ')})`;
}
