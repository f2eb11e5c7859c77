import { LtmcError } from '@ltmc/contracts';
import type { Database, Statement } from 'sqlite3';

/** Named parameters; the keys are the placeholders as they stand in the statement. */
export type SqlParams = Readonly<Record<`$${string}`, string | number | null>>;

/** The one call that statements need. The caller names the row's shape: SQL fixes it, not TypeScript. */
export interface Sql {
  /** Statements are few and fixed: each is compiled once and kept. */
  all<Row>(statement: string, params?: SqlParams): Promise<Row[]>;
}

/** All this package needs from a SQLite binding. Two users of one connection interleave at every await. */
export interface SqliteConnection extends Sql {
  /** Runs a script of several statements; for schema and pragmas. */
  exec(script: string): Promise<void>;
  close(): Promise<void>;
}

/** Longest wait inside SQLite, milliseconds. It sits in one of libuv's four threads, so the long wait is done in JavaScript. */
const BUSY_TIMEOUT_MS = 25;

const MENDING_COMMAND = 'npm install sqlite3@6 && npm pkg set allowScripts.sqlite3=true --json && npm rebuild sqlite3';

/** Opens the file on the `sqlite3` package, which is loaded here and not before; makes the file where it is missing. */
export async function connect(path: string): Promise<SqliteConnection> {
  const { default: sqlite3 } = await import('sqlite3').catch(explainMissing);
  const database = await new Promise<Database>((resolve, reject) => {
    const opening: Database = new sqlite3.Database(path, (error) => (error ? reject(error) : resolve(opening)));
  });
  database.configure('busyTimeout', BUSY_TIMEOUT_MS);
  const compiled = new Map<string, Statement>();
  const compile = async (text: string): Promise<Statement> => {
    const known = compiled.get(text);
    if (known) return known;
    const statement = await prepare(database, text);
    compiled.set(text, statement);
    return statement;
  };
  return {
    all: async <Row>(text: string, params: SqlParams = {}) => {
      const statement = await compile(text);
      return new Promise<Row[]>((resolve, reject) => { statement.all<Row>(params, (error, rows) => (error ? reject(error) : resolve(rows))); });
    },
    exec: (script) => new Promise((resolve, reject) => { database.exec(script, (error) => (error ? reject(error) : resolve())); }),
    close: async () => {
      await Promise.all([...compiled.values()].map((statement) => new Promise<void>((resolve) => { statement.finalize(() => resolve()); })));
      await new Promise<void>((resolve, reject) => { database.close((error) => (error ? reject(error) : resolve())); });
    },
  };
}

function prepare(database: Database, text: string): Promise<Statement> {
  return new Promise((resolve, reject) => {
    const statement: Statement = database.prepare(text, (error: Error | null) => (error ? reject(error) : resolve(statement)));
  });
}

function explainMissing(cause: unknown): never {
  throw new LtmcError(
    'LTMC_NATIVE_MISSING',
    `The package sqlite3 or its native part cannot be loaded. Run "${MENDING_COMMAND}" where LTMC is installed (compiling takes about two minutes)`,
    { cause, details: { package: 'sqlite3', command: MENDING_COMMAND } },
  );
}
