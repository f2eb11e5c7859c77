import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@ltmc/contracts';
import { retryBusy } from './busy-retry.js';
import type { Sql, SqliteConnection } from './connection.js';
import { toStoreError } from './errors.js';

/** The one connection that writes. Calls wait in a queue, because a transaction on a shared connection interleaves at every await. */
export interface Writer {
  /**
   * Runs `work` in a write transaction and resolves after its commit. Writes that wait together share one commit, each in a savepoint of its
   * own, so `work` may run twice and must not keep state outside the database.
   */
  transact<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Runs `work` between transactions. */
  alone<T>(work: (connection: SqliteConnection) => Promise<T>): Promise<T>;
  /** Finishes what is queued; waits for locks end at once. Idempotent. */
  close(): Promise<void>;
}

/** Writes that share one commit at most: bounds how long a transaction lasts. */
const MAX_JOBS_PER_COMMIT = 64;
/** After so long without a pause the lock is left free for a moment, else processes that poll for it would starve. */
const BUSY_STRETCH_MS = 250;
/** The same once a lock had to be waited for: others are there, and what is queued meanwhile shares the next commit. */
const CONTENDED_STRETCH_MS = 20;
/** How long a lock once waited for says that others write too. */
const CONTENDED_FOR_MS = 1_000;
const BREATH_MS = 8;

interface Job {
  readonly alone: boolean;
  run(sql: SqliteConnection): Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

export function createWriter(connection: SqliteConnection, logger: Logger): Writer {
  const queue: Job[] = [];
  const closing = new AbortController();
  let draining: Promise<void> | undefined;

  let contendedUntilMs = 0;

  const begin = async (): Promise<void> => {
    let attempts = 0;
    await retryBusy(() => {
      attempts += 1;
      return connection.all('BEGIN IMMEDIATE');
    }, { signal: closing.signal });
    if (attempts > 1) contendedUntilMs = performance.now() + CONTENDED_FOR_MS;
  };

  const stretchMs = (): number => (performance.now() < contendedUntilMs ? CONTENDED_STRETCH_MS : BUSY_STRETCH_MS);

  async function rollback(): Promise<void> {
    await connection.all('ROLLBACK').catch((cause: unknown) => {
      // SQLite has rolled back already after a full disk or an I/O error; then there is nothing to undo.
      logger.debug('rollback had nothing to undo', { cause: String(cause) });
    });
  }

  async function commitOne(job: Job): Promise<void> {
    try {
      await begin();
      await job.run(connection);
      await connection.all('COMMIT');
    } catch (cause) {
      await rollback();
      job.reject(toStoreError(cause));
      return;
    }
    job.resolve();
  }

  /** Outcomes are told after the commit only: even a refusal may rest on a write of the same, still uncommitted, transaction. */
  async function commitTogether(jobs: readonly Job[]): Promise<void> {
    const outcomes: (() => void)[] = [];
    try {
      await begin();
    } catch (cause) {
      for (const job of jobs) job.reject(toStoreError(cause));
      return;
    }
    try {
      for (const job of jobs) outcomes.push(await runInSavepoint(connection, job));
      await connection.all('COMMIT');
    } catch (cause) {
      await rollback();
      logger.debug('a shared commit failed, its writes are tried one by one', { cause: String(cause) });
      for (const job of jobs) await commitOne(job);
      return;
    }
    for (const tell of outcomes) tell();
  }

  async function drain(): Promise<void> {
    let stretchBeganMs = performance.now();
    for (let job = queue.shift(); job; job = queue.shift()) {
      if (performance.now() - stretchBeganMs > stretchMs() && !closing.signal.aborted) {
        await sleep(BREATH_MS);
        stretchBeganMs = performance.now();
      }
      if (job.alone) await runAlone(connection, job);
      else await commitBatch(job);
    }
    // In the same turn in which the queue was found empty: whoever queues next must start a new drain.
    draining = undefined;
  }

  async function commitBatch(first: Job): Promise<void> {
    const jobs = [first];
    while (jobs.length < MAX_JOBS_PER_COMMIT && queue[0]?.alone === false) jobs.push(...queue.splice(0, 1));
    await (jobs.length === 1 ? commitOne(first) : commitTogether(jobs));
  }

  function enqueue<T>(alone: boolean, work: (connection: SqliteConnection) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let result: Promise<T>;
      const run = async (sql: SqliteConnection): Promise<void> => { await (result = work(sql)); };
      queue.push({ alone, run, resolve: () => { resolve(result); }, reject });
      draining ??= drain();
    });
  }

  async function close(): Promise<void> {
    closing.abort();
    await draining;
    await connection.close();
  }

  let closed: Promise<void> | undefined;
  return {
    transact: (work) => enqueue(false, work),
    alone: (work) => enqueue(true, work),
    close: () => (closed ??= close()),
  };
}

async function runAlone(connection: SqliteConnection, job: Job): Promise<void> {
  try {
    await job.run(connection);
  } catch (cause) {
    job.reject(toStoreError(cause));
    return;
  }
  job.resolve();
}

/** Throws only when the transaction itself is lost. */
async function runInSavepoint(connection: SqliteConnection, job: Job): Promise<() => void> {
  await connection.all('SAVEPOINT job');
  try {
    await job.run(connection);
  } catch (cause) {
    await connection.all('ROLLBACK TO job');
    await connection.all('RELEASE job');
    return () => { job.reject(toStoreError(cause)); };
  }
  await connection.all('RELEASE job');
  return job.resolve;
}
