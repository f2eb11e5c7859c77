import { LtmcError, type IdempotencyClaim, type JsonObject } from '@ltmc/contracts';
import { canonicalHash } from './canonical-json.js';
import { checkName } from './content-rules.js';
import type { IdempotencyRequest, Replayed } from './types.js';

/** The claim that the record commits together with the write. */
export function claimFor<Result>(request: IdempotencyRequest, answer: (result: Result) => JsonObject): IdempotencyClaim<Result> {
  return { ...claimKeyOf(request), answer: (result) => JSON.stringify(answer(result)) };
}

/** What tells the claim from others. */
export function claimKeyOf({ tool, key, body }: IdempotencyRequest): Omit<IdempotencyClaim<never>, 'answer'> {
  checkName('idempotency_key', key);
  return { tool, key, bodyHash: canonicalHash(body) };
}

/** The kept answer, as the object it was. */
export function replayOf(answer: string): Replayed {
  const replayed: unknown = JSON.parse(answer);
  if (!isObject(replayed)) throw new LtmcError('LTMC_STORE_CORRUPT', 'a kept answer is not an object; use a new idempotency_key and run ltmc doctor');
  return { replayed };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
