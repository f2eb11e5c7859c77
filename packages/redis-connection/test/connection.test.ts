import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@ltmc/contracts';
import { describeWithServer } from '@ltmc/testing';
import { freePort, needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRedisConnection, resolveConnectionOptions, runScript, script, textOf, type RedisConnection, type RedisConnectionOptions } from '../src/index.js';
import { PATIENT, SPEAKER } from './speaker.js';

const LONG_MS = 5000;
const UNAVAILABLE = { code: 'LTMC_COORDINATION_UNAVAILABLE', retryable: true };

describeWithServer('a connection to Redis', await needRedis(), () => {
  let server: RedisServer;
  let connections: RedisConnection[] = [];
  beforeEach(async () => { server = await startRedisServer({ password: 'secret' }); });
  afterEach(async () => {
    await Promise.all(connections.splice(0).map((connection) => connection.close()));
    await server.stop();
  });

  const open = async (options: RedisConnectionOptions = {}): Promise<RedisConnection> => {
    const connection = await openRedisConnection(resolveConnectionOptions({ ...PATIENT, url: server.url, required: true, ...options }), SPEAKER);
    connections.push(connection);
    return connection;
  };

  it('sends commands, one or many, and hands on what Redis refuses', async () => {
    const connection = await open();
    expect(textOf(await connection.send(['SET', 'k', 'v'], LONG_MS))).toBe('OK');
    expect((await connection.sendAll([['GET', 'k'], ['STRLEN', 'k']], LONG_MS)).map(String)).toEqual(['v', '1']);
    expect(await connection.sendAll([['INCR', 'k'], ['STRLEN', 'k']], LONG_MS)).toEqual([expect.objectContaining({ message: expect.stringContaining('not an integer') }), 1]);
    await expect(connection.send(['INCR', 'k'], LONG_MS)).rejects.toThrow('not an integer');
  });

  it('runs a script that the server has never heard of, or has forgotten', async () => {
    const connection = await open();
    const echo = script("return {KEYS[1], ARGV[1]}");
    const run = async (): Promise<unknown> => runScript(connection, echo, { keys: ['k'], args: ['v'], leftMs: () => LONG_MS });
    expect(String(await run())).toBe('k,v');
    expect(await server.command(['SCRIPT', 'EXISTS', echo.sha1])).toBe('1');
    await server.command(['SCRIPT', 'FLUSH']);
    expect(String(await run())).toBe('k,v');
  });

  it('refuses at once while the server is away, and comes back by itself', async () => {
    const connection = await open();
    await server.kill();
    const gone = async (): Promise<unknown> => connection.send(['PING'], LONG_MS).then(() => undefined, (error: unknown) => error);
    let failure = await gone();
    while (failure === undefined) failure = await gone();
    await expect(connection.send(['PING'], LONG_MS)).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringMatching(/^the tests on Redis cannot be used: /u) });
    await server.restart();
    while ((await gone()) !== undefined) await sleep(10);
    expect(textOf(await connection.send(['PING'], LONG_MS))).toBe('PONG');
  });

  it('speaks in the words of its speaker, without the password', async () => {
    const lines: string[] = [];
    const note = (message: string, fields?: object): void => { lines.push(`${message} ${JSON.stringify(fields)}`); };
    const logger: Logger = { debug: note, info: note, warn: note, error: note };
    await expect(open({ url: server.url.replace('secret', 'wrong'), logger })).rejects.toMatchObject({ ...UNAVAILABLE, message: `Redis at 127.0.0.1:${server.port} is required and cannot be used: Redis does not accept the user name or password; correct them` });
    expect(lines.join('\n')).toMatch(/^tests: no connection to Redis/u);
    expect(lines.join('\n')).not.toMatch(/wrong"|secret/u);
  });

  it('opens without a server where none is required, and refuses calls', async () => {
    const port = await freePort();
    const connection = await open({ url: `redis://127.0.0.1:${port}`, required: false });
    await expect(connection.send(['PING'], LONG_MS)).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('refused') });
  });

  it('refuses calls after it was closed', async () => {
    const connection = await open();
    await connection.close();
    await expect(connection.send(['PING'], LONG_MS)).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED', message: expect.stringContaining('tests/redis') });
  });
});
