import type { JsonObject } from '@ltmc/contracts';
import { TEXT } from '../schema.js';

/** A memory by its `resource_id` (a number, or its digits) or its `file_name`. */
export const MEMORY: JsonObject = { type: ['integer', 'string'] };

/** All by default, but for the tags: `tagged` leads over these. */
export const RELATIONSHIP_TYPES: JsonObject = { type: 'array', items: TEXT, maxItems: 50 };

export const DEPTH: JsonObject = { type: 'integer', minimum: 1, maximum: 5 };

/** Four decimals: what a reader can use. */
export function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
