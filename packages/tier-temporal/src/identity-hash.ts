import { createHash } from 'node:crypto';
import type { JsonValue, VersionInput } from '@ltmc/contracts';

/**
 * SHA-256 (hex) over everything that makes a version say something else: content, type, tags, metadata and validity. Equal to the current
 * version's: nothing new was said. Who says it, and when, does not count; nor does the order of tags and of metadata keys.
 */
export function identityHash(input: VersionInput): string {
  const tags = [...new Set(input.tags)].toSorted();
  const parts = [input.content, input.resourceType, tags, sorted(input.metadata), input.validFromMs, input.expiresAtMs];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function sorted(value: JsonValue): JsonValue {
  if (value === null || typeof value !== 'object') return value;
  if (isArray(value)) return value.map(sorted);
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, sorted(entry)]));
}

/** `Array.isArray` does not narrow readonly arrays. */
function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
