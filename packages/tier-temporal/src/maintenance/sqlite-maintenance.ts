import type { Clock, Logger, RecordMaintenance } from '@ltmc/contracts';
import { SILENT } from '../sqlite/open-record.js';
import { backupRecord } from './backup.js';
import { checkRecord } from './check-record.js';
import { exportRecord } from './export-record.js';
import { importRecord } from './import-record.js';
import { restoreRecord } from './restore.js';

export interface SqliteMaintenanceOptions {
  /** The record's database file. */
  readonly path: string;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
  /** Default: the system clock. */
  readonly clock?: Clock;
}

/** Care for a record in a SQLite file. Each call opens what it needs and closes it; nothing is held in between. */
export function createSqliteMaintenance({ path, logger = SILENT, clock = { nowMs: () => Date.now() } }: SqliteMaintenanceOptions): RecordMaintenance {
  return {
    backup: (file, options) => backupRecord(path, file, options),
    restore: (file, options) => restoreRecord(path, file, logger, options),
    check: (options) => checkRecord(path, options),
    exportJsonLines: (options) => exportRecord(path, options),
    importJsonLines: (open, options) => importRecord(path, open, clock, options),
  };
}
