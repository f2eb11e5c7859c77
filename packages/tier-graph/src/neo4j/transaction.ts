import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordShape, Session } from 'neo4j-driver';
import { DeadlinePassed, isPassing } from './failures.js';
import type { TrackedDriver } from './tracked-driver.js';

type TransactionPromise = ReturnType<Session['beginTransaction']>;

/** Sends a statement; several may be sent before the first is answered. Resolves with its rows. */
export type Send = (statement: string, parameters?: Readonly<Record<string, unknown>>) => Promise<readonly RecordShape[]>;

export interface TransactionOptions {
  readonly driver: TrackedDriver;
  readonly database: string | undefined;
  readonly mode: 'READ' | 'WRITE';
  /** In all, with repetitions. The server gives up then too. */
  readonly deadlineMs: number;
  /** So much of it has passed already. Default 0. */
  readonly waitedMs?: number;
  readonly signal?: AbortSignal | undefined;
}

const MAX_PAUSE_MS = 50;

/**
 * One transaction within a deadline. The driver's own `executeWrite` is not used: it repeats a failed call after a second and for half a minute, and
 * waits for ever on a server that has stopped in its tracks. Here deadlocks and the like are repeated after some milliseconds, and when the deadline
 * passes or `signal` is aborted the caller is free at once and nothing more is sent, least of all a commit.
 * @throws DeadlinePassed, the reason of `signal` or of `driver.ended`, what `work` throws, or the driver's error.
 */
export async function inTransaction<Result>({ driver, database, mode, deadlineMs, waitedMs = 0, signal }: TransactionOptions, work: (send: Send) => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new DeadlinePassed(deadlineMs)), deadlineMs - waitedMs);
  const obey = (): void => stop.abort(signal?.aborted ? signal.reason : driver.ended.reason);
  signal?.addEventListener('abort', obey, { once: true });
  driver.ended.addEventListener('abort', obey, { once: true });
  try {
    signal?.throwIfAborted();
    driver.ended.throwIfAborted();
    for (;;) {
      try {
        return await orAbort(stop.signal, driver.use(() => attempt({ driver, database, mode, deadlineMs, signal: stop.signal }, work)));
      } catch (error) {
        if (stop.signal.aborted) throw stop.signal.reason;
        if (!isPassing(error)) throw error;
        await orAbort(stop.signal, sleep(1 + Math.random() * MAX_PAUSE_MS));
      }
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', obey);
    driver.ended.removeEventListener('abort', obey);
  }
}

async function attempt<Result>({ driver: { driver }, database, mode, deadlineMs, signal }: TransactionOptions & { readonly signal: AbortSignal }, work: (send: Send) => Promise<Result>): Promise<Result> {
  const session = driver.session({ defaultAccessMode: mode, ...(database === undefined ? {} : { database }) });
  // Begun with the first statement and not awaited: both go out together.
  let transaction: TransactionPromise | undefined;
  const send: Send = async (statement, parameters) => {
    signal.throwIfAborted();
    transaction ??= session.beginTransaction({ timeout: deadlineMs });
    const { records } = await transaction.run(statement, parameters);
    return records.map((record) => record.toObject());
  };
  try {
    const result = await work(send);
    signal.throwIfAborted();
    if (mode === 'WRITE') await transaction?.commit();
    return result;
  } finally {
    giveUp(session, transaction);
  }
}

/** Rolls back what is not committed. Nobody waits for it: the server may never answer. */
function giveUp(session: Session, transaction: TransactionPromise | undefined): void {
  const ended = transaction?.close() ?? Promise.resolve();
  ended.catch(() => undefined).then(() => session.close()).catch(() => undefined);
}

/** Rejects when the signal does; what becomes of `promise` then is nobody's concern. */
async function orAbort<Result>(signal: AbortSignal, promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  signal.throwIfAborted();
  let leave = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', leave));
}
