import type { Logger, RecordStore } from '@ltmc/contracts';
import { VERSION_WRITER } from './add-version.js';
import { retryBusy } from './busy-retry.js';
import { onlyRow, type SqliteConnection } from './connection.js';
import { prepareDataFile } from './data-file.js';
import { toStoreError } from './errors.js';
import { loadSqliteModule, type SqliteModule } from './native-module.js';
import { openReading, openWriting } from './open-connection.js';
import { createReaders } from './readers.js';
import { createSqliteRecord } from './record-store.js';
import { RECORD_SCHEMA } from './schema/migrations.js';
import { WORD_SCRATCH } from './vocabulary.js';
import { createWriter } from './writer.js';

export interface SqliteRecordOptions {
  /** The database file; made with its folder where missing. */
  readonly path: string;
  /** `full`: an acknowledged write survives power loss. `normal`: it survives the process, the last ones may be lost with the power. Default `full`. */
  readonly durability?: 'full' | 'normal';
  /** Connections that read, 1 or more. Default 2. */
  readonly readers?: number;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
}

/** Logs nothing. */
export const SILENT: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Opens the record in a SQLite file; several processes may have the same file open. An up-to-date file is not written to.
 * @throws LtmcError `LTMC_NATIVE_MISSING`, `LTMC_STORE_NETWORK_FILE_SYSTEM`, `LTMC_STORE_READ_ONLY`, `LTMC_STORE_FULL`, `LTMC_STORE_CORRUPT`,
 * `LTMC_STORE_FOREIGN`, `LTMC_STORE_NEWER`, `LTMC_STORE_BUSY`, `LTMC_STORE_UNAVAILABLE`.
 */
export async function openSqliteRecord({ path, durability = 'full', readers = 2, logger = SILENT }: SqliteRecordOptions): Promise<RecordStore> {
  const module = await loadSqliteModule();
  await prepareDataFile(path);
  try {
    const connection = await openWriter(module, path, durability);
    const recordId = await readRecordId(connection);
    const writer = createWriter(connection, logger);
    const pool = createReaders(() => openReader(module, path), readers);
    return createSqliteRecord({ recordId, writer, readers: pool, logger });
  } catch (cause) {
    throw toStoreError(cause);
  }
}

/** Closes the connection where the id cannot be read. */
async function readRecordId(connection: SqliteConnection): Promise<string> {
  const { signal } = new AbortController();
  try {
    const { id } = await retryBusy(() => onlyRow<{ id: string }>(connection, 'SELECT id FROM record_identity'), { signal });
    return id;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** A connection that may write, the schema up to date. */
export async function openWriter(module: SqliteModule, path: string, durability: 'full' | 'normal'): Promise<SqliteConnection> {
  return openWriting({ module, path, durability, schema: RECORD_SCHEMA, prepare: `PRAGMA foreign_keys = ON; ${VERSION_WRITER}` });
}

/** Pages a reader keeps, KiB: a search looks up hundreds of chunks all over the file, which takes half as long as with SQLite's own 2,000. */
const READER_CACHE_KIB = 8000;

/** A connection that cannot write the record. */
export async function openReader(module: SqliteModule, path: string): Promise<SqliteConnection> {
  return openReading({ module, path, prepare: `PRAGMA cache_size = -${READER_CACHE_KIB}; ${WORD_SCRATCH}` });
}
