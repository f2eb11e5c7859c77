import { allTools } from '@ltmc/tools';
import { describe, expect, it } from 'vitest';
import { compareClient } from '../generate.mjs';
import { typeOf } from '../type-of.mjs';

it('@ltmc/client is what the tools say; npm run docs writes it', async () => {
  const { stale, surplus } = await compareClient(allTools);
  expect([[...stale.keys()], surplus]).toEqual([[], []]);
});

it('a changed schema, a new tool and a dropped one are noticed', async () => {
  const [first, ...others] = allTools;
  if (!first) throw new Error('there are no tools');
  const changed = { ...first, inputSchema: { ...first.inputSchema, properties: { ...first.inputSchema.properties, added: { type: 'string' } } } };
  expect([...(await compareClient([changed, ...others])).stale.keys()]).toEqual([expect.stringMatching(/\/store-memory\.ts$/u)]);
  const added = { ...first, name: 'add_something', group: 'other_things' };
  expect([...(await compareClient([...allTools, added])).stale.keys()]).toEqual(expect.arrayContaining(['generated/other-things/add-something.ts', 'index.ts']));
  expect((await compareClient(others)).surplus).toEqual([expect.stringMatching(/\/store-memory\.ts$/u)]);
});

describe('a schema as a type', () => {
  it.each([
    [{ type: 'integer', minimum: 1 }, 'number'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ enum: ["it's", 2] }, String.raw`'it\'s' | 2`],
    [{ const: true }, 'true'],
    [{ oneOf: [{ type: 'integer' }, { type: 'number' }, { type: 'string' }] }, 'number | string'],
    [{ type: 'array', items: { type: 'string' } }, 'readonly string[]'],
    [{ type: 'array', items: { type: ['string', 'null'] } }, 'readonly (string | null)[]'],
    [{ type: 'array', items: { type: 'array', items: { type: 'number' } } }, 'readonly (readonly number[])[]'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'Readonly<Record<string, number>>'],
    [{ type: 'object' }, 'Readonly<Record<string, unknown>>'],
    [{ type: 'object', properties: { a: { type: 'string' } }, anyOf: [{ required: ['a'] }] }, '{\n  readonly a?: string;\n}'],
    [{ type: 'object', properties: { a: { type: 'string' }, b: {} }, required: ['a'] }, '{\n  readonly a: string;\n  readonly b?: unknown;\n}'],
    [{ type: 'object', properties: { '1h': { type: 'integer' }, "it's": {} } }, '{\n  readonly \'1h\'?: number;\n  readonly \'it\\\'s\'?: unknown;\n}'],
  ])('%j', (schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });

  it('is refused where it would be wrong', () => {
    expect(() => typeOf({ allOf: [] })).toThrow('allOf');
  });
});
