import { setTimeout as sleep } from 'node:timers/promises';
import { LtmcError } from '@ltmc/contracts';
import { isBusy } from './errors.js';

export interface BusyRetryOptions {
  /** Aborting ends the wait; the call then rejects with `LTMC_STORE_CLOSED`. */
  readonly signal: AbortSignal;
  /** How long to keep trying, milliseconds. Default 10,000. */
  readonly patienceMs?: number;
}

/**
 * Pauses between attempts, milliseconds: short, because SQLite has no queue and a pause is a chance missed; uneven, so that waiters part; the shorter
 * the longer a call has waited, so that whoever came first is the likelier to be next.
 */
const MIN_PAUSE_MS = 1;
const MAX_PAUSE_MS = 12;
/** From here on the pauses are the shortest. */
const OLD_WAIT_MS = 3_000;

/** Repeats `attempt` while another connection holds the lock. @throws LtmcError `LTMC_STORE_CLOSED`, or what the last attempt threw. */
export async function retryBusy<T>(attempt: () => Promise<T>, { signal, patienceMs = 10_000 }: BusyRetryOptions): Promise<T> {
  const startMs = performance.now();
  const deadline = startMs + patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error;
      if (signal.aborted) throw new LtmcError('LTMC_STORE_CLOSED', 'temporal/sqlite was closed while waiting for another process; open it again before using it', { cause: error });
      const patienceLeft = Math.max(0, 1 - (performance.now() - startMs) / OLD_WAIT_MS);
      await sleep(MIN_PAUSE_MS + Math.random() * (MAX_PAUSE_MS - MIN_PAUSE_MS) * patienceLeft);
    }
  }
}
