import { allTools } from '@ltmc/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runGoodCalls } from '../good-calls.mjs';
import { watchRecord } from '../record-watch.mjs';
import { openWorld } from '../world.mjs';

let world: Awaited<ReturnType<typeof openWorld>>;
let record: Awaited<ReturnType<typeof watchRecord>>;
let good: readonly { readonly tool: string; readonly args: Readonly<Record<string, unknown>> }[];

beforeAll(async () => {
  world = await openWorld();
  good = await runGoodCalls(world);
  record = await watchRecord(world.dbPath);
});
afterAll(async () => {
  await record?.close();
  await world?.close();
});

const writing = allTools.filter(({ annotations }) => !annotations.readOnlyHint);

describe('the same key is the same call:', () => {
  it.each(writing.map((tool) => [tool.name, tool] as const))('%s is done once, by whichever server, and refuses another body', async (tool, { inputSchema }) => {
    expect(Object.keys(inputSchema.properties)).toEqual(expect.arrayContaining(['idempotency_key', 'agent_id', 'session_id']));
    // What is only tried out is not done, so it has no first answer to keep.
    const call = good.find((one) => one.tool === tool && one.args['dry_run'] !== true);
    const args = { ...call?.args, idempotency_key: `once: ${tool}` };
    const first = await world.overHttp(tool, args);
    await record.quiet();
    expect(JSON.stringify(await world.overStdio(tool, args))).toBe(JSON.stringify(first));
    expect(await record.changed()).toBe(false);
    await expect(world.overHttp(tool, { ...args, agent_id: 'another-agent' })).rejects.toMatchObject({ code: 'LTMC_IDEMPOTENCY_CONFLICT' });
    expect(await record.changed()).toBe(false);
  });
});
