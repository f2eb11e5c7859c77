const TIME = '2026-01-01T00:00:00.000Z';

/**
 * The dullest value that a JSON Schema allows: what a stub would return.
 *
 * @param {Readonly<Record<string, any>>} schema
 * @returns {any}
 */
export function constantOf(schema) {
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choices = schema.properties ? undefined : (schema.oneOf ?? schema.anyOf);
  if (choices) return constantOf(choices[0]);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object': {
      const required = (schema.required ?? []).filter((name) => schema.properties && name in schema.properties);
      return Object.fromEntries(required.map((name) => [name, constantOf(schema.properties[name])]));
    }
    case 'array':
      return schema.items ? [constantOf(schema.items)] : [];
    case 'string':
      return schema.format === 'date-time' ? TIME : 'x'.repeat(Math.max(1, schema.minLength ?? 1));
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1) > (schema.maximum ?? Infinity) ? schema.maximum : Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    default:
      return null;
  }
}
