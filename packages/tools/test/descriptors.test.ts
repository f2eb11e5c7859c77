import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { allTools, defaultTools } from '../src/default-tools.js';
import { WRITER } from '../src/schema.js';
import { shownSchema } from '../src/shown-schema.js';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false });

describe.each(allTools.map((tool) => [tool.name, tool] as const))('%s', (_, tool) => {
  it('has schemas that JSON Schema 2020-12 accepts, closed to unknown parameters', () => {
    expect(() => ajv.compile(tool.inputSchema)).not.toThrow();
    expect(() => ajv.compile(tool.outputSchema)).not.toThrow();
    expect(tool.inputSchema['additionalProperties']).toBe(false);
    expect(tool.outputSchema['required']).toContain('success');
  });

  it('has a description of at most two sentences', () => {
    expect(tool.description.match(/[.!?](?:\s|$)/g)?.length).toBeLessThanOrEqual(2);
  });

  it('has no parameter description that repeats its name', () => {
    for (const [name, schema] of Object.entries(tool.inputSchema.properties)) {
      const said = String(schema['description'] ?? '').toLowerCase().replaceAll(/[^a-z]/g, '');
      expect(said).not.toBe(name.replaceAll('_', ''));
    }
  });
});

it('costs a model less than 12,000 characters', () => {
  const seen = defaultTools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema: shownSchema(inputSchema) }));
  expect(JSON.stringify(seen).length).toBeLessThan(12_000);
});

it('names each tool once', () => {
  expect(new Set(allTools.map(({ name }) => name)).size).toBe(allTools.length);
});

describe('writing to the record', () => {
  /** Tools that write elsewhere, e.g. to what agents share for a while: they have no document to lose. */
  const ELSEWHERE: ReadonlySet<string> = new Set(['orchestration']);
  const writing = allTools.filter(({ annotations, group }) => !annotations.readOnlyHint && !ELSEWHERE.has(group));

  it.each(writing.map((tool) => [tool.name, tool] as const))('%s takes a key, an agent, a session and a fence, and tells which documents it changes', (_name, { inputSchema, touches }) => {
    for (const [name, schema] of Object.entries(WRITER)) expect(inputSchema.properties[name]).toBe(schema);
    expect(touches).toBeTypeOf('function');
  });

  it('is what only writing tools tell of', () => {
    const reading = allTools.filter((tool) => !writing.includes(tool));
    expect(reading.filter(({ touches, inputSchema }) => touches !== undefined || 'fence' in inputSchema.properties).map(({ name }) => name)).toEqual([]);
  });
});

it.each([
  ['context_coord', ['agent_id', 'session_id']], ['memory_lock', ['agent_id']], ['agent_registry', ['agent_id']], ['shared_buffer', ['agent_id']], ['session_state', ['session_id']],
])('%s shows a model %j, without which it does nothing', (name, needed) => {
  const tool = allTools.find((one) => one.name === name);
  expect(Object.keys(tool ? shownSchema(tool.inputSchema).properties : {})).toEqual(expect.arrayContaining(needed));
});

it('shows a model no parameter that the instructions tell of', () => {
  for (const { inputSchema } of allTools) expect(Object.keys(shownSchema(inputSchema).properties)).not.toContain('fence');
});
