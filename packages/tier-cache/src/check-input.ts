import { LtmcError } from '@ltmc/contracts';

export const DEFAULT_TTL_MS = 300_000;
export const MAX_TTL_MS = 2_592_000_000;
export const DEFAULT_MAX_VALUE_BYTES = 1_048_576;
/** Redis takes no longer string. */
export const LARGEST_VALUE_BYTES = 512 * 1_048_576;
const MAX_KEY_LENGTH = 512;
const MAX_KEYS = 1000;
const NAMESPACE = /^[a-z][a-z0-9_-]{0,63}$/u;
/** The first words of the keys that are no cache entries; see `redisKeys` of @ltmc/redis-connection. */
const RESERVED = new Set(['session', 'agent', 'active_agents']);

/** @throws LtmcError `LTMC_INVALID_INPUT`, as all checks of this file. */
export function checkNamespace(name: string): void {
  if (typeof name !== 'string' || !NAMESPACE.test(name)) throw invalid('namespace', `must match ${NAMESPACE.source}, not ${shown(name)}`);
  if (RESERVED.has(name)) throw invalid('namespace', `must not be ${name}, which names other keys; choose another name`);
}

/** Half a surrogate pair has no UTF-8, so two keys with different halves would become the same one. */
export function checkKey(key: string): void {
  if (typeof key === 'string' && key.length > 0 && key.length <= MAX_KEY_LENGTH && !/\p{Surrogate}/u.test(key)) return;
  throw invalid('key', `must be well-formed text of 1 to ${MAX_KEY_LENGTH} characters, not ${shown(key)}`);
}

export function checkKeys(keys: readonly string[]): void {
  if (keys.length > MAX_KEYS) throw invalid('keys', `are at most ${MAX_KEYS} at once, not ${keys.length}`);
  for (const key of keys) checkKey(key);
}

/** A whole number of a range, both ends included. */
export function checkWhole(parameter: string, value: number, [min, max]: readonly [number, number]): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw invalid(parameter, `must be a whole number from ${min} to ${max}, not ${String(value)}`);
}

export function checkTtl(ttlMs: number): void {
  checkWhole('ttlMs', ttlMs, [1, MAX_TTL_MS]);
}

/** @throws LtmcError `LTMC_CACHE_VALUE_TOO_LARGE` */
export function checkSize(sizeBytes: number, limitBytes: number): void {
  if (sizeBytes <= limitBytes) return;
  throw new LtmcError('LTMC_CACHE_VALUE_TOO_LARGE', `a value of ${sizeBytes} bytes is longer than the ${limitBytes} that this namespace of the cache takes; do not cache it, or raise maxValueBytes`, { details: { sizeBytes, limitBytes } });
}

/** What is wrong with a parameter of the cache. */
export function invalid(parameter: string, problem: string, cause?: unknown): LtmcError {
  return new LtmcError('LTMC_INVALID_INPUT', `${parameter} of the cache ${problem}`, { details: { parameter }, cause });
}

function shown(value: unknown): string {
  if (typeof value !== 'string') return typeof value;
  return value.length <= 80 ? JSON.stringify(value) : `${value.length} characters`;
}
