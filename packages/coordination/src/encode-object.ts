import { LtmcError, type JsonObject } from '@ltmc/contracts';
import { invalid } from './check-value.js';

/** Most bytes of an object as JSON. */
const MAX_BYTES = 262_144;
/** Deepest nesting; the object itself is level 1. */
const MAX_DEPTH = 64;

/**
 * An object as JSON text that gives the same object again.
 * @throws LtmcError `LTMC_INVALID_INPUT` for what JSON cannot hold (undefined, NaN, dates, cycles, more than 64 levels, names with half a
 * surrogate pair), `LTMC_CONTENT_TOO_LARGE` above 262,144 bytes.
 */
export function encodeObject(parameter: string, value: JsonObject): string {
  if (!isPlainObject(value)) throw invalid(parameter, 'a JSON object', value === null ? 'null' : typeof value);
  checkLevel(parameter, value, 1);
  const text = JSON.stringify(value);
  checkEncodedSize(parameter, text);
  return text;
}

/** @throws LtmcError `LTMC_CONTENT_TOO_LARGE` */
export function checkEncodedSize(parameter: string, text: string): void {
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes <= MAX_BYTES) return;
  throw new LtmcError('LTMC_CONTENT_TOO_LARGE', `${parameter} takes ${sizeBytes} bytes as JSON, at most ${MAX_BYTES} are stored; make it smaller or store a document instead`, { details: { parameter, sizeBytes, maxBytes: MAX_BYTES } });
}

function checkLevel(path: string, value: object, depth: number): void {
  if (depth > MAX_DEPTH) throw invalid(path.slice(0, 80), `nested at most ${MAX_DEPTH} deep`, 'deeper');
  for (const [name, inner] of Object.entries(value)) {
    if (/\p{Surrogate}/u.test(name)) throw invalid(path, 'an object with well-formed names', 'one with half a surrogate pair in a name');
    if (inner === null || typeof inner === 'string' || typeof inner === 'boolean' || Number.isFinite(inner)) continue;
    if (!isPlainObject(inner) && !isFullArray(inner)) throw invalid(`${path}.${name}`.slice(0, 80), 'a JSON value', typeof inner);
    checkLevel(`${path}.${name}`, inner, depth + 1);
  }
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Without holes, which JSON would fill with null. */
function isFullArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && Object.keys(value).length === value.length;
}

/**
 * `changes` laid over `fields`, field by field; null removes one.
 */
export function layOver(fields: JsonObject, changes: JsonObject): JsonObject {
  const names = Object.entries({ ...fields, ...changes });
  return Object.fromEntries(names.filter(([name, value]) => !(Object.hasOwn(changes, name) && value === null)));
}
