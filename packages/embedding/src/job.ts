import { setMaxListeners } from 'node:events';
import { cancelled } from './errors.js';
import type { TaskKind, TaskResults } from './worker-protocol.js';

/** One computation that any number of callers wait for. */
export interface Job<K extends TaskKind = TaskKind> {
  readonly id: number;
  readonly kind: K;
  readonly text: string;
  /** A query waits for it. */
  urgent: boolean;
  /** Callers that have not been cancelled. */
  readonly waiters: number;
  /** Waits for the result; aborting `signal` ends only this wait. */
  join(signal?: AbortSignal): Promise<TaskResults[K]>;
  succeed(result: TaskResults[K]): void;
  fail(error: Error): void;
}

/** What a job tells its owner. */
export interface JobOptions<K extends TaskKind> {
  readonly id: number;
  readonly kind: K;
  readonly text: string;
  readonly urgent: boolean;
  /** The last caller was cancelled before there was a result. */
  readonly onAbandoned: (job: Job<K>) => void;
}

/** A job nobody waits for yet. */
export function createJob<K extends TaskKind>({ id, kind, text, urgent, onAbandoned }: JobOptions<K>): Job<K> {
  const { promise, resolve, reject } = withResolvers<TaskResults[K]>();
  // A job whose callers were all cancelled may still fail; each caller sees the failure through its own wait.
  promise.catch(() => undefined);
  let waiters = 0;
  const job: Job<K> = {
    id, kind, text, urgent,
    get waiters() { return waiters; },
    join: async (signal) => {
      waiters += 1;
      if (!signal) return promise;
      const aborted = withResolvers<never>();
      const onAbort = (): void => {
        waiters -= 1;
        aborted.reject(cancelled(signal));
        if (waiters === 0) onAbandoned(job);
      };
      // One call may wait for dozens of texts with its one signal; each listener goes when its text is done.
      setMaxListeners(0, signal);
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([promise, aborted.promise]);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    succeed: resolve,
    fail: reject,
  };
  return job;
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((done, failed) => { resolve = done; reject = failed; });
  return { promise, resolve, reject };
}
