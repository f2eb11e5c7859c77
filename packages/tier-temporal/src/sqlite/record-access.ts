import type { WriteOutcome } from '@ltmc/contracts';
import type { Sql } from './connection.js';
import type { Done, Once } from './idempotency.js';

/** A caller's write: one transaction that happens once for its key and under the caller's fence. `work` may run twice; undefined: it found nothing to do. */
export interface Write {
  <Result>(once: Once<Result>, work: (sql: Sql) => Promise<Done<Result>>): Promise<WriteOutcome<Result>>;
  <Result>(once: Once<Result>, work: (sql: Sql) => Promise<Done<Result> | undefined>): Promise<WriteOutcome<Result> | undefined>;
}

/** How the parts of a SQLite record reach it; every call rejects with `LTMC_STORE_CLOSED` once it is closed. */
export interface RecordAccess {
  /** One reading statement. */
  query<Row>(...statement: Parameters<Sql['all']>): Promise<Row[]>;
  /** Several reading statements that see one state. */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  readonly write: Write;
  /** A caller's write that removes text: resolves once no byte of it is left, and closing the store waits for that. */
  readonly purge: Write;
  /** What a caller's write would do, in one read: refused where its fence is stale, without a trace. */
  rehearse<Result>(namespace: string, work: (sql: Sql) => Promise<Done<Result> | undefined>): Promise<WriteOutcome<Result> | undefined>;
  /** LTMC's own work, which no caller asked for and no fence governs: one write transaction; may run twice. */
  tend<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}
