import { connect } from './binding.js';
import { retryBusy } from './busy-retry.js';
import type { SqliteConnection } from './connection.js';
import { migrate } from './migrate.js';
import { requireSafeLibrary, type SqliteModule } from './native-module.js';
import type { Schema } from './schema/migrations.js';

/** The log is cut back to this size after a checkpoint, bytes. */
const WAL_LIMIT_BYTES = 16 * 1024 * 1024;

export interface WritingOptions {
  readonly module: SqliteModule;
  /** Of a file that is there, be it empty. */
  readonly path: string;
  /** `full`: what is committed survives power loss. `normal`: it survives the process. */
  readonly durability: 'full' | 'normal';
  readonly schema: Schema;
  /** Of a file that is still empty, bytes. Default 4096. */
  readonly pageBytes?: number;
  /** Script that is run when the schema is up to date. */
  readonly prepare: string;
}

/** A connection that may write, the schema up to date. What is removed is overwritten. */
export async function openWriting({ module, path, durability, schema, pageBytes = 4096, prepare }: WritingOptions): Promise<SqliteConnection> {
  const connection = await connect({ module, path });
  const { signal } = new AbortController(); // opening is not cancelled; the retries end by themselves
  try {
    await retryBusy(() => requireSafeLibrary(connection), { signal });
    // Even these read the file, and another process that is just making it may hold the lock.
    await retryBusy(() => connection.exec(`
      PRAGMA page_size = ${pageBytes};
      PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'};
      PRAGMA secure_delete = ON;
      PRAGMA trusted_schema = OFF;
      PRAGMA temp_store = MEMORY;
      PRAGMA journal_size_limit = ${WAL_LIMIT_BYTES}`), { signal });
    await migrate(connection, signal, schema);
    await retryBusy(() => connection.exec(prepare), { signal });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

export interface ReadingOptions {
  readonly module: SqliteModule;
  readonly path: string;
  /** Script that is run first; temporary tables are allowed. */
  readonly prepare: string;
}

/** A connection that cannot write the file. */
export async function openReading({ module, path, prepare }: ReadingOptions): Promise<SqliteConnection> {
  const connection = await connect({ module, path, readOnly: true });
  try {
    const { signal } = new AbortController();
    await retryBusy(() => connection.exec(`PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; ${prepare}`), { signal });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}
