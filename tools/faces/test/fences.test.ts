import { allTools } from '@ltmc/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runGoodCalls } from '../good-calls.mjs';
import { watchRecord } from '../record-watch.mjs';
import { openWorld } from '../world.mjs';

let world: Awaited<ReturnType<typeof openWorld>>;
let record: Awaited<ReturnType<typeof watchRecord>>;
let good: readonly { readonly tool: string; readonly args: Readonly<Record<string, unknown>> }[];

const LOCK = 'the lock of the suite';
const SUITE = { agent_id: 'suite' };
const LONG_SECONDS = 3600;
const fence = (token: number, name = LOCK) => ({ resource_id: name, token });
const acquire = (name: string) => world.overStdio('memory_lock', { action: 'acquire', resource_id: name, timeout: LONG_SECONDS, ...SUITE });
const release = (held: { readonly [field: string]: unknown }) => world.overHttp('memory_lock', { action: 'release', lock_id: held['lock_id'], ...SUITE });
const STALE = { code: 'LTMC_FENCE_STALE' };

beforeAll(async () => {
  world = await openWorld();
  good = await runGoodCalls(world);
  for (let token = 1; token < 5; token += 1) await release(await acquire(LOCK));
  await acquire(LOCK); // its fifth
  record = await watchRecord(world.dbPath);
  await record.quiet();
});
afterAll(async () => {
  await record?.close();
  await world?.close();
});

const writing = allTools.filter(({ inputSchema }) => 'fence' in inputSchema.properties);

it('every tool that tells which documents it changes takes a fence', () => {
  expect(writing.map(({ name }) => name)).toEqual(allTools.filter(({ touches }) => touches !== undefined).map(({ name }) => name));
  expect(writing.length).toBeGreaterThan(7);
});

describe.each(writing.map(({ name }) => [name]))('%s', (tool) => {
  it('under the fence of a lock that was granted again is refused, and no row is another', async () => {
    const calls = good.filter((one) => one.tool === tool);
    expect(calls).not.toEqual([]);
    for (const { args } of calls) {
      await expect(world.overHttp(tool, { ...args, fence: fence(4) })).rejects.toMatchObject(STALE);
      await expect(world.overStdio(tool, { ...args, fence: fence(1), idempotency_key: `stale: ${tool}` })).rejects.toMatchObject(STALE);
    }
    expect(await record.changed()).toBe(false);
  });

  it('under the highest fence goes through, and once done gives its answer under any fence', async () => {
    const args = { ...good.find((one) => one.tool === tool && one.args['dry_run'] !== true)?.args, ...SUITE, idempotency_key: `fenced: ${tool}` };
    const first = await world.overHttp(tool, { ...args, fence: fence(5) });
    await record.quiet();
    expect(JSON.stringify(await world.overStdio(tool, { ...args, fence: fence(1), agent_id: 'another', session_id: 'later' }))).toBe(JSON.stringify(first));
    expect(await record.changed()).toBe(false);
  });
});

it('a higher fence is the highest from then on, in every server', async () => {
  const NAME = 'a lock of its own';
  const first = await acquire(NAME);
  await world.overHttp('add_todo', { title: 'one', fence: fence(1, NAME) });
  await release(first);
  await acquire(NAME);
  await world.overStdio('add_todo', { title: 'two', fence: fence(2, NAME) });
  await expect(world.overHttp('add_todo', { title: 'three', fence: fence(1, NAME) })).rejects.toMatchObject(STALE);
  await world.restart();
  await expect(world.overHttp('add_todo', { title: 'three', fence: fence(1, NAME) })).rejects.toMatchObject(STALE);
  expect(await world.overHttp('add_todo', { title: 'three', fence: fence(2, NAME) })).toMatchObject({ title: 'three' });
});
