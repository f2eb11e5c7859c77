import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@ltmc/contracts';
import { onlyRow, type SqliteConnection } from './connection.js';

const ATTEMPTS = 5;
const PAUSE_MS = 40;

/** Folds the write-ahead log into the file and empties it, so that removed bytes are in neither. Best effort while others read. */
export async function truncateLog(connection: SqliteConnection, logger: Logger): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { busy } = await onlyRow<{ busy: number }>(connection, 'PRAGMA wal_checkpoint(TRUNCATE)');
    if (busy === 0) return;
    await sleep(PAUSE_MS);
  }
  logger.warn('purged text may stay in the write-ahead log until its next checkpoint: other connections are reading');
}
