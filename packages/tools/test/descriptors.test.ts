import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { allTools, defaultTools } from '../src/default-tools.js';
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
