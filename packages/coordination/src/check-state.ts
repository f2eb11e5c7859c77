import type { JsonObject, PutOptions, StateEvent } from '@ltmc/contracts';
import { checkId, checkInteger, checkOptionalInteger, invalid, MAX_BATCH, MAX_HOLD_MS, MAX_STORE_MS } from './check-value.js';
import { encodeObject } from './encode-object.js';

/** A write of state, checked, its objects as JSON text. */
export interface CheckedPut {
  readonly fields: string;
  readonly events: readonly CheckedEvent[];
}

/** An event that goes with a write, its body as JSON text. */
export interface CheckedEvent {
  readonly stream: string;
  readonly body: string;
}

/** @throws LtmcError `LTMC_INVALID_INPUT`, `LTMC_CONTENT_TOO_LARGE` */
export function checkPut(id: string, fields: JsonObject, { expectedVersion, ttlMs, events = [] }: PutOptions): CheckedPut {
  checkId('id', id);
  checkOptionalInteger('expectedVersion', expectedVersion, 0, Number.MAX_SAFE_INTEGER);
  checkOptionalInteger('ttlMs', ttlMs, 1, MAX_STORE_MS);
  return { fields: encodeObject('fields', fields), events: checkEvents(events) };
}

/** @throws LtmcError `LTMC_INVALID_INPUT`, `LTMC_CONTENT_TOO_LARGE` */
export function checkEvents(events: readonly StateEvent[]): readonly CheckedEvent[] {
  if (!Array.isArray(events) || events.length > MAX_BATCH) throw invalid('events', `a list of at most ${MAX_BATCH}`, Array.isArray(events) ? `one of ${events.length}` : typeof events);
  return events.map(({ stream, body }, index) => {
    checkId(`events[${index}].stream`, stream);
    return { stream, body: encodeObject(`events[${index}].body`, body) };
  });
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkList({ after, limit }: { readonly after?: string; readonly limit: number }): void {
  if (after !== undefined) checkId('after', after);
  checkInteger('limit', limit, 1, MAX_BATCH);
}

/** How long a member lives without a further sign. @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkMemberTtl(ttlMs: number): void {
  checkInteger('ttlMs', ttlMs, 1, MAX_HOLD_MS);
}
