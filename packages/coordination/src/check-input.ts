import { LtmcError, type LeaseRequest } from '@ltmc/contracts';

const MAX_NAME_LENGTH = 2048;
const MAX_OWNER_LENGTH = 256;
const MAX_TTL_MS = 86_400_000;

/** @throws LtmcError `LTMC_INVALID_INPUT` that names the parameter and its value. */
export function checkRequest(name: string, { owner, ttlMs, epochAbove = 0 }: LeaseRequest): void {
  checkName(name);
  checkText('owner', owner, MAX_OWNER_LENGTH);
  checkInteger('ttlMs', ttlMs, 1, MAX_TTL_MS);
  checkInteger('epochAbove', epochAbove, 0, Number.MAX_SAFE_INTEGER - 1);
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkName(name: string): void {
  checkText('name', name, MAX_NAME_LENGTH);
}

/** Half a surrogate pair has no UTF-8, so two names with different halves would become the same one. */
function checkText(parameter: string, text: string, maxLength: number): void {
  if (typeof text === 'string' && text.length > 0 && text.length <= maxLength && !/\p{Surrogate}/u.test(text)) return;
  const given = typeof text === 'string' ? `${text.length} characters` : typeof text;
  throw new LtmcError('LTMC_INVALID_INPUT', `${parameter} of a lease must be well-formed text of 1 to ${maxLength} characters, not ${given}`, { details: { parameter } });
}

function checkInteger(parameter: string, value: number, min: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new LtmcError('LTMC_INVALID_INPUT', `${parameter} of a lease must be a whole number from ${min} to ${max}, not ${String(value)}`, { details: { parameter } });
}
