import { setTimeout as sleep } from 'node:timers/promises';
import { LtmcError, type Logger } from '@ltmc/contracts';
import { retryBusy } from './busy-retry.js';
import { onlyRow, type Sql, type SqliteConnection } from './connection.js';
import { toStoreError } from './errors.js';
import type { FullTextTable } from './full-text.js';
import { beginMerge, mergeStep } from './merge-full-text.js';
import type { Writer } from './writer.js';

/** Takes the bytes of what was purged out of the file and its log. What is to be done stands in the record, so that any process finishes what another left. */
export interface Scrubber {
  /**
   * Resolves once no byte is left of anything whose purge was committed before the call; short transactions, so that others write in between.
   * @throws LtmcError `LTMC_STORE_BUSY` when other connections read on for too long, and what the writer throws; the rest is then done in the background.
   */
  finish(): Promise<void>;
  /** Waits for purges; leaves the rest to the next process. Idempotent. */
  close(): Promise<void>;
}

export interface ScrubberOptions {
  readonly writer: Writer;
  readonly logger: Logger;
  /** Full-text tables of the file. Default: those of the record. */
  readonly fullText?: readonly FullTextTable[];
  /** How long to wait for those who still read what was purged, milliseconds. Default 10,000. */
  readonly patienceMs?: number;
  /** How often to look for what another process left, milliseconds. Default 15,000. */
  readonly pollMs?: number;
}

const TABLES: readonly FullTextTable[] = ['chunk_fts', 'chunk_fts_past'];
/** Others may write so much between two merges that the second has to be begun again; more often than this they cannot. */
const MAX_MERGES = 20;
/** Bounds the merge of an index that others keep writing to; a hundred thousand chunks take about fifteen steps. */
const MAX_MERGE_STEPS = 10_000;
const PAUSE_MS = 40;
/** A larger file is not written anew: it takes nine milliseconds a megabyte, and its size in memory. */
const MAX_ANEW_BYTES = 128 * 1024 * 1024;

const SIZE = 'SELECT page_count * page_size AS sizeBytes FROM pragma_page_count, pragma_page_size';

/** Inside the transaction of a purge. */
export async function noteScrub(sql: Sql): Promise<void> {
  await sql.all('INSERT INTO scrubs_due DEFAULT VALUES');
}

const LAST_DUE = 'SELECT max(id) AS id FROM scrubs_due';

const DONE = 'DELETE FROM scrubs_due WHERE id <= $id';

/** Looks at once, and now and then, for purges whose process died before it had finished. */
export function createScrubber({ writer, logger, fullText = TABLES, patienceMs = 10_000, pollMs = 15_000 }: ScrubberOptions): Scrubber {
  const closing = new AbortController();
  let last: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;

  /** Those who ask while one is at work share the next: theirs may have been committed after it began. */
  const finish = (): Promise<void> => {
    waiting ??= last.then(() => {
      waiting = undefined;
      return scrub(writer, fullText, { patienceMs, closing: closing.signal }).catch((cause: unknown) => { throw unfinished(cause); });
    });
    const work = waiting;
    last = work.catch(() => undefined);
    return work;
  };

  const look = (): void => {
    finish().catch((cause: unknown) => logger.warn('bytes of what was purged are not all erased yet; it is tried again', { cause: String(cause) }));
  };
  const timer = setInterval(look, pollMs);
  timer.unref();
  look();

  const close = async (): Promise<void> => {
    clearInterval(timer);
    closing.abort();
    await last;
  };
  let closed: Promise<void> | undefined;
  return { finish, close: () => (closed ??= close()) };
}

interface Patience {
  readonly patienceMs: number;
  readonly closing: AbortSignal;
}

/**
 * Rows are zeroed by `secure_delete` when they go. What is left is in the full-text index, in the log, and in what pages had free when SQLite moved rows to their
 * neighbours: copies that `secure_delete` does not know of.
 */
async function scrub(writer: Writer, fullText: readonly FullTextTable[], patience: Patience): Promise<void> {
  const { id } = await writer.alone((connection) => onlyRow<{ id: number | null }>(connection, LAST_DUE));
  if (id === null) return;
  for (const table of fullText) await mergeWhole(writer, table);
  await writer.alone(writeAnew);
  await emptyLog(writer, patience);
  await writer.transact((sql) => sql.all(DONE, { $id: id }));
}

async function mergeWhole(writer: Writer, table: FullTextTable): Promise<void> {
  for (let attempt = 0; attempt < MAX_MERGES; attempt += 1) {
    const dropsAll = await writer.transact((sql) => beginMerge(sql, table));
    for (let step = 0, more = true; more && step < MAX_MERGE_STEPS; step += 1) more = await writer.transact((sql) => mergeStep(sql, table));
    if (dropsAll) return;
  }
  throw busy('Others write to the full-text index faster than it can be cleaned');
}

/** Pages come out without a trace of what they held. Writers wait meanwhile: up to a second for a file of that size. */
async function writeAnew(connection: SqliteConnection): Promise<void> {
  const { sizeBytes } = await onlyRow<{ sizeBytes: number }>(connection, SIZE);
  if (sizeBytes > MAX_ANEW_BYTES) return;
  await retryBusy(() => connection.exec('VACUUM'), { signal: new AbortController().signal });
}

/** Folds the write-ahead log into the file and empties it, so that removed bytes are in neither; for that, reads that began before must have ended. */
async function emptyLog(writer: Writer, { patienceMs, closing }: Patience): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    const { busy: isBusy } = await writer.alone((connection) => onlyRow<{ busy: number }>(connection, 'PRAGMA wal_checkpoint(TRUNCATE)'));
    if (isBusy === 0) return;
    if (closing.aborted || performance.now() >= deadlineMs) throw busy('Other connections still read the record as it was before');
    await sleep(PAUSE_MS);
  }
}

function busy(why: string): LtmcError {
  return new LtmcError('LTMC_STORE_BUSY', why, { retryable: true });
}

/** The purge itself is committed, and must not be told as undone. */
function unfinished(cause: unknown): LtmcError {
  const { code, message, retryable, details } = toStoreError(cause);
  return new LtmcError(code, `What was purged is gone from every answer, but some of its bytes are still in the file; they are erased in the background. Reason: ${message}`, { cause, retryable, details });
}
