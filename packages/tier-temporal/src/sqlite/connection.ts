/** What can be bound to a placeholder. */
export type SqlValue = string | number | null | Uint8Array;
/** Named parameters; the keys are the placeholders as they stand in the statement. */
export type SqlParams = Readonly<Record<`$${string}`, SqlValue>>;

/** The one call that statements need. The caller names the row's shape: SQL fixes it, not TypeScript. */
export interface Sql {
  all<Row = Readonly<Record<string, SqlValue>>>(statement: string, params?: SqlParams): Promise<Row[]>;
}

/**
 * All this driver needs from a SQLite binding; `binding.ts` fits the `sqlite3` package to it. One connection is used by one caller at a
 * time: two that share it interleave at every await. Statements are prepared once and kept.
 */
export interface SqliteConnection extends Sql {
  /** Runs a script of several statements; for schema and pragmas. */
  exec(script: string): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** The first row, where a statement gives at most one. */
export async function firstRow<Row>(sql: Sql, statement: string, params?: SqlParams): Promise<Row | undefined> {
  return (await sql.all<Row>(statement, params))[0];
}

/** The row of a statement that always gives exactly one. */
export async function onlyRow<Row>(sql: Sql, statement: string, params?: SqlParams): Promise<Row> {
  const row = await firstRow<Row>(sql, statement, params);
  if (row === undefined) throw new Error('a statement that must give one row gave none');
  return row;
}
