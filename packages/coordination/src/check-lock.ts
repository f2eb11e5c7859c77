import type { LockRequest } from '@ltmc/contracts';
import { checkId, checkInteger, checkOptionalInteger, checkText, invalid, MAX_HOLD_MS, MAX_WAIT_MS } from './check-value.js';

const MAX_NAME_BYTES = 1024;
const MAX_SECRET_LENGTH = 64;

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkLockRequest(name: string, { owner, mode, ttlMs, fenceAbove, ticket, queueForMs }: LockRequest): void {
  checkLockName(name);
  checkId('owner', owner);
  if (mode !== 'exclusive' && mode !== 'shared') throw invalid('mode', '"exclusive" or "shared"', typeof mode === 'string' ? 'another text' : typeof mode);
  checkHoldMs(ttlMs);
  // One below the highest: the grant is above it, and still a safe integer.
  checkOptionalInteger('fenceAbove', fenceAbove, 0, Number.MAX_SAFE_INTEGER - 1);
  if (ticket !== undefined) checkSecret('ticket', ticket);
  checkOptionalInteger('queueForMs', queueForMs, 1, MAX_WAIT_MS);
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkLockName(name: string): void {
  checkText('name', name, { maxLength: MAX_NAME_BYTES, maxBytes: MAX_NAME_BYTES });
}

/** A token or ticket: any short text, since a wrong one is just not known. @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkSecret(parameter: string, secret: string): void {
  checkText(parameter, secret, { maxLength: MAX_SECRET_LENGTH });
}

/** How long a lock is held. @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkHoldMs(ttlMs: number): void {
  checkInteger('ttlMs', ttlMs, 1, MAX_HOLD_MS);
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkLockWait(name: string, { waitMs, since }: { readonly waitMs: number; readonly since?: string }): void {
  checkLockName(name);
  checkInteger('waitMs', waitMs, 0, MAX_WAIT_MS);
  if (since !== undefined) checkSecret('since', since);
}
