import type { JsonObject } from '@ltmc/contracts';
import { arrayOf, INTEGER, objectOf, TEXT, WRITER } from '../schema.js';

/** Whole seconds, rounded up: what still stands has at least one. */
export function secondsOf(ms: number): number {
  return Math.ceil(ms / 1000);
}

const MAX_ID = 256;

/** An id that a caller gives. */
export const ID: JsonObject = { type: 'string', minLength: 1, maxLength: MAX_ID };
export const IDS: JsonObject = { type: 'array', items: ID, maxItems: 1000 };
export const NAMES: JsonObject = { type: 'array', items: { type: 'string', minLength: 1, maxLength: MAX_ID }, maxItems: 256 };
export const ANY_OBJECT: JsonObject = { type: 'object' };
export const VERSION: JsonObject = { type: 'integer', minimum: 0 };

/** Who acts, and where; the server's instructions tell of both. */
export const AGENT_ID: JsonObject = WRITER['agent_id'] ?? ID;
export const SESSION_ID: JsonObject = WRITER['session_id'] ?? ID;

/** The same where an action cannot do without: a model has to see them in the tool's own schema. */
export const ACTING_AGENT_ID: JsonObject = { ...AGENT_ID };
export const ITS_SESSION_ID: JsonObject = { ...SESSION_ID };

/** Parameters of every action, as handlers get them. */
export interface Caller {
  readonly agent_id?: string;
  readonly session_id?: string;
}

export const FENCE_OUT: JsonObject = objectOf({ resource_id: TEXT, token: INTEGER });
export const TEXTS_OUT: JsonObject = arrayOf(TEXT);
