import type { JsonObject } from '@ltmc/contracts';
import type { ObjectSchema } from './types.js';

/** Input: nothing but the named parameters, so that a misspelt one is refused and not ignored. */
export function inputSchema(properties: Record<string, JsonObject>, required: readonly string[] = []): ObjectSchema {
  return { type: 'object', additionalProperties: false, properties, ...(required.length > 0 ? { required } : {}) };
}

/** Output: all of `properties` but the `optional` ones are always there, and `success` is true. */
export function outputSchema(properties: Record<string, JsonObject>, optional: readonly string[] = []): ObjectSchema {
  const required = ['success', ...Object.keys(properties).filter((name) => !optional.includes(name))];
  return { type: 'object', additionalProperties: false, properties: { success: { const: true }, ...properties, degraded: DEGRADED }, required };
}

/** An object inside an answer; all of its fields are always there unless named `optional`. */
export function objectOf(properties: Record<string, JsonObject>, optional: readonly string[] = []): JsonObject {
  return { type: 'object', additionalProperties: false, properties, required: Object.keys(properties).filter((name) => !optional.includes(name)) };
}

export function arrayOf(items: JsonObject): JsonObject {
  return { type: 'array', items };
}

const DEGRADED = { type: 'array', items: { type: 'string' } };

export const TEXT: JsonObject = { type: 'string' };
export const INTEGER: JsonObject = { type: 'integer' };
export const NUMBER: JsonObject = { type: 'number' };
export const BOOLEAN: JsonObject = { type: 'boolean' };
export const TEXT_OR_NULL: JsonObject = { type: ['string', 'null'] };
export const NUMBER_OR_NULL: JsonObject = { type: ['number', 'null'] };
export const TIME_OUT: JsonObject = { type: 'string', format: 'date-time' };
export const TAGS_OUT: JsonObject = arrayOf(TEXT);
export const METADATA: JsonObject = { type: 'object' };

/** Parameters that several tools take; what a memory's name is, the tool that stores says. */
export const FILE_NAME: JsonObject = { type: 'string', minLength: 1, description: 'e.g. "notes/deploy.md"' };
export const MEMORY_NAME: JsonObject = { type: 'string', minLength: 1 };
export const RESOURCE_ID: JsonObject = { type: 'integer', minimum: 1 };
export const TAGS: JsonObject = { type: 'array', items: { type: 'string', minLength: 1 }, maxItems: 64 };
export const CONVERSATION_ID: JsonObject = { type: 'string', minLength: 1 };
export const MESSAGE_ID: JsonObject = { type: 'integer', minimum: 1 };
export const TIME: JsonObject = { type: 'string', minLength: 4, description: 'ISO 8601' };
export const CURSOR: JsonObject = { type: 'string', minLength: 1, description: 'next_cursor of the page before' };
export const MAX_TOKENS: JsonObject = { type: 'integer', minimum: 50, maximum: 100_000, description: 'Bound on the answer, in tokens of the embedding model' };
export const DETAIL: JsonObject = { type: 'string', enum: ['ids', 'snippet', 'full'], default: 'full' };

const SELDOM = new WeakSet<JsonObject>();

/** A parameter that models seldom need: accepted, documented, and left out of what they are shown. */
export function seldom(schema: JsonObject): JsonObject {
  const marked = { ...schema };
  SELDOM.add(marked);
  return marked;
}

/** Whether it was made by {@link seldom}. */
export function isSeldom(schema: JsonObject): boolean {
  return SELDOM.has(schema);
}

/** The fence of a lock, as `memory_lock` gives it. */
const FENCE: JsonObject = {
  type: 'object',
  additionalProperties: false,
  description: 'As memory_lock gave it: the write is refused once the lock has passed on',
  properties: {
    resource_id: { type: 'string', minLength: 1, maxLength: 1024 },
    token: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
  },
  required: ['resource_id', 'token'],
};

/** Common optional parameters of every tool that writes to the record. */
export const WRITER: Record<string, JsonObject> = {
  idempotency_key: { type: 'string', minLength: 1, maxLength: 255, description: 'Same key, same call: done once, same answer' },
  agent_id: { type: 'string', minLength: 1, maxLength: 128 },
  session_id: { type: 'string', minLength: 1, maxLength: 128 },
  fence: FENCE,
};

/** The values of {@link WRITER} as a handler gets them. */
export interface WriterInput {
  readonly idempotency_key?: string;
  readonly agent_id?: string;
  readonly session_id?: string;
  readonly fence?: { readonly resource_id: string; readonly token: number };
}
