import type { JsonObject } from '@ltmc/contracts';
import type { Respelling } from '@ltmc/memory';
import { arrayOf, objectOf, TEXT } from './schema.js';

/** Words of a query that were taken for others; not there where none were. */
export const RESPELLED: JsonObject = arrayOf(objectOf({ asked: TEXT, searched: TEXT }));

/** The part of an answer that tells of them. */
export function respelledIn({ respelled }: { readonly respelled?: readonly Respelling[] }): JsonObject {
  return respelled ? { respelled: respelled.map(({ asked, searched }) => ({ asked, searched })) } : {};
}

/** The answer without it: where next to nothing fits, what was found is worth more than how it was spelled. */
export function withoutRespelled({ respelled: _respelled, ...rest }: JsonObject): JsonObject {
  return rest;
}
