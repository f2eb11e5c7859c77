import { allTools } from '@ltmc/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runGoodCalls } from '../good-calls.mjs';
import { watchRecord } from '../record-watch.mjs';
import { openWorld } from '../world.mjs';

let world: Awaited<ReturnType<typeof openWorld>>;
let record: Awaited<ReturnType<typeof watchRecord>>;
let good: readonly { tool: string; args: Record<string, unknown> }[];

beforeAll(async () => {
  world = await openWorld();
  good = await runGoodCalls(world);
  record = await watchRecord(world.dbPath);
  await record.quiet();
});
afterAll(async () => {
  await record?.close();
  await world?.close();
});

const named = (readOnly: boolean) => allTools.filter(({ annotations }) => annotations.readOnlyHint === readOnly).map(({ name }) => [name] as const);

describe('what reads leaves the record as it is', () => {
  it.each(named(true))('%s', async (tool) => {
    const calls = good.filter((call) => call.tool === tool);
    expect(calls).not.toEqual([]);
    for (const { args } of calls) {
      await world.overHttp(tool, args);
      await world.overStdio(tool, args);
    }
    expect(await record.changed()).toBe(false);
  });
});

it('a write is seen by the same look, so that it could not have been missed', async () => {
  await world.overHttp('store_memory', { file_name: 'watched.md', content: 'Something new.', wait: 'searchable' });
  expect(await record.changed()).toBe(true);
  await record.quiet();
  expect(await record.changed()).toBe(false);
});

describe('the hints are set and agree with each other', () => {
  it.each(allTools.map(({ name, annotations }) => [name, annotations] as const))('%s', (_name, hints) => {
    expect(hints).toEqual({ readOnlyHint: expect.any(Boolean), destructiveHint: expect.any(Boolean), idempotentHint: expect.any(Boolean), openWorldHint: false });
    // What reads only destroys nothing, and the same question again is no other.
    expect(hints.readOnlyHint && (hints.destructiveHint || !hints.idempotentHint)).toBe(false);
  });
});
