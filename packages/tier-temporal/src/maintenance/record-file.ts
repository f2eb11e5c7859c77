import { LtmcError } from '@ltmc/contracts';
import { connect } from '../sqlite/binding.js';
import { retryBusy } from '../sqlite/busy-retry.js';
import type { SqliteConnection } from '../sqlite/connection.js';
import { readMarks } from '../sqlite/migrate.js';
import { loadSqliteModule } from '../sqlite/native-module.js';
import { APPLICATION_ID, MIGRATIONS } from '../sqlite/schema/migrations.js';
import { statOrNothing } from './files.js';

/** Whose file it is, and whether this LTMC can read it. */
export type RecordMarks = 'ours' | 'older' | 'newer' | 'empty' | 'foreign';

export async function marksOf(connection: SqliteConnection): Promise<RecordMarks> {
  const { applicationId, version, objects } = await readMarks(connection);
  if (applicationId !== APPLICATION_ID) return objects === 0 && version === 0 ? 'empty' : 'foreign';
  if (version === MIGRATIONS.length) return 'ours';
  return version < MIGRATIONS.length ? 'older' : 'newer';
}

/** @returns `path`. @throws LtmcError `LTMC_STORE_UNAVAILABLE` where there is no file; opening it would make an empty record. */
export async function requireRecord(path: string): Promise<string> {
  if (await statOrNothing(path)) return path;
  throw new LtmcError('LTMC_STORE_UNAVAILABLE', 'There is no record yet; store something first, or check DB_PATH');
}

/**
 * Opens the record to look at it, writes nothing and changes no schema.
 * @throws LtmcError `LTMC_STORE_UNAVAILABLE` where there is none, `LTMC_STORE_FOREIGN`, `LTMC_STORE_NEWER`.
 */
export async function openToRead(path: string, signal: AbortSignal): Promise<SqliteConnection> {
  const connection = await connect({ module: await loadSqliteModule(), path: await requireRecord(path), readOnly: true });
  try {
    const marks = await retryBusy(() => marksOf(connection), { signal });
    requireReadable(marks, 'record');
    await retryBusy(() => connection.exec('PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY'), { signal });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** @param what - `record` or `backup` */
export function requireReadable(marks: RecordMarks, what: string): void {
  if (marks === 'foreign') throw new LtmcError('LTMC_STORE_FOREIGN', `The ${what} is a SQLite database of another program; name another file`);
  if (marks === 'newer') throw new LtmcError('LTMC_STORE_NEWER', `The ${what} was written by a newer LTMC; update LTMC`);
  if (marks === 'empty') throw new LtmcError('LTMC_STORE_UNAVAILABLE', `The ${what} is empty; name another file`);
  if (marks === 'older' && what === 'record') throw new LtmcError('LTMC_STORE_UNAVAILABLE', 'The record was written by an older LTMC; start a server on it once, which brings it up to date');
}
