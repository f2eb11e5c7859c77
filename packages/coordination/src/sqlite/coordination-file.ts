import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreClosedError } from '@ltmc/contracts';
import { connect, type Sql, type SqliteConnection, type SqlParams } from './connection.js';
import { retryBusy, STORE, toStoreError } from './failures.js';
import { migrate } from './migrate.js';

/** The open file that the primitives of this package work on. Failures are `LtmcError`s. */
export interface CoordinationFile {
  /** One statement that only reads. */
  read<Row>(statement: string, params: SqlParams): Promise<Row[]>;
  /**
   * Runs `work` in a write transaction and resolves after its commit, which survives a power cut. No other process writes from the first line
   * of `work` to its end, so a clock read there is later than that of every transaction before.
   */
  transact<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Finishes what runs, ends waits for locks, rejects later calls. Idempotent. */
  close(): Promise<void>;
}

/** Opens `path`; makes its folder (0700) and the file (0600) where they are missing. Several processes may do so at once. */
export async function openCoordinationFile(path: string): Promise<CoordinationFile> {
  try {
    return serialise(await openConnection(path));
  } catch (cause) {
    throw toStoreError(cause);
  }
}

async function openConnection(path: string): Promise<SqliteConnection> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const connection = await connect(path);
  try {
    // By its path, never through a file descriptor: closing one would drop the locks that SQLite holds in this process. What SQLite puts beside
    // the file takes over its mode.
    if ((await stat(path)).size === 0) await chmod(path, 0o600);
    // As a whole: any of it can meet another process that is making the file, even a pragma that only reads it.
    await retryBusy(() => prepare(connection), new AbortController().signal);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function prepare(connection: SqliteConnection): Promise<void> {
  await connection.exec('PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF');
  await migrate(connection);
}

/** One call at a time on the one connection; a call that waits for another process lets the others pass meanwhile. */
function serialise(connection: SqliteConnection): CoordinationFile {
  const closing = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  const call = async <T>(attempt: () => Promise<T>): Promise<T> => {
    if (closing.signal.aborted) throw new StoreClosedError(STORE);
    return retryBusy(() => inTurn(attempt), closing.signal).catch((cause: unknown) => { throw toStoreError(cause); });
  };
  let closed: Promise<void> | undefined;
  return {
    read: (statement, params) => call(() => connection.all(statement, params)),
    transact: (work) => call(() => inTransaction(connection, work)),
    close: () => {
      closing.abort();
      return (closed ??= inTurn(() => connection.close()));
    },
  };
}

async function inTransaction<T>(connection: SqliteConnection, work: (sql: Sql) => Promise<T>): Promise<T> {
  await connection.exec('BEGIN IMMEDIATE');
  try {
    const result = await work(connection);
    await connection.exec('COMMIT');
    return result;
  } catch (error) {
    // Fails when SQLite has rolled back already, after a full disk, say; there is nothing to undo then.
    await connection.exec('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
