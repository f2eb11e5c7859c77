import type { Sql } from './connection.js';

/** How the parts of a SQLite record reach it; every call rejects with `LTMC_STORE_CLOSED` once it is closed. */
export interface RecordAccess {
  /** One reading statement. */
  query<Row>(...statement: Parameters<Sql['all']>): Promise<Row[]>;
  /** Several reading statements that see one state. */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** One write transaction; may run twice. */
  write<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** A write that removes text: resolves once no byte of it is left, and closing the store waits for that. */
  purge<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}
