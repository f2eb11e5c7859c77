import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithServer, startHttpProgram, tempData, type HttpProgram } from '@ltmc/testing';
import { needRedis, startRedisServer } from '@ltmc/testing/servers';
import { describe, expect, it } from 'vitest';
import { HTTP_MAIN, MAIN, type ToolResult } from './stdio-client.js';

type Env = Readonly<Record<string, string>>;

const TAKE = { action: 'acquire', resource_id: 'x' };
const WAIT = { ...TAKE, agent_id: 'ben', wait_seconds: 300 };
const SHUTTING_DOWN = { code: 'LTMC_STORE_CLOSED', retryable: true, message: expect.stringContaining('shutting down') };

async function startHolder(env: Env): Promise<HttpProgram> {
  const holder = await startHttpProgram(HTTP_MAIN, env);
  expect((await holder.rpc('memory_lock', { ...TAKE, agent_id: 'ann', timeout: 600 })).result).toMatchObject({ acquired: true });
  return holder;
}

async function waitingAt(holder: HttpProgram): Promise<unknown> {
  return (await holder.rpc('memory_lock', { action: 'status', resource_id: 'x', agent_id: 'ann' })).result?.['waiting'];
}

async function untilOneWaits(holder: HttpProgram): Promise<void> {
  while ((await waitingAt(holder)) !== 1) await sleep(20);
}

/** A server that is left or stopped in the middle of a wait: answers, is gone in order, and its place in the queue with it. */
function describeClosing(driver: string, withEnv: (test: (env: Env) => Promise<void>) => Promise<void>): void {
  describe(`a call waits for a lock on ${driver}`, () => {
    it.each(['stdin closes', 'SIGTERM'])('ltmc-mcp, when %s', (how) => withEnv(async (env) => {
      await using holder = await startHolder(env);
      const child = spawn(process.execPath, [MAIN], { env, stdio: ['pipe', 'pipe', 'ignore'] });
      const exited = once(child, 'exit');
      let answered = '';
      child.stdout.on('data', (text: Buffer) => { answered += text.toString(); });
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'memory_lock', arguments: WAIT } })}\n`);
      await untilOneWaits(holder);
      if (how === 'SIGTERM') child.kill('SIGTERM');
      else child.stdin.end();
      expect(await exited).toEqual([0, null]);
      expect(await waitingAt(holder)).toBe(0);
      const { result } = JSON.parse(answered) as { result: ToolResult };
      expect(result.isError).toBe(true);
      expect(JSON.parse(result.content[0]?.text ?? '')).toMatchObject(SHUTTING_DOWN);
    }));

    it('ltmc-http, on SIGTERM', () => withEnv(async (env) => {
      await using holder = await startHolder(env);
      await using server = await startHttpProgram(HTTP_MAIN, env);
      const waiting = server.rpc('memory_lock', WAIT);
      await untilOneWaits(holder);
      const [exit, { error }] = await Promise.all([server.stop('SIGTERM'), waiting]);
      expect(exit).toBe(0);
      expect(await waitingAt(holder)).toBe(0);
      expect(error).toMatchObject({ message: SHUTTING_DOWN.message, data: { code: SHUTTING_DOWN.code, retryable: true } });
    }));
  });
}

describeClosing('sqlite', async (test) => {
  await using data = await tempData();
  await test(data.env);
});

describeWithServer('with Redis', await needRedis(), () => {
  describeClosing('redis', async (test) => {
    await using data = await tempData();
    const redis = await startRedisServer();
    try {
      await test({ ...data.env, REDIS_HOST: redis.host, REDIS_PORT: String(redis.port) });
    } finally {
      await redis.stop();
    }
  });
});
