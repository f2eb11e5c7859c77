import { LtmcError, StoreClosedError, type Logger } from '@ltmc/contracts';
import { DeadlinePassed, graphUnavailable, readFailure, type Failure } from './failures.js';
import { listenFirst } from './listen-first.js';
import { createSlots } from './slots.js';
import type { TrackedDriver } from './tracked-driver.js';
import { inTransaction, type Send } from './transaction.js';

export interface ConnectionOptions {
  /** A new driver; it connects when it is first used. */
  readonly createDriver: () => TrackedDriver;
  readonly uri: string;
  /** For messages: scheme, host and port. */
  readonly server: string;
  readonly database: string | undefined;
  readonly readTimeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly maxConcurrent: number;
  readonly maxWaiting: number;
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
  readonly logger: Logger;
  /** Run on every new connection, before it is used. */
  readonly prepare: (send: Send) => Promise<void>;
  /** Run after it, in a transaction of its own that reads. */
  readonly warmUp: (send: Send) => Promise<void>;
}

export interface CallOptions {
  readonly mode: 'READ' | 'WRITE';
  /** Default: `readTimeoutMs` or `writeTimeoutMs`. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A server that comes and goes. */
export interface Connection {
  /**
   * One transaction. Refused at once while the server is away.
   * @throws LtmcError `LTMC_GRAPH_UNAVAILABLE`, `LTMC_STORE_CLOSED`, what `work` throws if it is an LtmcError, or the reason of `signal`.
   */
  run<Result>(options: CallOptions, work: (send: Send) => Promise<Result>): Promise<Result>;
  /** Resolves with why it is away, undefined when it is there. */
  connect(): Promise<LtmcError | undefined>;
  /** Why calls are refused; undefined while they are not. */
  away(): LtmcError | undefined;
  close(): void;
}

/** A wrong password is tried so rarely that the server does not lock the user out. */
const CREDENTIALS_RETRY_MS = 5000;

/**
 * The circuit breaker. Closed: a driver, and every call uses it. A call that loses the server opens it; one that gets no answer in time makes it
 * ask the server something trivial first, since the call itself may have been slow. Open: calls are refused at once, and a probe of its own
 * (half open) tries a new driver after a while, longer each time, with jitter, until it answers. No caller is spent on trying.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { createDriver, uri, server, database, readTimeoutMs, writeTimeoutMs, retryMinMs, retryMaxMs, logger, prepare, warmUp } = options;
  const slots = createSlots(options.maxConcurrent, options.maxWaiting);
  let driver: TrackedDriver | undefined;
  let reason: LtmcError | undefined = graphUnavailable(`Neo4j at ${server} is being connected to`);
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let asking: Promise<void> | undefined;
  let connecting: Promise<LtmcError | undefined> | undefined;
  let failures = 0;

  const schedule = (credentials: boolean): void => {
    const waitMs = Math.max(Math.min(retryMaxMs, retryMinMs * 2 ** failures), credentials ? CREDENTIALS_RETRY_MS : 0);
    failures += 1;
    timer = setTimeout(() => void connect(), waitMs * (0.5 + Math.random())).unref();
  };
  const open = (lost: TrackedDriver, { error, credentials }: Failure): void => {
    if (driver !== lost || closed) return;
    driver = undefined;
    reason = error;
    lost.end();
    logger.warn('graph server lost', { why: error.message });
    schedule(credentials);
  };
  const ask = async (asked: TrackedDriver): Promise<void> => {
    try {
      await inTransaction({ driver: asked, database, mode: 'READ', deadlineMs: readTimeoutMs }, (send) => send('RETURN 1'));
    } catch (cause) {
      open(asked, readFailure(cause, server));
    }
  };
  const tryDriver = async (): Promise<LtmcError | undefined> => {
    let fresh: TrackedDriver | undefined;
    try {
      if (!(await listenFirst(uri, AbortSignal.timeout(readTimeoutMs)))) throw new DeadlinePassed(readTimeoutMs);
      fresh = createDriver();
      // Reading first: whether anybody answers is known by the shorter deadline.
      await inTransaction({ driver: fresh, database, mode: 'READ', deadlineMs: readTimeoutMs }, (send) => send('RETURN 1'));
      await inTransaction({ driver: fresh, database, mode: 'WRITE', deadlineMs: writeTimeoutMs }, prepare);
      await inTransaction({ driver: fresh, database, mode: 'READ', deadlineMs: writeTimeoutMs }, warmUp);
      if (closed) {
        fresh.end();
        return reason;
      }
      [driver, reason, failures] = [fresh, undefined, 0];
      logger.info('graph server connected', { server });
    } catch (cause) {
      fresh?.end();
      const { error, credentials } = readFailure(cause, server);
      reason = error;
      if (!closed) schedule(credentials);
    }
    return reason;
  };
  const connect = (): Promise<LtmcError | undefined> => (connecting ??= tryDriver().finally(() => { connecting = undefined; }));

  const call = async <Result>({ mode, deadlineMs, waitedMs, signal }: CallOptions & { deadlineMs: number; waitedMs: number }, work: (send: Send) => Promise<Result>): Promise<Result> => {
    if (closed) throw new StoreClosedError('graph/neo4j');
    if (!driver) throw graphUnavailable(reason?.message ?? '', reason?.cause);
    const used = driver;
    try {
      return await inTransaction({ driver: used, database, mode, deadlineMs, waitedMs, signal }, work);
    } catch (cause) {
      if (signal?.aborted || LtmcError.is(cause)) throw cause;
      if (closed) throw new StoreClosedError('graph/neo4j');
      const failure = driver === used || !reason ? readFailure(cause, server) : { error: graphUnavailable(reason.message, cause), kind: 'refused', credentials: false } as const;
      if (failure.kind === 'lost') open(used, failure);
      if (failure.kind === 'silent') asking ??= ask(used).finally(() => { asking = undefined; });
      throw failure.error;
    }
  };
  const takeSlot = async (waitMs: number, signal: AbortSignal | undefined): Promise<() => void> => {
    const timeout = AbortSignal.timeout(waitMs);
    const busy = (): LtmcError => graphUnavailable(`Too many calls wait for Neo4j at ${server}; try again in a moment`);
    const giveBack = await slots.take(signal ? AbortSignal.any([signal, timeout]) : timeout).catch((error: unknown) => {
      throw signal?.aborted ? error : busy();
    });
    if (!giveBack) throw busy();
    return giveBack;
  };

  return {
    connect,
    away: () => reason,
    run: async (options, work) => {
      if (closed) throw new StoreClosedError('graph/neo4j');
      if (reason) throw graphUnavailable(reason.message, reason.cause);
      const { mode, deadlineMs = mode === 'READ' ? readTimeoutMs : writeTimeoutMs, signal } = options;
      const startMs = performance.now();
      const giveBack = await takeSlot(deadlineMs, signal);
      try {
        return await call({ mode, signal, deadlineMs, waitedMs: performance.now() - startMs }, work);
      } finally {
        giveBack();
      }
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      driver?.end();
      driver = undefined;
    },
  };
}
