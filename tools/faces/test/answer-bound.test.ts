import { createEmbedder } from '@ltmc/embedding';
import { allTools } from '@ltmc/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runGoodCalls } from '../good-calls.mjs';
import { openWorld } from '../world.mjs';

const LONG = Array.from({ length: 60 }, (_, line) => `Line ${line}: the job queue of the harbour passes ${line * 7} background tasks on every night.`).join('\n');
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let world: Awaited<ReturnType<typeof openWorld>>;
let embedder: ReturnType<typeof createEmbedder>;
let good: readonly { readonly tool: string; readonly args: Readonly<Record<string, unknown>> }[];

beforeAll(async () => {
  world = await openWorld();
  embedder = createEmbedder({ logger: silent });
  good = await runGoodCalls(world);
  for (const name of ['queue', 'tasks', 'night']) await world.overHttp('store_memory', { file_name: `long/${name}.md`, content: `# ${name}\n\n${LONG}`, wait: 'searchable' });
});
afterAll(async () => {
  await embedder?.[Symbol.asyncDispose]();
  await world?.close();
});

const bounded = allTools.filter(({ inputSchema }) => 'max_tokens' in inputSchema.properties);

describe('max_tokens is never exceeded, counted with the tokenizer of the model', () => {
  it.each(bounded.map(({ name, inputSchema }) => [name, Number(inputSchema.properties['max_tokens']?.['minimum'] ?? 50)] as const))('%s', async (tool, least) => {
    const calls = good.filter((call) => call.tool === tool);
    expect(calls).not.toEqual([]);
    for (const { args } of calls) await expectBounded(tool, args, least);
  });
});

describe('a question with misspelled words', () => {
  const query = 'which harbuor passes backgruond tasks to the jbo qeueu every nihgt, backgroudn and hrabour?';
  it.each([['retrieve_memory', { query }, 50], ['retrieve_by_type', { query, doc_type: 'document' }, 120], ['ask_with_context', { question: query }, 250]] as const)('%s', async (tool, args, least) => {
    expect(await world.overHttp(tool, args)).toHaveProperty('respelled');
    await expectBounded(tool, args, least);
  });
});

async function expectBounded(tool: string, args: Readonly<Record<string, unknown>>, least: number): Promise<void> {
  for (const max_tokens of [least, least + 37, 2 * least, 800]) {
    const answer = await world.overHttp(tool, { ...args, max_tokens });
    expect([max_tokens, (await tokensOf(JSON.stringify(answer))) <= max_tokens]).toEqual([max_tokens, true]);
  }
}

async function tokensOf(text: string): Promise<number> {
  const { counts } = await embedder.tokenMap(text, { priority: 'query' });
  return counts.reduce((sum, count) => sum + count, 0);
}
