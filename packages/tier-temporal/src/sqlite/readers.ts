import { LtmcError } from '@ltmc/contracts';
import { retryBusy } from './busy-retry.js';
import type { Sql, SqliteConnection } from './connection.js';
import { toStoreError } from './errors.js';
import { createLooks, type Look } from './looks.js';

/** Connections that only read; each serves one call at a time. */
export interface Readers {
  /** One statement. */
  query<Row>(...statement: Parameters<Sql['all']>): Promise<Row[]>;
  /** One value; see {@link createLooks}. */
  readonly look: Look;
  /** Several statements on one connection, each of which sees the record as it is then: for what is kept in temporary tables in between. */
  together<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Several statements that see one state of the record. Keep it under a second: it holds up the log's checkpoint. */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Waits for reads in flight; those still queued reject with `LTMC_STORE_CLOSED`. Idempotent. */
  close(): Promise<void>;
}

/**
 * @param open - opens one connection; called when all open ones are in use and fewer than `size` are open.
 * @param size - most connections, 1 or more.
 * @param patienceMs - how long a read tries while others hold the lock; default 10,000.
 */
export function createReaders(open: () => Promise<SqliteConnection>, size: number, patienceMs = 10_000): Readers {
  const opened: Promise<SqliteConnection>[] = [];
  const free: SqliteConnection[] = [];
  const waiting: ((connection: SqliteConnection | undefined) => void)[] = [];
  const inUse = new Set<Promise<unknown>>();
  const closing = new AbortController();

  async function acquire(): Promise<SqliteConnection> {
    const idle = free.pop();
    if (idle) return idle;
    if (opened.length < size) {
      const opening = open();
      opened.push(opening);
      opening.catch(() => opened.splice(opened.indexOf(opening), 1));
      return opening;
    }
    const handed = await new Promise<SqliteConnection | undefined>((resolve) => { waiting.push(resolve); });
    if (!handed) throw new LtmcError('LTMC_STORE_CLOSED', 'temporal/sqlite was closed before the read began; open it again before using it');
    return handed;
  }

  function release(connection: SqliteConnection): void {
    const next = waiting.shift();
    if (next) next(connection);
    else free.push(connection);
  }

  async function use<T>(work: (connection: SqliteConnection) => Promise<T>): Promise<T> {
    try {
      const connection = await retryBusy(acquire, { signal: closing.signal, patienceMs });
      try {
        return await retryBusy(() => work(connection), { signal: closing.signal, patienceMs });
      } finally {
        release(connection);
      }
    } catch (cause) {
      throw toStoreError(cause);
    }
  }

  async function tracked<T>(call: Promise<T>): Promise<T> {
    inUse.add(call);
    try {
      return await call;
    } finally {
      inUse.delete(call);
    }
  }

  async function close(): Promise<void> {
    closing.abort();
    for (const resolve of waiting.splice(0)) resolve(undefined);
    await Promise.allSettled(inUse);
    for (const connection of await Promise.allSettled(opened)) if (connection.status === 'fulfilled') await connection.value.close();
  }

  const query: Readers['query'] = <Row>(...statement: Parameters<Sql['all']>) => tracked(use((connection) => connection.all<Row>(...statement)));
  let closed: Promise<void> | undefined;
  return {
    query,
    look: createLooks(query),
    together: (work) => tracked(use(work)),
    read: (work) => tracked(use((connection) => inReadTransaction(connection, work))),
    close: () => (closed ??= close()),
  };
}

/** Runs `work` on one state of the record. */
export async function inReadTransaction<T>(connection: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
  await connection.all('BEGIN');
  try {
    return await work(connection);
  } finally {
    await connection.all('COMMIT');
  }
}
