import type { JsonObject, JsonValue, StateEntry } from '@ltmc/contracts';
import { listOf, numberOf, textOf } from '@ltmc/redis-connection';

const VERSION = '@version';
const UPDATED_AT_MS = '@updated_at_ms';

/** An object as fields and values of a hash, in turn: each value as JSON, and one more `@` before a key that begins with one. */
export function fieldArguments(fields: JsonObject): string[] {
  return Object.entries(fields).flatMap(([key, value]) => [key.startsWith('@') ? `@${key}` : key, JSON.stringify(value)]);
}

/** The state in a hash; undefined where there is none, and for a hash that somebody else has made. */
export function entryOf(id: string, reply: unknown): StateEntry | undefined {
  const parts = partsOf(reply);
  const version = parts.get(VERSION);
  if (version === undefined) return undefined;
  const fields = [...parts].filter(([key]) => key !== VERSION && key !== UPDATED_AT_MS).map(([key, json]) => [key.startsWith('@') ? key.slice(1) : key, JSON.parse(json) as JsonValue] as const);
  return { id, version: Number(version), fields: Object.fromEntries(fields), updatedAtMs: numberOf(parts.get(UPDATED_AT_MS)) };
}

/** What a script gives for a hash: fields and values in turn. */
function partsOf(reply: unknown): Map<string, string> {
  const list = listOf(reply);
  return new Map(list.flatMap((key, index) => (index % 2 === 0 ? [[textOf(key), textOf(list[index + 1])] as const] : [])));
}
