import { LtmcError } from '@ltmc/contracts';

const MAX_ID_LENGTH = 256;
/** Half a surrogate pair has no UTF-8, so two ids with different halves would become the same one; control characters are kept out of logs and keys. */
const UNFIT = /[\p{Surrogate}\p{Cc}]/u;

/** An id or a name of something. @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkId(parameter: string, id: unknown, maxLength: number = MAX_ID_LENGTH): string {
  if (typeof id !== 'string' || id.length === 0 || id.length > maxLength) throw invalid(parameter, `text of 1 to ${maxLength} characters`, id);
  if (UNFIT.test(id)) throw invalid(parameter, 'well-formed text without control characters', id);
  return id;
}

/** @returns the list without what is in it twice. @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkIds(parameter: string, ids: readonly string[], { maxCount, maxLength = MAX_ID_LENGTH }: { readonly maxCount: number; readonly maxLength?: number }): readonly string[] {
  if (!Array.isArray(ids) || ids.length > maxCount) throw invalid(parameter, `a list of at most ${maxCount}`, ids);
  for (const [index, id] of ids.entries()) checkId(`${parameter}[${index}]`, id, maxLength);
  return [...new Set(ids)];
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for what is no whole number from `min` to `max`. */
export function checkInteger(parameter: string, value: number, min: number, max: number): number {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw invalid(parameter, `a whole number from ${min} to ${max}`, value);
}

/** @returns milliseconds. @throws LtmcError `LTMC_INVALID_INPUT` for what is no number from `min` to `max`. */
export function checkSeconds(parameter: string, seconds: number, min: number, max: number): number {
  if (Number.isFinite(seconds) && seconds >= min && seconds <= max) return Math.round(seconds * 1000);
  throw invalid(parameter, `a number of seconds from ${min} to ${max}`, seconds);
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkChoice<Choice extends string>(parameter: string, value: Choice, choices: readonly Choice[]): Choice {
  if (choices.includes(value)) return value;
  throw invalid(parameter, choices.map((choice) => `"${choice}"`).join(', '), value);
}

/** An object whose fields are kept under their names. @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkFields<Fields extends object>(parameter: string, value: Fields): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(parameter, 'an object', value);
  for (const name of Object.keys(value)) checkId(`the name of a field of ${parameter}`, name);
  return value;
}

/** @throws LtmcError `LTMC_CONTENT_TOO_LARGE` */
export function checkSize(parameter: string, value: unknown, maxBytes: number): void {
  const sizeBytes = Buffer.byteLength(JSON.stringify(value) ?? '');
  if (sizeBytes <= maxBytes) return;
  throw new LtmcError('LTMC_CONTENT_TOO_LARGE', `${parameter} takes ${sizeBytes} bytes as JSON, at most ${maxBytes} are kept; make it smaller, or store a document and share its name`, { details: { parameter, sizeBytes, maxBytes } });
}

/** The error of an input that is not as it must be. A text is not repeated: it may be long, or unfit for a log. */
export function invalid(parameter: string, wanted: string, given: unknown): LtmcError {
  return new LtmcError('LTMC_INVALID_INPUT', `${parameter} must be ${wanted}, not ${describe(given)}`, { details: { parameter } });
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return `text of ${value.length} characters`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'number' || value === null ? String(value) : typeof value;
}
