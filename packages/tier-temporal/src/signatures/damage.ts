import { LtmcError } from '@ltmc/contracts';
import { sqliteCode } from '../sqlite/errors.js';
import { ForeignContentError } from './signature-file.js';

/** Results that a file gives which is cut short, overwritten or another one; never those of a lock. */
const DAMAGE_CODES: ReadonlySet<string> = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_IOERR', 'SQLITE_ERROR']);

const UNFIT_CODES: ReadonlySet<string> = new Set(['LTMC_STORE_CORRUPT', 'LTMC_STORE_FOREIGN', 'LTMC_STORE_NEWER']);

/** Whether the file is of no more use: a busy, full or forbidden one is not meant. */
export function isUnfit(error: unknown): boolean {
  if (error instanceof ForeignContentError) return true;
  if (!LtmcError.is(error)) return DAMAGE_CODES.has(sqliteCode(error) ?? '');
  return UNFIT_CODES.has(error.code) || isUnfit(error.cause);
}

/** What callers see of a failure: the index's, not the record's. */
export function toIndexError(cause: unknown): LtmcError {
  if (LtmcError.is(cause) && (cause.code === 'LTMC_STORE_CLOSED' || cause.code === 'LTMC_INVALID_INPUT' || cause.code === 'LTMC_NATIVE_MISSING')) return cause;
  return new LtmcError('LTMC_INDEX_UNAVAILABLE', 'The token signatures of the index cannot be used now; searches go without them. The cause is in the log', { cause, retryable: true });
}
