import type { JsonObject, JsonValue } from '@ltmc/contracts';
import { isSeldom, TIME, WRITER } from './schema.js';
import type { ObjectSchema } from './types.js';

/** What only a validator needs: a model that goes past it is told the bound by the error. */
const VALIDATION_ONLY: ReadonlySet<string> = new Set(['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'pattern', 'format', 'uniqueItems', 'minimum', 'maximum', 'exclusiveMinimum']);

/**
 * An input schema as clients list it: each parameter with its type, choices, default and what is to be said of it. Left out is what costs every
 * conversation tokens and changes no call a model would make, and the parameters that many tools take alike: the server's instructions tell of
 * them once. Calls are checked against the full schema, which admits all that this one does not name.
 */
export function shownSchema({ properties, required, ...rest }: ObjectSchema): ObjectSchema {
  const shown = Object.entries(properties).filter(([name, schema]) => !isTold(name, schema)).map(([name, schema]) => [name, compact(schema)] as const);
  const { additionalProperties: _closed, ...others } = rest;
  return { ...others, type: 'object', properties: Object.fromEntries(shown), ...(required === undefined ? {} : { required }) };
}

/** Descriptions that many parameters share. */
const TOLD: ReadonlySet<JsonValue | undefined> = new Set([TIME['description']]);

const WRITER_SCHEMAS = new Set(Object.values(WRITER));

const ALWAYS_TOLD: ReadonlySet<string> = new Set(['detail', 'cursor', 'limit', 'wait', 'metadata']);

/** Whether the instructions tell of it, or a model can do without it. A bound with a default of its own is the tool's business, as is an agent that the tool is about. */
function isTold(name: string, schema: JsonObject): boolean {
  return WRITER_SCHEMAS.has(schema) || isSeldom(schema) || ALWAYS_TOLD.has(name) || (name === 'max_tokens' && !('default' in schema));
}

/** A schema without what only a validator needs, at every depth. */
function compact(schema: JsonObject): JsonObject {
  const kept: [string, JsonValue][] = [];
  for (const [key, value] of Object.entries(schema)) {
    if (VALIDATION_ONLY.has(key) || key === 'additionalProperties' || TOLD.has(value)) continue;
    if (key === 'type' && 'enum' in schema) continue; // the choices tell it
    if (key === 'default' && (value === false || value === '')) continue; // what is not said is not so
    if (key === 'properties' && isObject(value)) kept.push([key, Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, compactValue(inner)]))]);
    else kept.push([key, SCHEMAS.has(key) ? compactValue(value) : value]);
  }
  return Object.fromEntries(kept);
}

/** Keywords whose value is a schema or a list of schemas. */
const SCHEMAS: ReadonlySet<string> = new Set(['items', 'anyOf', 'oneOf', 'allOf']);

function compactValue(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(compactValue);
  return isObject(value) ? compact(value) : value;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
