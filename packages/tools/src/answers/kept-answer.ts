import type { JsonObject, JsonValue } from '@ltmc/contracts';

/** An answer as a cache holds it. Moments are Unix epoch milliseconds. */
export interface KeptAnswer {
  /** When the record was asked. */
  readonly fromMs: number;
  /** From then on it is not given any more. */
  readonly untilMs: number;
  readonly result: JsonObject;
}

/** By the clock of the one who asks: also where it was set back, or another one was ahead. */
export function holdsAt({ fromMs, untilMs }: KeptAnswer, nowMs: number): boolean {
  return fromMs <= nowMs && nowMs < untilMs;
}

export function toEntry({ fromMs, untilMs, result }: KeptAnswer): JsonObject {
  return { from_ms: fromMs, until_ms: untilMs, result };
}

/** Undefined for what is no kept answer: another version may have written it, or a stranger. */
export function fromEntry(entry: JsonValue | undefined): KeptAnswer | undefined {
  if (!isObject(entry)) return undefined;
  const { from_ms: fromMs, until_ms: untilMs, result } = entry;
  if (typeof fromMs !== 'number' || typeof untilMs !== 'number' || !isObject(result) || result['success'] !== true) return undefined;
  return { fromMs, untilMs, result };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
