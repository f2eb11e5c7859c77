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

/** Their writes are conditional by themselves: by an id that is there already, a version that is expected, a lock's handle. */
const CONDITIONAL: ReadonlySet<string> = new Set(['orchestration']);
const writing = allTools.filter(({ annotations, group }) => !annotations.readOnlyHint && !CONDITIONAL.has(group));

/** What makes another call of a tool's; nothing but the arguments that say who calls would not. */
const OTHERWISE: Readonly<Record<string, object>> = {
  store_memory: { content: 'other words' },
  forget_memory: { purge: false, undo: true },
  add_todo: { title: 'another task' },
  complete_todo: { todo_id: 99_999 },
  link_resources: { strength: 0.123 },
  auto_link_documents: { limit: 7 },
  log_code_attempt: { input_prompt: 'another prompt' },
  log_chat: { content: 'other words' },
  store_context_links: { chunk_ids: [99_999] },
};

it('tools whose writes are conditional take no key, so that nobody relies on one', () => {
  const conditional = allTools.filter(({ group }) => CONDITIONAL.has(group));
  expect(conditional.filter(({ inputSchema }) => 'idempotency_key' in inputSchema.properties)).toEqual([]);
  expect(conditional.length).toBe(6);
});

describe('the same key is the same call:', () => {
  it.each(writing.map((tool) => [tool.name, tool] as const))('%s is done once, by whichever server, and refuses another body', async (tool, { inputSchema }) => {
    expect(Object.keys(inputSchema.properties)).toEqual(expect.arrayContaining(['idempotency_key', 'agent_id', 'session_id', 'fence']));
    // What is only tried out is not done, so it has no first answer to keep.
    const call = good.find((one) => one.tool === tool && one.args['dry_run'] !== true);
    const args = { ...call?.args, idempotency_key: `once: ${tool}` };
    const first = await world.overHttp(tool, args);
    await record.quiet();
    expect(JSON.stringify(await world.overStdio(tool, args))).toBe(JSON.stringify(first));
    expect(await record.changed()).toBe(false);
    expect(JSON.stringify(await world.overHttp(tool, { ...args, agent_id: 'another-agent', session_id: 'another' }))).toBe(JSON.stringify(first));
    expect(Object.keys(OTHERWISE)).toContain(tool);
    await expect(world.overHttp(tool, { ...args, ...OTHERWISE[tool] })).rejects.toMatchObject({ code: 'LTMC_IDEMPOTENCY_CONFLICT' });
    expect(await record.changed()).toBe(false);
  });
});
