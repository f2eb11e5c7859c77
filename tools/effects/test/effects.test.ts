import { Ajv2020 } from 'ajv/dist/2020.js';
import { allTools } from '@ltmc/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { constantOf } from '../constant-of.mjs';
import { checkTrace, loadEffects, openEffectWorld } from '../harness.mjs';
import { noticeStubs, STUBS } from '../stubs.mjs';

const effects = await loadEffects();
const shown = [...effects.entries()];

let world: Awaited<ReturnType<typeof openEffectWorld>>;
const kept = new Map<string, unknown>();
/** The first real answer of each tool. */
const answers = new Map<string, object>();

beforeAll(async () => { world = await openEffectWorld(); });
afterAll(() => world?.close());

it('every tool has an effect test (tools/effects/README.md says how), and no other name has', () => {
  expect([...effects.keys()].toSorted()).toEqual(allTools.map(({ name }) => name).toSorted());
});

describe('the effect of', () => {
  it.each(shown)('%s is seen through another tool, over another face', async (tool, { act }) => {
    const { stage, trace } = world.openStage(tool);
    kept.set(tool, await act(stage));
    checkTrace(tool, trace);
    answers.set(tool, trace.find(({ name, answer }) => name === tool && answer)?.answer);
    expect(answers.get(tool)).toMatchObject({ success: true });
  });

  it('each tool waits for a restart', async () => {
    await world.restart();
    expect(kept.size).toBe(effects.size);
  });

  it.each(shown)('%s is seen after the restart', async (tool, { afterRestart }) => {
    const { stage, trace } = world.openStage(tool);
    await afterRestart(stage, kept.get(tool));
    expect(trace.length).toBeGreaterThan(0);
  });
});

describe('a stub is noticed:', () => {
  let noticed: Map<string, string>;
  beforeAll(async () => { noticed = await noticeStubs(world, { effects, answers }); }, 600_000);

  it.each(shown.flatMap(([tool]) => STUBS.map((kind) => [tool, kind])))('%s, %s', (tool, kind) => {
    expect(noticed.get(`${tool} ${kind}`)).toMatch(/^(?:before|after) the restart/u);
  });

  it.each(allTools.map((tool) => [tool.name, tool.outputSchema] as const))('the constant answer of %s fits its schema', (_name, schema) => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    expect([ajv.validate(schema, constantOf(schema)), ajv.errorsText()]).toEqual([true, 'No errors']);
  });
});
