import type { Database, Statement } from 'sqlite3';
import type { SqliteConnection, SqlParams } from './connection.js';
import type { SqliteModule } from './native-module.js';

/** Longest wait inside SQLite, milliseconds. It sits in one of libuv's four threads, so the long wait is done in JavaScript. */
const BUSY_TIMEOUT_MS = 25;

export interface BindingOptions {
  readonly module: SqliteModule;
  readonly path: string;
  /** A connection that cannot write the database; temporary tables are still allowed. Default false. */
  readonly readOnly?: boolean;
}

/** Opens a connection on the `sqlite3` package. Never creates the file. */
export async function connect(options: BindingOptions): Promise<SqliteConnection> {
  return wrap(await openDatabase(options));
}

/** The database object of the `sqlite3` package itself, for what {@link SqliteConnection} has no call for. Never creates the file. */
export async function openDatabase({ module, path, readOnly = false }: BindingOptions): Promise<Database> {
  const mode = readOnly ? module.OPEN_READONLY : module.OPEN_READWRITE;
  const database = await new Promise<Database>((resolve, reject) => {
    const opening: Database = new module.Database(path, mode, (error) => (error ? reject(error) : resolve(opening)));
  });
  database.configure('busyTimeout', BUSY_TIMEOUT_MS);
  return database;
}

/** Closing the connection closes `database`. */
export function wrap(database: Database): SqliteConnection {
  const statements = new Map<string, Promise<Statement>>();
  const prepared = (sql: string): Promise<Statement> => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = prepare(database, sql);
    statements.set(sql, statement);
    // A statement that could not be prepared (a busy schema, say) is tried afresh the next time.
    statement.catch(() => statements.delete(sql));
    return statement;
  };
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const finished = await Promise.allSettled(statements.values());
    for (const result of finished) if (result.status === 'fulfilled') await finalize(result.value);
    await new Promise<void>((resolve, reject) => { database.close((error) => (error ? reject(error) : resolve())); });
  };
  return {
    // `all` runs a statement to its end; `get` would leave it open and with it a read lock.
    all: async <Row>(sql: string, params: SqlParams = {}) => run<Row>(await prepared(sql), params),
    exec: (script) => new Promise((resolve, reject) => { database.exec(script, (error) => (error ? reject(error) : resolve())); }),
    close: () => (closing ??= close()),
  };
}

function prepare(database: Database, sql: string): Promise<Statement> {
  return new Promise((resolve, reject) => {
    const statement: Statement = database.prepare(sql, (error: Error | null) => (error ? reject(error) : resolve(statement)));
  });
}

function run<Row>(statement: Statement, params: SqlParams): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    statement.all<Row>(params, (error: Error | null, rows: Row[]) => (error ? reject(error) : resolve(rows)));
  });
}

function finalize(statement: Statement): Promise<void> {
  return new Promise((resolve) => { statement.finalize(() => resolve()); });
}
