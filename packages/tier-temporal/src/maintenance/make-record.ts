import { LtmcError } from '@ltmc/contracts';
import { connect } from '../sqlite/binding.js';
import { onlyRow, type SqliteConnection } from '../sqlite/connection.js';
import { sqliteCode } from '../sqlite/errors.js';
import type { SqliteModule } from '../sqlite/native-module.js';
import { countBrokenReferences, findDamage } from './engine-checks.js';
import { marksOf, requireReadable } from './record-file.js';
import type { Run } from './run.js';

/**
 * A new id, because from here on the record's history differs from that of the one it was copied from; claims of processes that were alive
 * when the backup was made are void.
 */
const NEW_LIFE = `
BEGIN;
UPDATE record_identity SET id = lower(hex(randomblob(16)));
UPDATE pending_chunks SET claimed_by = NULL, claimed_until_ms = 0 WHERE claimed_by IS NOT NULL;
COMMIT`;

/**
 * Turns the copy of a backup into a record of its own; nothing is beside the file afterwards.
 * @returns its new id.
 * @throws LtmcError `LTMC_BACKUP_DAMAGED`, `LTMC_STORE_FOREIGN`, `LTMC_STORE_NEWER`.
 */
export async function makeRecordOf(module: SqliteModule, copy: string, running: Run): Promise<string> {
  const connection = await connect({ module, path: copy });
  try {
    await checkCopy(connection, running);
    // A raw copy of a record, unlike a backup, is in WAL mode, which would leave files beside it.
    await connection.exec('PRAGMA journal_mode = DELETE; PRAGMA secure_delete = ON');
    await connection.exec(NEW_LIFE);
    const { id } = await onlyRow<{ id: string }>(connection, 'SELECT id FROM record_identity');
    return id;
  } catch (cause) {
    throw isDamage(cause) ? backupDamaged('not a database', 'The backup is damaged: it is no whole SQLite database; use another backup', cause) : cause;
  } finally {
    await connection.close();
  }
}

async function checkCopy(connection: SqliteConnection, running: Run): Promise<void> {
  running.progress('checking', 'checks', 0, 2);
  requireReadable(await marksOf(connection), 'backup');
  const damage = await findDamage(connection);
  if (damage !== undefined) throw backupDamaged('integrity', `The backup is damaged: ${damage}; use another backup`);
  running.checkpoint();
  running.progress('checking', 'checks', 1, 2);
  const broken = await countBrokenReferences(connection);
  if (broken > 0) throw backupDamaged('references', `The backup is damaged: ${broken} rows point to rows that are not there; use another backup`);
  running.progress('checking', 'checks', 2, 2);
}

/** SQLite cannot make sense of the file. A busy one is never taken for a damaged one. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB';
}

export function backupDamaged(reason: string, message: string, cause?: unknown): LtmcError {
  return new LtmcError('LTMC_BACKUP_DAMAGED', message, { cause, details: { reason } });
}
