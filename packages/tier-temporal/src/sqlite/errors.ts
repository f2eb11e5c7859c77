import { LtmcError, type ErrorCode } from '@ltmc/contracts';

interface Meaning {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable?: boolean;
}

/** What SQLite's result codes mean to a caller; every other one is `LTMC_STORE_UNAVAILABLE`. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  SQLITE_BUSY: { code: 'LTMC_STORE_BUSY', message: 'The record is being written by another process; try again', retryable: true },
  SQLITE_LOCKED: { code: 'LTMC_STORE_BUSY', message: 'The record is being written by another process; try again', retryable: true },
  SQLITE_FULL: { code: 'LTMC_STORE_FULL', message: 'The disk is full, nothing was written; free some space and try again', retryable: true },
  SQLITE_READONLY: { code: 'LTMC_STORE_READ_ONLY', message: 'The record cannot be written: its file, folder or disk is read-only' },
  SQLITE_CORRUPT: { code: 'LTMC_STORE_CORRUPT', message: 'The record file is damaged; restore it from a backup' },
  SQLITE_NOTADB: { code: 'LTMC_STORE_CORRUPT', message: 'The record file is not a database or is damaged; restore it from a backup or name another file' },
  SQLITE_CANTOPEN: { code: 'LTMC_STORE_UNAVAILABLE', message: 'The record file cannot be opened; check that it and its folder exist and may be written' },
  SQLITE_NOMEM: { code: 'LTMC_STORE_UNAVAILABLE', message: 'There was not enough memory for this call on the record', retryable: true },
};

const UNKNOWN: Meaning = { code: 'LTMC_STORE_UNAVAILABLE', message: 'The record failed to answer; the cause is in the log' };

/** SQLite's name for what went wrong, e.g. `SQLITE_BUSY`; undefined when the error is none of SQLite's. */
export function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code.startsWith('SQLITE_') ? error.code : undefined;
}

/** Another connection holds the lock: never a sign of damage. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED';
}

/** What callers see of a failure. An `LtmcError` stays as it is. */
export function toStoreError(cause: unknown): LtmcError {
  if (LtmcError.is(cause)) return cause;
  const { code, message, retryable = false } = MEANINGS[sqliteCode(cause) ?? ''] ?? UNKNOWN;
  return new LtmcError(code, message, { cause, retryable, details: { sqlite: sqliteCode(cause) ?? null } });
}
