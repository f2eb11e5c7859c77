import { checkId, checkIds, checkInteger, checkOptionalInteger, invalid, MAX_BATCH, MAX_STORE_MS, MAX_WAIT_MS } from './check-value.js';

/** Length of the steps in which uses are counted, milliseconds. */
export const BUCKET_MS = 300_000;
const MAX_WINDOW_MS = 86_400_000;

/** Options of a reading of a stream. */
export interface ReadRequest {
  readonly after?: number;
  readonly limit: number;
  readonly waitMs?: number;
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkRead({ after, limit, waitMs }: ReadRequest): void {
  checkOptionalInteger('after', after, 0, Number.MAX_SAFE_INTEGER);
  checkInteger('limit', limit, 1, MAX_BATCH);
  checkOptionalInteger('waitMs', waitMs, 0, MAX_WAIT_MS);
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkAcknowledgement(reader: string, sequence: number): void {
  checkId('reader', reader);
  checkInteger('sequence', sequence, 0, Number.MAX_SAFE_INTEGER);
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for a sequence that the stream has not reached. */
export function checkReached(sequence: number, last: number): void {
  if (sequence > last) throw invalid('sequence', `at most ${last}, the last of the stream`, String(sequence));
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkCount(name: string, by: number, ttlMs: number | undefined): void {
  checkId('name', name);
  checkInteger('by', by, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  checkOptionalInteger('ttlMs', ttlMs, 1, MAX_STORE_MS);
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for a sum that is not exact. */
export function checkSum(sum: number): void {
  if (!Number.isSafeInteger(sum)) throw invalid('by', 'a step whose sum is a safe integer', 'one that leaves them');
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkUse(items: readonly string[], owner: string | undefined): void {
  checkIds('items', items, 1);
  if (owner !== undefined) checkId('owner', owner);
}

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkTop({ windowMs, limit }: { readonly windowMs: number; readonly limit: number }): void {
  checkInteger('windowMs', windowMs, BUCKET_MS, MAX_WINDOW_MS);
  checkInteger('limit', limit, 1, MAX_BATCH);
}
