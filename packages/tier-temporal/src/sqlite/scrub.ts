import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@ltmc/contracts';
import { onlyRow, type SqliteConnection } from './connection.js';
import { mergeStep, type FullTextTable } from './full-text.js';
import type { Writer } from './writer.js';

const TABLES: readonly FullTextTable[] = ['chunk_fts', 'chunk_fts_past'];
/** Bounds the merge of an index that others keep writing to; a hundred thousand chunks take about fifteen steps. */
const MAX_MERGE_STEPS = 10_000;
const ATTEMPTS = 5;
const PAUSE_MS = 40;

/**
 * After a purge; never rejects. Leaves no byte of what was removed in the file or its log. Short transactions, so that other writers get in between.
 * Rows are zeroed by `secure_delete` when they go; what is left is in the full-text index and in the log.
 */
export async function scrub(writer: Writer, logger: Logger): Promise<void> {
  try {
    await mergeAll(writer);
    await writer.alone((connection) => truncateLog(connection, logger));
  } catch (cause) {
    // The purge itself is committed and must not be told as failed.
    logger.warn('purged text may stay in the full-text index until the next purge', { cause: String(cause) });
  }
}

async function mergeAll(writer: Writer): Promise<void> {
  for (const table of TABLES) {
    for (let step = 0, more = true; more && step < MAX_MERGE_STEPS; step += 1) {
      more = await writer.transact((sql) => mergeStep(sql, table, step === 0));
    }
  }
}

/** Folds the write-ahead log into the file and empties it, so that removed bytes are in neither. Best effort while others read. */
async function truncateLog(connection: SqliteConnection, logger: Logger): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { busy } = await onlyRow<{ busy: number }>(connection, 'PRAGMA wal_checkpoint(TRUNCATE)');
    if (busy === 0) return;
    await sleep(PAUSE_MS);
  }
  logger.warn('purged text may stay in the write-ahead log until its next checkpoint: other connections are reading');
}
