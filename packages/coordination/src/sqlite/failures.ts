import { setTimeout as sleep } from 'node:timers/promises';
import { LtmcError, StoreClosedError, type ErrorCode } from '@ltmc/contracts';

/** How this store calls itself in messages. */
export const STORE = 'coordination/sqlite';

/** How long to keep trying while another process holds the lock, milliseconds. */
const PATIENCE_MS = 10_000;
/** After this time a call has been answered or has failed, milliseconds: the last attempt may begin just before the patience ends. */
export const DEADLINE_MS = PATIENCE_MS + 1000;
/** Pauses between attempts, milliseconds: short, because SQLite has no queue; uneven, so that waiters part. */
const MIN_PAUSE_MS = 1;
const MAX_PAUSE_MS = 10;

const BUSY: readonly [ErrorCode, string] = ['LTMC_STORE_BUSY', 'The coordination file is being written by another process; try again'];
const DAMAGED: readonly [ErrorCode, string] = [
  'LTMC_STORE_CORRUPT',
  'The coordination file is damaged or no database; it holds no memories: stop every LTMC process that uses it, delete it and start again',
];
const READ_ONLY: readonly [ErrorCode, string] = ['LTMC_STORE_READ_ONLY', 'The coordination file, its folder or its disk may not be written; change the permissions or name another place'];
const FULL: readonly [ErrorCode, string] = ['LTMC_STORE_FULL', 'The disk is full, nothing was written to the coordination file; free some space and try again'];
const UNKNOWN: readonly [ErrorCode, string] = ['LTMC_STORE_UNAVAILABLE', 'The coordination file cannot be used; check its path, the cause is in the log'];

/** What the codes of SQLite and of the system mean to a caller. */
const MEANINGS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  SQLITE_BUSY: BUSY, SQLITE_LOCKED: BUSY,
  SQLITE_CORRUPT: DAMAGED, SQLITE_NOTADB: DAMAGED,
  SQLITE_READONLY: READ_ONLY, EACCES: READ_ONLY, EPERM: READ_ONLY, EROFS: READ_ONLY,
  SQLITE_FULL: FULL, ENOSPC: FULL, EDQUOT: FULL,
};

/** What callers see of a failure. An `LtmcError` stays as it is. */
export function toStoreError(cause: unknown): LtmcError {
  if (LtmcError.is(cause)) return cause;
  const system = codeOf(cause);
  const [code, message] = MEANINGS[system ?? ''] ?? UNKNOWN;
  return new LtmcError(code, message, { cause, retryable: code === 'LTMC_STORE_BUSY' || code === 'LTMC_STORE_FULL', details: { system: system ?? null } });
}

/** Repeats `attempt` while another process holds the lock. @throws LtmcError `LTMC_STORE_CLOSED` once `signal` is aborted, or what the last attempt threw. */
export async function retryBusy<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const code = codeOf(error);
      if ((code !== 'SQLITE_BUSY' && code !== 'SQLITE_LOCKED') || performance.now() >= deadlineMs) throw error;
    }
    await sleep(MIN_PAUSE_MS + Math.random() * (MAX_PAUSE_MS - MIN_PAUSE_MS));
    if (signal.aborted) throw new StoreClosedError(STORE);
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
