import { allTools } from '@ltmc/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { argumentsOf, loadExamples } from '../../docs/examples.mjs';
import { differences } from '../../docs/same-answer.mjs';
import { openFaces } from '../faces.mjs';
import { runGoodCalls } from '../good-calls.mjs';
import { readOutcome } from '../read-outcome.mjs';
import { openWorld } from '../world.mjs';

type Args = Record<string, unknown>;

const tools = new Map(allTools.map((tool) => [tool.name, tool]));
const examples = await loadExamples();
/** Of what these tools did once, no face gets the first answer again: each goes through their example on a record of its own. */
const ONCE = 'orchestration';
/** Both servers embed what was stored, and one sees the token signatures that the other made some milliseconds later: until then it ranks without them. A server makes those itself that another one owes for three seconds. */
const SIGNED_MS = 8000;
const shown = examples.filter(({ group }) => group !== ONCE).flatMap(({ group, steps }) => steps.filter(({ prepares }) => !prepares).map(({ tool }, index) => ({ tool, example: `${group} ${index + 1}` })));

let world: Awaited<ReturnType<typeof openWorld>>;
let faces: Awaited<ReturnType<typeof openFaces>>;
let good: readonly { group: string; tool: string; args: Args }[];

beforeAll(async () => {
  // A kept answer stays as it was ranked: see `SIGNED_MS`.
  world = await openWorld({ env: { CACHE_ENABLED: 'false' } });
  faces = await openFaces(world);
  good = (await runGoodCalls(world)).filter(({ group }) => group !== ONCE);
});
afterAll(async () => {
  await faces?.close();
  await world?.close();
});

/** A call with what makes it repeatable: each face gets the first answer again where the tool writes. */
function repeatable(tool: string, args: Args): Args {
  return tools.get(tool)?.inputSchema.properties['idempotency_key'] ? { ...args, idempotency_key: `same on every face: ${tool} ${JSON.stringify(args)}`.slice(0, 200) } : args;
}

async function onEveryFace(tool: string, args: unknown) {
  const outcomes = [];
  for (const face of faces.faces) outcomes.push({ face: face.name, outcome: readOutcome(face, await face.call(tool, args)) });
  return outcomes;
}

describe('good arguments: every face gives the same object', () => {
  it.each(shown.map(({ tool, example }, index) => [tool, example, index] as const))('%s (%s)', async (tool, _example, index) => {
    const call = good[index];
    expect(call?.tool).toBe(tool);
    const differing = async (): Promise<string[]> => {
      const [first, ...others] = await onEveryFace(tool, repeatable(tool, call?.args ?? {}));
      expect(first?.outcome.ok).toBe(true);
      // Field by field, and in the same order too.
      return others.flatMap(({ face, outcome }) => [...differences(first?.outcome, outcome), ...differences(shapeOf(first?.outcome), shapeOf(outcome))].map((difference) => `${face}: ${difference}`));
    };
    await expect.poll(differing, { timeout: tools.get(tool)?.annotations.readOnlyHint ? SIGNED_MS : 1 }).toEqual([]);
  });
});

it(`good arguments: every face goes through the example of ${ONCE} with the same answers`, async () => {
  const steps = examples.find(({ group }) => group === ONCE)?.steps ?? [];
  const [first, ...others] = await Promise.all(faces.faces.map((_, face) => answersOver(face, steps)));
  expect(first).toHaveLength(steps.length);
  for (const other of others) {
    expect(differences(first, other)).toEqual([]);
    expect(shapeOf(other)).toEqual(shapeOf(first));
  }
}, 120_000);

/** All through one face of servers with an empty record. */
async function answersOver(number: number, steps: (typeof examples)[number]['steps']): Promise<unknown[]> {
  const own = await openWorld();
  const { faces: ownFaces, close } = await openFaces(own);
  const face = ownFaces[number];
  if (!face) throw new Error(`there is no face ${number}`);
  const answers: object[] = [];
  for (const step of steps) {
    const outcome = readOutcome(face, await face.call(step.tool, argumentsOf(step, answers)));
    if (!outcome.ok) throw new Error(`${step.tool} over ${face.name}: ${outcome.failure.message}`);
    answers.push(outcome.result);
  }
  await close();
  await own.close();
  return answers;
}

describe('bad arguments: every face gives the same failure', () => {
  it.each([...tools.values()].map(({ name, inputSchema }) => [name, inputSchema] as const))('%s', async (tool, { properties, required = [] }) => {
    const base = good.find((call) => call.tool === tool)?.args ?? {};
    const [parameter = ''] = Object.keys(properties);
    const bad: Args[] = [
      { ...base, [`${parameter}x`]: 1 },
      { ...base, [parameter]: { not: 'this' } },
      ...(Array.isArray(required) && required.length > 0 ? [{}] : []),
      ...('resource_id' in properties ? [{ resource_id: 987_654_321 }] : []),
      ...('file_name' in properties ? [{ ...base, file_name: 'a\u0007b' }] : []),
    ];
    for (const args of bad) {
      const [first, ...others] = (await onEveryFace(tool, args)).map(({ face, outcome }) => ({ face, failure: withoutId(outcome) }));
      expect(first?.failure).toMatchObject({ code: expect.stringMatching(/^LTMC_/u) });
      for (const { face, failure } of others) expect({ face, failure }).toEqual({ face, failure: first?.failure });
    }
  });

  it('an unknown tool', async () => {
    const failures = (await onEveryFace('store_memroy', {})).map(({ outcome }) => withoutId(outcome));
    expect(failures[0]).toMatchObject({ code: 'LTMC_UNKNOWN_TOOL', message: expect.stringContaining('store_memory') });
    expect(failures.slice(1)).toEqual(failures.slice(1).map(() => failures[0]));
  });
});

function withoutId(outcome: ReturnType<typeof readOutcome>): unknown {
  if (outcome.ok) return outcome;
  const { error_id: _, ...failure } = outcome.failure;
  return failure;
}

/** The names in an object, in their order, all the way down. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  return typeof value === 'object' && value !== null ? Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]) : typeof value;
}
