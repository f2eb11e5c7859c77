import { LtmcError } from '@ltmc/contracts';
import { retryBusy } from './busy-retry.js';
import { onlyRow, type SqliteConnection } from './connection.js';
import { sqliteCode } from './errors.js';
import { RECORD_SCHEMA, type Schema } from './schema/migrations.js';

/** What a file says of itself; all 0 where it is empty. */
export interface FileMarks {
  readonly applicationId: number;
  readonly version: number;
  /** Tables and the like. */
  readonly objects: number;
}

/**
 * Makes the schema in an empty file, adds missing steps to an older record, and leaves a current one untouched. Safe when several
 * processes do it at once.
 * @throws LtmcError `LTMC_STORE_NEWER`, `LTMC_STORE_FOREIGN`; SQLite's own errors come through as they are.
 */
export async function migrate(connection: SqliteConnection, signal: AbortSignal, schema: Schema = RECORD_SCHEMA): Promise<void> {
  // Before anything is written: a foreign file must not even change its journal mode.
  const { version } = requireOurs(await retryBusy(() => readMarks(connection), { signal }), schema);
  // Kept in the file, so this writes only the first time (and after a restore from a backup without it).
  await retryBusy(() => connection.exec('PRAGMA journal_mode = WAL'), { signal });
  if (version < schema.migrations.length) await retryBusy(() => addMissingSteps(connection, schema), { signal });
}

async function addMissingSteps(connection: SqliteConnection, schema: Schema): Promise<void> {
  await connection.all('BEGIN IMMEDIATE');
  try {
    // Read again under the lock: another process may have been faster.
    const { version } = requireOurs(await readMarks(connection), schema);
    for (const step of schema.migrations) if (step.version > version) await connection.exec(step.script);
    await connection.exec(`PRAGMA application_id = ${schema.applicationId}; PRAGMA user_version = ${schema.migrations.length}`);
    await connection.all('COMMIT');
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}

/** After a full disk SQLite has rolled back already and refuses to do it again; what matters then is the first error. */
async function rollBack(connection: SqliteConnection): Promise<void> {
  await connection.exec('ROLLBACK').catch((error: unknown) => {
    if (sqliteCode(error) !== 'SQLITE_ERROR') throw error;
  });
}

function requireOurs(marks: FileMarks, { applicationId, migrations }: Schema): FileMarks {
  const latest = migrations.length;
  const empty = marks.applicationId === 0 && marks.version === 0 && marks.objects === 0;
  if (!empty && marks.applicationId !== applicationId) {
    throw new LtmcError('LTMC_STORE_FOREIGN', 'The file is a SQLite database of another program, and stays untouched; name another file for the record');
  }
  if (marks.version > latest) {
    throw new LtmcError(
      'LTMC_STORE_NEWER',
      `The record has schema version ${marks.version}, this LTMC knows versions up to ${latest}; update LTMC, or restore a backup made by this version`,
      { details: { found: marks.version, known: latest } },
    );
  }
  return marks;
}

/** Reads the marks; writes nothing. */
export function readMarks(connection: SqliteConnection): Promise<FileMarks> {
  return onlyRow<FileMarks>(connection, `
    SELECT (SELECT application_id FROM pragma_application_id) AS applicationId,
           (SELECT user_version FROM pragma_user_version) AS version,
           (SELECT count(*) FROM sqlite_schema) AS objects`);
}
