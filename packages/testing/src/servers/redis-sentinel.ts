import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, startChildServer, type ChildServer } from './child-server.js';
import { startRedisServer, type RedisServer } from './redis-server.js';

/** A primary, its replica, and a sentinel that promotes the replica when the primary dies. */
export interface RedisSentinelGroup extends AsyncDisposable {
  /** What the sentinel calls the group. */
  readonly name: string;
  readonly sentinels: readonly { readonly host: string; readonly port: number }[];
  readonly primary: RedisServer;
  readonly replica: RedisServer;
  stop(): Promise<void>;
}

/** Options of {@link startRedisSentinel}. */
export interface RedisSentinelOptions {
  /** Of primary and replica. Default none. */
  readonly password?: string;
  /** After what silence the sentinel gives the primary up, milliseconds. Default 300. */
  readonly downAfterMs?: number;
}

/** Resolves when the replica follows and the sentinel knows it: a failover can succeed from then on. */
export async function startRedisSentinel({ password, downAfterMs = 300 }: RedisSentinelOptions = {}): Promise<RedisSentinelGroup> {
  const name = 'ltmc';
  const secret = password === undefined ? {} : { password };
  const primary = await startRedisServer(secret);
  const replica = await startRedisServer({ ...secret, args: ['--replicaof', primary.host, String(primary.port)] });
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  await writeFile(file, [
    `port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, `sentinel monitor ${name} ${primary.host} ${primary.port} 1`,
    `sentinel down-after-milliseconds ${name} ${downAfterMs}`, `sentinel failover-timeout ${name} 3000`,
    ...(password === undefined ? [] : [`sentinel auth-pass ${name} ${password}`]), '',
  ].join('\n'));
  const sentinel = await startChildServer({ program: 'redis-server', args: [file, '--sentinel'], readyLine: '+monitor' });
  const stop = (): Promise<void> => stopAll([primary, replica], sentinel, folder);
  try {
    await replicating(primary);
    await known(port, name);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name, sentinels: [{ host: '127.0.0.1', port }], primary, replica, stop, [Symbol.asyncDispose]: stop };
}

async function stopAll(servers: readonly RedisServer[], sentinel: ChildServer, folder: string): Promise<void> {
  await sentinel.kill();
  await Promise.all(servers.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
}

async function replicating(primary: RedisServer): Promise<void> {
  await until('the replica follows', async () => /slave0:.*state=online/u.test(await primary.command(['INFO', 'replication'])));
}

async function known(port: number, name: string): Promise<void> {
  const ask = async (): Promise<string> => (await promisify(execFile)('redis-cli', ['-p', String(port), 'SENTINEL', 'REPLICAS', name])).stdout;
  await until('the sentinel knows the replica', async () => /master-link-status\nok/u.test(await ask()));
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    await sleep(50);
  }
}
