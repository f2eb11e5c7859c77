import type { Clock, Logger } from '@ltmc/contracts';
import { toRow, type AuditEntry } from './audit-entry.js';
import { openAuditFile, type AuditFile, type TimedRow } from './audit-file.js';

/** Who called what, and how it ended, in files that nobody can change unseen. */
export interface AuditTrail extends AsyncDisposable {
  /** Takes the entry and returns at once; it is on the disk a fifth of a second later. Never throws. */
  record(entry: AuditEntry): void;
  /** Resolves when everything taken so far is on the disk, or could not be brought there, which the log tells. */
  flush(): Promise<void>;
  /** Idempotent; flushes. Later entries are dropped. */
  close(): Promise<void>;
}

export interface AuditTrailOptions {
  /** Of this trail alone, on a local disk. Each process writes files of its own there, the first with its first entry. */
  readonly folder: string;
  readonly logger: Logger;
  /** Files of days longer ago than that are removed. Default 365. */
  readonly keepDays?: number;
  /** A longer file is followed by another one. Default 16 MiB. */
  readonly maxFileBytes?: number;
  /** For how long entries are collected, in milliseconds. Default 200. */
  readonly flushMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
}

const DEFAULT_KEEP_DAYS = 365;
const DEFAULT_MAX_FILE_BYTES = 16 * 1024 * 1024;
const DEFAULT_FLUSH_MS = 200;
/** Held while the disk is full; beyond it they are counted only. */
const MAX_WAITING = 10_000;

/** Does nothing before the first entry. What cannot be written fails no call: it is told in the log, tried again, and what was lost meanwhile is counted in the trail. */
export function createAuditTrail(options: AuditTrailOptions): AuditTrail {
  const { logger, flushMs = DEFAULT_FLUSH_MS, clock = { nowMs: () => Date.now() } } = options;
  const files = createFiles(options, clock);
  let waiting: TimedRow[] = [];
  let [lost, failed, closed] = [0, false, false];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const rows = lost > 0 ? [...waiting, { atMs: clock.nowMs(), row: { event: 'lost', rows: lost } as const }] : waiting;
    if (rows.length === 0) return;
    const lostBefore = lost;
    [waiting, lost] = [[], 0];
    try {
      await files.append(rows);
      if (failed) logger.info('the audit trail is written again', { lost: lostBefore });
      failed = false;
    } catch (cause) {
      const kept = rows.filter(({ row }) => row.event !== 'lost');
      waiting = [...kept, ...waiting];
      lost += lostBefore;
      if (!failed) logger.error('the audit trail cannot be written; calls go on, and it is tried again', { cause });
      failed = true;
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    return (writing = writing.then(write));
  };
  const end = async (): Promise<void> => {
    await flush();
    await files.close();
  };
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed = true;
    return (closing ??= end());
  };
  return {
    record: (entry) => {
      if (closed) return;
      if (waiting.length < MAX_WAITING) waiting.push({ atMs: clock.nowMs(), row: toRow(entry) });
      else lost += 1;
      timer ??= setTimeout(() => void flush(), flushMs).unref();
    },
    flush,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** One file after the other: of a day, and no longer than that. */
function createFiles({ folder, keepDays = DEFAULT_KEEP_DAYS, maxFileBytes = DEFAULT_MAX_FILE_BYTES }: AuditTrailOptions, clock: Clock) {
  let current: AuditFile | undefined;
  const end = async (): Promise<void> => {
    const file = current;
    current = undefined;
    await file?.append([{ atMs: clock.nowMs(), row: { event: 'closed' } }]).finally(() => file.close());
  };
  return {
    append: async (rows: readonly TimedRow[]): Promise<void> => {
      const nowMs = clock.nowMs();
      if (current && (current.sizeBytes >= maxFileBytes || current.day !== new Date(nowMs).toISOString().slice(0, 10))) await end();
      const file = (current ??= await openAuditFile({ folder, nowMs, keepDays }));
      try {
        await file.append(rows);
      } catch (error) {
        current = undefined;
        await file.close();
        throw error;
      }
    },
    close: async (): Promise<void> => end().catch(() => undefined), // without its last line it counts as unfinished
  };
}
