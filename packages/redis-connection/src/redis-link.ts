import { DeadlinePassed, withDeadline } from './deadline.js';
import { redisCode } from './failure.js';
import type { RedisTarget } from './connection-options.js';
import { joinedWrites } from './joined-writes.js';

/** One part of a command. */
export type RedisArgument = string | Buffer;

/** One connection, from its handshake to its end: all that is needed of the `redis` package. It never comes back; make another. */
export interface RedisLink {
  /** Strings of the answer are Buffers. Rejects when Redis refuses or the connection ends; else it waits for ever. */
  send(args: readonly RedisArgument[]): Promise<unknown>;
  /** Several commands at once, with the answers in their order; what Redis refuses has an Error in its place. Rejects where the connection ends. */
  sendAll(commands: readonly (readonly RedisArgument[])[]): Promise<readonly unknown[]>;
  /** Resolves when messages of the channel arrive from now on. */
  subscribe(channel: string, onMessage: () => void): Promise<void>;
  unsubscribe(channel: string): Promise<void>;
  /** Resolves with what ended the connection. */
  readonly ended: Promise<unknown>;
  /** At once, whatever the server does; idempotent. */
  destroy(): void;
}

/** Takes 200 ms and more the first time, which count towards no deadline. So only where Redis is used. */
export function loadRedis() {
  return import('redis');
}

/**
 * Connects and shakes hands.
 * @throws what went wrong: `whyOf` puts it into words.
 */
export async function openRedisLink({ host, port, username, password, database, tls }: RedisTarget, timeoutMs: number): Promise<RedisLink> {
  const { createClient, RESP_TYPES } = await loadRedis();
  const client = createClient({
    socket: { ...joinedWrites(), host, port, connectTimeout: timeoutMs, reconnectStrategy: false, ...(tls === false ? {} : { tls: true as const, ...tls }) },
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    database,
    RESP: 3,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  });
  let connected = false;
  let destroyed = false;
  const destroy = (): void => {
    destroyed = true;
    client.destroy();
  };
  const ended = new Promise<unknown>((resolve) => {
    client.on('error', resolve);
    client.on('end', () => resolve(new Error('Socket closed')));
  });
  client.on('connect', () => {
    connected = true;
    if (destroyed) client.destroy(); // a socket that was still connecting is not ended by the first one
  });
  try {
    await withDeadline(timeoutMs, () => client.connect());
  } catch (error) {
    destroy();
    // Redis without TLS takes the handshake for the beginning of a command and waits for the rest.
    if (tls !== false && !connected && isTimeout(error)) throw Object.assign(new Error('no answer to the TLS handshake', { cause: error }), { code: 'ETLSSILENT' });
    throw error;
  }
  const raw = client.withCommandOptions({ timeout: 0, typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } });
  return {
    send: (args) => raw.sendCommand<unknown>(args),
    // In one write all the same: node-redis gathers the commands of one turn of the event loop.
    sendAll: (commands) => Promise.all(commands.map((args) => raw.sendCommand<unknown>(args).catch(asRefusal))),
    subscribe: (channel, onMessage) => client.subscribe(channel, onMessage),
    unsubscribe: (channel) => client.unsubscribe(channel),
    ended,
    destroy,
  };
}

/** A refusal is an answer; anything else has ended the connection. */
function asRefusal(error: unknown): unknown {
  if (redisCode(error) === undefined) throw error;
  return error;
}

function isTimeout(error: unknown): boolean {
  return error instanceof DeadlinePassed || (error instanceof Error && error.message === 'Connection timeout');
}
