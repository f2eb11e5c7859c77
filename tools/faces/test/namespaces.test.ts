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
/** A server on a record with nothing in it: what it says too is no secret. */
let empty: Awaited<ReturnType<typeof openWorld>>;
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
  empty = await openWorld();
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
  await empty?.close();
});

const named = (reads: boolean) => allTools.filter(({ name }) => reading.has(name) === reads).map(({ name }) => [name] as const);
type Ask = (tool: string, args: object) => Promise<object>;
const ask = async (over: Ask, { tool, args }: Call): Promise<unknown> => over(tool, args).catch((error: { code: string; message: string }) => ({ code: error.code, message: error.message }));
const asStranger: Ask = (tool, args) => stranger.call(tool, args);
const telling = (value: unknown): string[] => textsOf(value).filter((text) => text.length >= TELLING_CHARACTERS && !isCommon(text));

describe('the same arguments in another namespace', () => {
  it.each(named(true))('tell nothing: %s', async (tool) => {
    const secrets = new Set(before.flatMap(telling));
    const calls = good.filter((call) => call.tool === tool);
    expect(calls).not.toEqual([]);
    for (const call of calls) {
      const sent = JSON.stringify(call.args);
      const harmless = new Set(telling(await ask(empty.overHttp, call)));
      const told = telling(await ask(asStranger, call));
      expect(told.filter((text) => secrets.has(text) && !harmless.has(text) && !sent.includes(JSON.stringify(text)))).toEqual([]);
    }
  });

  it('change nothing for the owner', async () => {
    for (const call of good) if (!reading.has(call.tool)) await ask(asStranger, call);
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
