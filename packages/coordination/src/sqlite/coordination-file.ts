import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreClosedError, type Logger } from '@ltmc/contracts';
import { endFormerBoot, readBootId } from './boot.js';
import { createChanges, type Changes } from './changes.js';
import { connect, type Sql, type SqliteConnection } from './connection.js';
import { retryBusy, STORE, toStoreError } from './failures.js';
import { migrate } from './migrate.js';
import { createSweeper, type Sweeper } from './sweep.js';

/** Where the coordination file is, and where its failures are logged. */
export interface CoordinationFileOptions {
  /** On a local disk; made with its folder where missing. Not the record's file: it has one of its own. */
  readonly path: string;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
}

export interface TransactionOptions {
  /** The commit survives a power cut: it is synced to the disk before it is answered. Default false: it survives the end of every process. */
  readonly durable?: boolean;
}

/** The open file that the primitives of this package work on. Failures are `LtmcError`s. */
export interface CoordinationFile {
  /** Statements that only read. Each sees the file as it is then; a clock read in `work` is not older than its wait for the connection. */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in a write transaction and resolves after its commit. No other process writes from the first line of `work` to its end, so a clock
   * read there is later than that of every transaction before. `work` may be run again when another process was in the way.
   */
  transact<T>(work: (sql: Sql) => Promise<T>, options?: TransactionOptions): Promise<T>;
  readonly changes: Changes;
  /** Finishes what runs, ends waits, rejects later calls. Idempotent. */
  close(): Promise<void>;
}

/** Opens the file; makes its folder (0700) and itself (0600) where they are missing. Several processes may do so at once. */
export async function openCoordinationFile({ path, logger }: CoordinationFileOptions): Promise<CoordinationFile> {
  try {
    const bootId = await readBootId();
    return serialise(await openConnection(path, bootId), createSweeper(), bootId === undefined);
  } catch (cause) {
    const error = toStoreError(cause);
    logger?.error('the coordination file cannot be opened', { path, cause: String(cause) });
    throw error;
  }
}

/** The same file for a part that is closed on its own: closing ends that part's calls, not the file. */
export function lendFile(file: CoordinationFile): CoordinationFile {
  let closed = false;
  const open = (): CoordinationFile => {
    if (closed) throw new StoreClosedError(STORE);
    return file;
  };
  return {
    read: async (work) => open().read(work),
    transact: async (work, options) => open().transact(work, options),
    changes: file.changes,
    close: async () => { closed = true; },
  };
}

async function openConnection(path: string, bootId: string | undefined): Promise<SqliteConnection> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const connection = await connect(path);
  try {
    // By its path, never through a file descriptor: closing one would drop the locks that SQLite holds in this process. What SQLite puts beside
    // the file takes over its mode.
    if ((await stat(path)).size === 0) await chmod(path, 0o600);
    // As a whole: any of it can meet another process that is making the file, even a pragma that only reads it.
    await retryBusy(() => prepare(connection, bootId), new AbortController().signal);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The schema and what follows a start of the machine are synced; later only what asks for it. */
async function prepare(connection: SqliteConnection, bootId: string | undefined): Promise<void> {
  await connection.exec('PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF');
  await migrate(connection);
  await endFormerBoot(connection, bootId);
}

/** One call at a time on the one connection; a call that waits for another process lets the others pass meanwhile. */
function serialise(connection: SqliteConnection, sweeper: Sweeper, alwaysDurable: boolean): CoordinationFile {
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
  const write = createWriter(connection, sweeper, alwaysDurable);
  const changes = createChanges(() => call(() => dataVersion(connection)));
  let closed: Promise<void> | undefined;
  return {
    read: (work) => call(() => work(connection)),
    transact: (work, options = {}) => call(() => write(work, options)),
    changes,
    close: () => {
      closing.abort();
      changes.end();
      return (closed ??= inTurn(() => connection.close()));
    },
  };
}

/** Changes with every commit of another connection. */
async function dataVersion(connection: SqliteConnection): Promise<number> {
  const [row] = await connection.all<{ readonly data_version: number }>('PRAGMA data_version');
  return row?.data_version ?? 0;
}

type Write = <T>(work: (sql: Sql) => Promise<T>, options: TransactionOptions) => Promise<T>;

/** Write transactions, each with a little sweeping at its end. */
function createWriter(connection: SqliteConnection, sweeper: Sweeper, alwaysDurable: boolean): Write {
  let synced = true;
  return async (work, { durable = false }) => {
    if (synced !== (durable || alwaysDurable)) {
      synced = durable || alwaysDurable;
      await connection.exec(`PRAGMA synchronous = ${synced ? 'FULL' : 'NORMAL'}`);
    }
    await connection.all('BEGIN IMMEDIATE');
    try {
      const result = await work(connection);
      await sweeper.sweep(connection);
      await connection.all('COMMIT');
      return result;
    } catch (error) {
      // Fails when SQLite has rolled back already, after a full disk, say; there is nothing to undo then.
      await connection.exec('ROLLBACK').catch(() => undefined);
      throw error;
    }
  };
}
