import { LtmcError } from '@ltmc/contracts';
import { describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStdio } from '../../faces/stdio-face.mjs';
import { openWorld } from '../../faces/world.mjs';

type Answer = Record<string, unknown>;
const PLAN = { resource_id: 'memory:plan.md' };
const TTL_SECONDS = 1;
const LONG_SECONDS = 60;

describe('on SQLite', () => { theStory(() => ({})); });

describeWithServer('on Redis', await needRedis(), () => {
  let redis: RedisServer;
  beforeAll(async () => { redis = await startRedisServer(); });
  afterAll(() => redis?.stop());
  theStory(() => ({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port) }));
});

function theStory(env: () => Record<string, string>): void {
  it('an agent that was stopped past the time of its lock changes nothing when it goes on', async () => {
    await using world = await openWorld({ env: env() });
    const stopped = await openStdio(world.env);
    const call = async (name: string, args: Answer): Promise<Answer> => {
      const { result } = await stopped.request('tools/call', { name, arguments: { agent_id: 'ann', ...args } });
      return result.structuredContent ?? JSON.parse(result.content[0].text);
    };
    const ben = (tool: string, args: Answer): Promise<Answer> => world.overHttp(tool, { agent_id: 'ben', ...args });
    const plan = (content: string, fence: unknown): Answer => ({ file_name: 'plan.md', content, wait: 'durable', fence });
    try {
      const anns = await call('memory_lock', { action: 'acquire', ...PLAN, timeout: TTL_SECONDS });
      expect(anns).toMatchObject({ acquired: true, timeout: TTL_SECONDS });
      // All is open and warm, so that nothing but the lock decides.
      await call('store_memory', { file_name: 'other.md', content: 'Ann is at work.', wait: 'searchable' });
      await stopBetweenWrites(stopped, () => ben('store_memory', { file_name: 'ben.md', content: 'Ben is at work.', wait: 'durable' }));

      // It lies in the pipe until she goes on.
      const late = call('store_memory', plan('Ann writes, not knowing that she was away.', anns['fence']));
      const bens = await ben('memory_lock', { action: 'acquire', ...PLAN, timeout: LONG_SECONDS, wait_seconds: LONG_SECONDS });
      expect(bens).toMatchObject({ acquired: true });
      expect((bens['fence'] as Answer)['token']).toBeGreaterThan((anns['fence'] as Answer)['token'] as number);
      await ben('store_memory', plan('Ben writes.', bens['fence']));
      stopped.resume();

      expect(await late).toMatchObject({ code: 'LTMC_FENCE_STALE' });
      expect(await call('memory_lock', { action: 'extend', lock_id: anns['lock_id'] })).toMatchObject({ code: 'LTMC_LOCK_LOST' });
      expect(await call('store_memory', { ...plan('Ann tries without.', undefined) })).toMatchObject({ code: 'LTMC_LOCKED' });
      await ben('memory_lock', { action: 'release', lock_id: bens['lock_id'] });
      expect(await call('store_memory', plan('Ann tries again.', anns['fence']))).toMatchObject({ code: 'LTMC_FENCE_STALE' });
      expect(await world.overHttp('get_memory', { file_name: 'plan.md' })).toMatchObject({ version: 1, content: 'Ben writes.' });
    } finally {
      stopped.resume();
      await stopped.close();
    }
  });
}

/** Stops a process where it does not hold the record's write lock: `write`, by another one, tells. It may well be writing in the background, and then nobody can until it goes on. */
async function stopBetweenWrites(stopped: Pick<Awaited<ReturnType<typeof openStdio>>, 'freeze' | 'resume'>, write: () => Promise<unknown>): Promise<void> {
  for (;;) {
    stopped.freeze();
    const refusal = await write().then(() => undefined, (error: unknown) => error);
    if (refusal === undefined) return;
    if (!LtmcError.is(refusal) || refusal.code !== 'LTMC_STORE_BUSY') throw refusal;
    stopped.resume();
  }
}
