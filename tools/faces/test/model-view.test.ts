import { allTools, shownSchema } from '@ltmc/tools';
import { expect, it } from 'vitest';
import { openFaces } from '../faces.mjs';
import { openWorld } from '../world.mjs';

interface Listed { readonly name: string; readonly description: string; readonly inputSchema: object; readonly outputSchema: object }

const LIMIT_CHARACTERS = 12_000;

it('what a model sees of the default tools stays under 12,000 characters', async () => {
  const world = await openWorld({ env: { LTMC_TOOLSETS: 'default' } });
  const { faces, close } = await openFaces(world);
  const tools: readonly Listed[] = (await faces[0]?.list()) ?? [];
  await close();
  await world.close();
  const sizes = tools.map(({ name, description, inputSchema }) => [JSON.stringify({ name, description, inputSchema }).length + 1, name] as const);
  const total = sizes.reduce((sum, [size]) => sum + size, 1);
  const largest = sizes.toSorted(([a], [b]) => b - a).map(([size, name]) => `${name} ${size}`);
  expect(total, `${total} characters in ${tools.length} tools: ${largest.join(', ')}`).toBeLessThan(LIMIT_CHARACTERS);
});

it('no parameter description repeats what its name says', () => {
  const repeated = allTools.flatMap(({ name, inputSchema }) => Object.entries(inputSchema.properties)
    .filter(([parameter, { description }]) => typeof description === 'string' && saysNothingNew(parameter, description))
    .map(([parameter, { description }]) => `${name}.${parameter}: ${String(description)}`));
  expect(repeated).toEqual([]);
});

it('every description has at most two sentences', () => {
  const sentences = (text: string): number => text.match(/[.!?](?=\s+[A-Z]|$)/gu)?.length ?? 1;
  expect(allTools.filter(({ description }) => sentences(description) > 2).map(({ name }) => name)).toEqual([]);
  expect(allTools.filter(({ description }) => !description.endsWith('.')).map(({ name }) => name)).toEqual([]);
});

it('every face lists the same tools, with the schemas they are written with but for what only a validator needs', async () => {
  const world = await openWorld({ env: { LTMC_TOOLSETS: 'all' } });
  const { faces, close } = await openFaces(world);
  const lists: (readonly [string, readonly Listed[]])[] = [];
  for (const { name, list } of faces) lists.push([name, await list()]);
  await close();
  await world.close();
  const written = new Map(allTools.map((tool) => [tool.name, tool]));
  for (const [face, tools] of lists) {
    expect([face, tools.map(({ name }) => name).toSorted()]).toEqual([face, [...written.keys()].toSorted()]);
    for (const { name, description, inputSchema, outputSchema } of tools) expect([face, { name, description, inputSchema, outputSchema }]).toEqual([face, pick(written.get(name))]);
  }
});

function pick(tool: (typeof allTools)[number] | undefined): unknown {
  return { name: tool?.name, description: tool?.description, inputSchema: tool && shownSchema(tool.inputSchema), outputSchema: tool?.outputSchema };
}

/** Every word of the description is one of the name, or a filler. */
function saysNothingNew(parameter: string, description: string): boolean {
  const words = (text: string): string[] => text.toLowerCase().replaceAll('_', ' ').match(/[a-z]+/gu) ?? [];
  const known = new Set([...words(parameter), 'the', 'a', 'an', 'of', 'to', 'for', 'is']);
  return words(description).every((word) => known.has(word) || known.has(word.replace(/s$/u, '')));
}
