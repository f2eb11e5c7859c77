import { allTools } from '@ltmc/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planBadCalls } from '../bad-input/plan.mjs';
import { sendBadCalls } from '../bad-input/send.mjs';
import { openFaces } from '../faces.mjs';
import { goodArguments, runGoodCalls } from '../good-calls.mjs';
import { watchRecord } from '../record-watch.mjs';
import { openWorld } from '../world.mjs';

const CALLS_PER_FACE = 250;
const SEED = Math.floor(Math.random() * 1e9);

let world: Awaited<ReturnType<typeof openWorld>>;
let faces: Awaited<ReturnType<typeof openFaces>>;
let record: Awaited<ReturnType<typeof watchRecord>>;
let good: ReturnType<typeof goodArguments>;

beforeAll(async () => {
  world = await openWorld({ env: { LTMC_MAX_CONTENT_BYTES: '100000' } });
  faces = await openFaces(world);
  good = goodArguments(await runGoodCalls(world));
  record = await watchRecord(world.dbPath);
  await record.quiet();
});
afterAll(async () => {
  await record?.close();
  await faces?.close();
  await world?.close();
});

describe(`bad input is refused clearly and writes nothing (seed ${SEED})`, () => {
  it.each([0, 1, 2, 3])('over face %i', async (number) => {
    const face = faces.faces[number];
    if (!face) throw new Error('there are four faces');
    const calls = planBadCalls({ tools: allTools, good, count: CALLS_PER_FACE, seed: SEED + number });
    expect(calls).toHaveLength(CALLS_PER_FACE);
    const { violations, refused, answered } = await sendBadCalls(calls, { face, record, tools: allTools });
    expect(violations).toEqual([]);
    expect(refused).toBeGreaterThan(CALLS_PER_FACE / 2);
    expect(answered).toBeGreaterThan(0);
  }, 120_000);

  it('the servers live on, with what was there before', async () => {
    for (const face of faces.faces) {
      const { message } = await face.call('list_memories', {});
      expect(message.result).toMatchObject(face.isMethod ? { success: true } : { structuredContent: { success: true } });
    }
    expect(world.said()).not.toContain('LTMC_INTERNAL');
  });
});
