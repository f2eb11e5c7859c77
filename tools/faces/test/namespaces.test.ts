import { allTools } from '@ltmc/tools';
import { createHttpClient, type LtmcClient } from '@ltmc/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences } from '../../docs/same-answer.mjs';
import { runGoodCalls } from '../good-calls.mjs';
import { startHttp } from '../http-program.mjs';
import { openWorld } from '../world.mjs';

type Call = { readonly tool: string; readonly args: object };

/** Shorter texts are words that anybody may have. */
const TELLING_CHARACTERS = 12;

let world: Awaited<ReturnType<typeof openWorld>>;
let others: Awaited<ReturnType<typeof startHttp>>;
let stranger: LtmcClient;
let good: readonly Call[];
/** Of the reading tools, as their owner gets them. */
let before: readonly unknown[];

const reading = new Set(allTools.filter(({ annotations }) => annotations.readOnlyHint).map(({ name }) => name));
const readAll = async (): Promise<unknown[]> => {
  const answers = [];
  for (const { tool, args } of good) if (reading.has(tool)) answers.push(await world.overHttp(tool, args));
  return answers;
};

beforeAll(async () => {
  world = await openWorld();
  good = await runGoodCalls(world);
  before = await readAll();
  others = await startHttp({ ...world.env, LTMC_NAMESPACE: 'strangers' });
  stranger = createHttpClient({ url: others.url });
});
afterAll(async () => {
  await stranger?.close();
  await others?.stop();
  await world?.close();
});

const named = (reads: boolean) => allTools.filter(({ name }) => reading.has(name) === reads).map(({ name }) => [name] as const);
const ask = async ({ tool, args }: Call): Promise<unknown> => stranger.call<object>(tool, args).catch((error: { code: string; message: string }) => ({ code: error.code, message: error.message }));
const telling = (value: unknown): string[] => textsOf(value).filter((text) => text.length >= TELLING_CHARACTERS && !isCommon(text));

describe('the same arguments in another namespace', () => {
  it.each(named(true))('tell nothing: %s', async (tool) => {
    const secrets = new Set(before.flatMap(telling));
    const calls = good.filter((call) => call.tool === tool);
    expect(calls).not.toEqual([]);
    for (const call of calls) {
      const sent = JSON.stringify(call.args);
      expect(telling(await ask(call)).filter((text) => secrets.has(text) && !sent.includes(JSON.stringify(text)))).toEqual([]);
    }
  });

  it('change nothing for the owner', async () => {
    for (const call of good) if (!reading.has(call.tool)) await ask(call);
    const after = await readAll();
    expect(before.length).toBeGreaterThan(0);
    expect(after.flatMap((answer, index) => differences(before[index], answer, `call ${index + 1}`))).toEqual([]);
  });
});

/** Every text in an answer, however deep. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** Times, and what an enumeration of the schemas says. */
function isCommon(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT/u.test(text) || JSON.stringify(allTools).includes(JSON.stringify(text));
}
