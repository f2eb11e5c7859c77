import { LtmcError } from '@ltmc/contracts';

/** Longest time a thing may live without a further sign, milliseconds: a day for what is held, 30 days for what is stored. */
export const MAX_HOLD_MS = 86_400_000;
export const MAX_STORE_MS = 2_592_000_000;
/** Longest wait of one call, milliseconds. */
export const MAX_WAIT_MS = 60_000;
/** Most ids, items or events of one call. */
export const MAX_BATCH = 1000;

const MAX_ID_LENGTH = 512;
const MAX_NAMESPACE_LENGTH = 255;

/** Half a surrogate pair has no UTF-8, so two names with different halves would become the same one; control characters are kept out of logs and keys. */
const UNFIT = /[\p{Surrogate}\p{Cc}]/u;

/** @throws LtmcError `LTMC_INVALID_INPUT` that names the parameter and what is wrong with its value. */
export function checkText(parameter: string, text: string, { maxLength, maxBytes = Infinity }: { readonly maxLength: number; readonly maxBytes?: number }): void {
  const given = describe(text);
  if (typeof text !== 'string' || text.length === 0 || text.length > maxLength) throw invalid(parameter, `text of 1 to ${maxLength} characters`, given);
  if (UNFIT.test(text)) throw invalid(parameter, 'well-formed text without control characters', given);
  if (Buffer.byteLength(text) > maxBytes) throw invalid(parameter, `text of at most ${maxBytes} bytes`, `${Buffer.byteLength(text)} bytes`);
}

/** An id of an entry, member, reader, owner or item, or the name of a stream or counter. @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkId(parameter: string, id: string): void {
  checkText(parameter, id, { maxLength: MAX_ID_LENGTH });
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for a list that is no list, is too long, or holds what is no id. */
export function checkIds(parameter: string, ids: readonly string[], minCount = 0): void {
  if (!Array.isArray(ids) || ids.length < minCount || ids.length > MAX_BATCH) {
    throw invalid(parameter, `a list of ${minCount} to ${MAX_BATCH}`, Array.isArray(ids) ? `one of ${ids.length}` : describe(ids));
  }
  for (const [index, id] of ids.entries()) checkId(`${parameter}[${index}]`, id);
}

/** The name of a kind, group or table: a few fixed ones. @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkKind(parameter: string, kind: string): void {
  if (typeof kind !== 'string' || !/^[a-z][a-z0-9_]{0,31}$/u.test(kind)) {
    throw invalid(parameter, '1 to 32 of a-z, 0-9 and _ that begin with a letter', describe(kind));
  }
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkNamespace(namespace: string): void {
  checkText('namespace', namespace, { maxLength: MAX_NAMESPACE_LENGTH });
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for what is no whole number from `min` to `max`. */
export function checkInteger(parameter: string, value: number, min: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw invalid(parameter, `a whole number from ${min} to ${max}`, typeof value === 'number' ? String(value) : describe(value));
}

/** As {@link checkInteger}, for what may be absent. */
export function checkOptionalInteger(parameter: string, value: number | undefined, min: number, max: number): void {
  if (value !== undefined) checkInteger(parameter, value, min, max);
}

/** The error of an input that is not as it must be. */
export function invalid(parameter: string, wanted: string, given: string): LtmcError {
  return new LtmcError('LTMC_INVALID_INPUT', `${parameter} must be ${wanted}, not ${given}`, { details: { parameter } });
}

/** Never the value itself: it may be long, or unfit for a log. */
function describe(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'string' ? `text of ${value.length} characters` : typeof value;
}
