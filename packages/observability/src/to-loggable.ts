import { REDACTED, redactText } from './secrets-in-text.js';
import { sensitivityOf } from './sensitive-keys.js';

/** JSON that is safe to write. */
export type Loggable = string | number | boolean | null | Loggable[] | { [key: string]: Loggable };

/** Deeper values are named, not shown. */
const MAX_DEPTH = 8;
/** Further items and keys are counted, not shown. */
const MAX_ITEMS = 100;
/** Longer text is cut. */
const MAX_CHARACTERS = 8192;
/** Stands for what throws when it is read (a getter, a proxy): the line matters more than this one value. */
const UNREADABLE = '[unreadable]';

/**
 * Any value as JSON without secrets and without memory text. Never throws: cycles, throwing getters, BigInt and whatever else JSON
 * has no word for are named in brackets.
 */
export function toLoggable(value: unknown): Loggable {
  return convert(value, []);
}

/** The fields of a line, each judged by its key. Fields that are `undefined` are left out, as in JSON. */
export function fieldsToLoggable(fields: Readonly<Record<string, unknown>>): { [key: string]: Loggable } {
  return convertEntries(fields, []);
}

/** @param parents - the objects on the way from the root, by which a cycle is known. */
function convert(value: unknown, parents: readonly object[]): Loggable {
  switch (typeof value) {
    case 'string':
      return cut(redactText(value));
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? null : convertObject(value, parents);
    default:
      return `[${typeof value}]`;
  }
}

function convertObject(value: object, parents: readonly object[]): Loggable {
  if (parents.includes(value)) return '[circular]';
  if (parents.length >= MAX_DEPTH) return Array.isArray(value) ? '[array]' : '[object]';
  const path = [...parents, value];
  try {
    if (value instanceof Error) return convertError(value, path);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[invalid date]' : value.toISOString();
    if (value instanceof URL) return redactText(value.href);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.constructor.name}, ${value.byteLength} bytes]`;
    if (Array.isArray(value) || value instanceof Set) return convertItems([...value], path);
    return convertEntries(value instanceof Map ? Object.fromEntries(value) : value, path);
  } catch {
    return UNREADABLE;
  }
}

/** `message` and `stack` are not enumerable, so an error would be `{}`. */
function convertError(error: Error, path: readonly object[]): Loggable {
  const { name, message, stack, cause } = error;
  return {
    name,
    message: cut(redactText(message)),
    ...convertEntries(error, path),
    ...(error instanceof AggregateError ? { errors: convertItems(error.errors, path) } : {}),
    ...(stack === undefined ? {} : { stack: cut(redactText(stack)) }),
    ...(cause === undefined ? {} : { cause: convert(cause, path) }),
  };
}

function convertItems(items: readonly unknown[], path: readonly object[]): Loggable[] {
  const shown = items.slice(0, MAX_ITEMS).map((item) => convert(item, path));
  return items.length > MAX_ITEMS ? [...shown, `[${items.length - MAX_ITEMS} more]`] : shown;
}

function convertEntries(source: object, path: readonly object[]): { [key: string]: Loggable } {
  const keys = Object.keys(source);
  const converted: [string, Loggable][] = [];
  for (const key of keys.slice(0, MAX_ITEMS)) {
    const value = read(source, key);
    if (value !== undefined) converted.push([key, convertField(key, value, path)]);
  }
  if (keys.length > MAX_ITEMS) converted.push(['...', `[${keys.length - MAX_ITEMS} more]`]);
  return Object.fromEntries(converted); // not by assignment: a key may be `__proto__`
}

function read(source: object, key: string): unknown {
  try {
    return Reflect.get(source, key);
  } catch {
    return UNREADABLE;
  }
}

function convertField(key: string, value: unknown, path: readonly object[]): Loggable {
  switch (sensitivityOf(key)) {
    case 'secret':
      return value === null || typeof value === 'boolean' ? value : REDACTED;
    case 'memory':
      return withheld(value);
    case 'plain':
      return convert(value, path);
  }
}

/** Sizes help to find a fault and tell nothing of what was written. */
function withheld(value: unknown): Loggable {
  if (typeof value === 'string') return `[withheld, ${value.length} characters]`;
  if (Array.isArray(value)) return `[withheld, ${value.length} items]`;
  return typeof value === 'object' && value !== null ? '[withheld]' : convert(value, []);
}

function cut(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}[${text.length - MAX_CHARACTERS} more characters]` : text;
}
