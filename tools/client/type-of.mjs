/**
 * JSON Schema to TypeScript, as far as LTMC's tools use it. What it does not know it refuses, so that no type is wrong in silence.
 *
 * @typedef {Readonly<Record<string, any>>} Schema
 */

const PLAIN = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' };
/** Words that tell a type and say nothing about its form. */
const KNOWN = new Set([
  'type', 'const', 'enum', 'oneOf', 'anyOf', 'items', 'properties', 'required', 'additionalProperties', 'description', 'title', 'default', 'format', 'pattern',
  'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties', 'propertyNames', 'dependentRequired', 'examples',
]);

/**
 * @param {Schema} schema
 * @param {string} indent - of the line the type begins on.
 * @returns {string} a TypeScript type.
 */
export function typeOf(schema, indent = '') {
  const foreign = Object.keys(schema).find((word) => !KNOWN.has(word));
  if (foreign !== undefined) throw new Error(`tools/client/type-of.mjs does not know the JSON Schema word "${foreign}"; teach it, or write the schema without`);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => literal(value)).join(' | ');
  // Beside properties a choice only says which of them belong together.
  const choices = schema.properties ? undefined : (schema.oneOf ?? schema.anyOf);
  if (choices) return union(choices.map((choice) => typeOf(choice, indent)));
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeOf({ ...schema, type }, indent)));
  if (schema.type === 'array') return `readonly ${inArray(typeOf(schema.items ?? {}, indent))}[]`;
  if (schema.type === 'object') return objectType(schema, indent);
  return PLAIN[schema.type] ?? 'unknown';
}

function objectType({ properties, additionalProperties, required = [] }, indent) {
  if (properties) return `{\n${fieldsOf({ properties, required }, `${indent}  `)}${indent}}`;
  const values = typeof additionalProperties === 'object' ? typeOf(additionalProperties, indent) : 'unknown';
  return `Readonly<Record<string, ${values}>>`;
}

/**
 * The lines of an interface's fields.
 *
 * @param {{ properties: Readonly<Record<string, Schema>>, required?: readonly string[] }} schema
 * @param {string} indent
 * @param {{ optionalAs?: string }} [options] - `optionalAs`: what is added to the type of an optional field, default nothing.
 */
export function fieldsOf({ properties, required = [] }, indent, { optionalAs = '' } = {}) {
  return Object.entries(properties).map(([name, schema]) => {
    const says = remarkOn(schema);
    const optional = !required.includes(name);
    const type = typeOf(schema, indent);
    return `${says ? `${indent}/** ${says} */\n` : ''}${indent}readonly ${propertyName(name)}${optional ? '?' : ''}: ${type}${optional ? optionalAs : ''};\n`;
  }).join('');
}

/** In quotes where it is no identifier, as `1h`. */
function propertyName(name) {
  return /^[A-Za-z_$][\w$]*$/u.test(name) ? name : `'${name.replaceAll(/[\\']/gu, String.raw`\$&`)}'`;
}

/**
 * What a reader learns of a value beside its type.
 *
 * @param {Schema} schema
 */
export function remarkOn(schema) {
  const parts = [schema.description, boundsOf(schema), 'default' in schema ? `Default ${literal(schema.default)}` : undefined];
  return parts.filter(Boolean).map((part) => String(part).replaceAll('*/', '* /').replace(/\.?$/u, '.')).join(' ');
}

/**
 * @param {Schema} schema
 * @returns {string | undefined} e.g. `1 to 100`, `at most 255 characters`.
 */
export function boundsOf({ type, minimum, maximum, minLength, maxLength, minItems, maxItems }) {
  if (type === 'array') return range(minItems, maxItems, ' elements');
  if (type === 'string') return range(minLength === 1 ? undefined : minLength, maxLength, ' characters');
  return range(minimum, maximum, '');
}

function range(low, high, unit) {
  if (low === undefined && high === undefined) return undefined;
  if (low === undefined) return `At most ${high}${unit}`;
  return high === undefined ? `At least ${low}${unit}` : `${low} to ${high}${unit}`;
}

function literal(value) {
  return typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'` : JSON.stringify(value);
}

function union(types) {
  return [...new Set(types)].join(' | ');
}

function inArray(type) {
  return / \| |^readonly /u.test(type) && !type.startsWith('{') ? `(${type})` : type;
}
