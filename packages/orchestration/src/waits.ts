import { LtmcError } from '@ltmc/contracts';

/** Calls that wait for others. Its end is the end of all of them. */
export interface Waits {
  /**
   * Runs what waits, with a signal that is aborted by `outer` (with its reason) and by {@link end} (with `LTMC_STORE_CLOSED`, retryable), at once where that has been called.
   * @param outer - of the call.
   */
  run<Result>(outer: AbortSignal | undefined, wait: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  /** Idempotent. */
  end(): void;
  /** Resolves when none is under way. */
  settled(): Promise<void>;
}

/** Where every wait of a service is kept. */
export function createWaits(): Waits {
  const underway = new Map<AbortController, Promise<unknown>>();
  let ended: LtmcError | undefined;
  return {
    run: async (outer, wait) => {
      const stopping = new AbortController();
      const obey = (): void => stopping.abort(outer?.reason);
      if (ended) stopping.abort(ended);
      else if (outer?.aborted) obey();
      else outer?.addEventListener('abort', obey, { once: true });
      const waiting = wait(stopping.signal);
      underway.set(stopping, waiting);
      try {
        return await waiting;
      } finally {
        underway.delete(stopping);
        outer?.removeEventListener('abort', obey);
      }
    },
    end: () => {
      ended ??= new LtmcError('LTMC_STORE_CLOSED', 'The server is shutting down, so the call waits no longer and nothing was changed; connect again and send it again', { retryable: true });
      for (const stopping of underway.keys()) stopping.abort(ended);
    },
    settled: async () => {
      await Promise.allSettled(underway.values());
    },
  };
}
