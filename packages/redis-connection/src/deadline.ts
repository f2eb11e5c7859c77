import { setImmediate } from 'node:timers';

/** What {@link withDeadline} rejects with. */
export class DeadlinePassed extends Error {
  constructor(readonly timeoutMs: number) {
    super(`no answer within ${Math.round(timeoutMs)} ms`);
  }
}

/**
 * The outcome of what `begin` begins, or `DeadlinePassed` after `timeoutMs`. Costs half a microsecond: Node keeps the timers of one length in one list.
 *
 * When the time is over, what has arrived meanwhile is read first: a process that was busy for longer than the deadline finds its answers waiting.
 */
export function withDeadline<Result>(timeoutMs: number, begin: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    // Node runs timers, then reads sockets, then immediates.
    const timer = setTimeout(() => setImmediate(() => reject(new DeadlinePassed(timeoutMs))), timeoutMs);
    begin().then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

/** What is left of one deadline for the next of several steps: at least 1 ms, then `DeadlinePassed`. */
export function createBudget(timeoutMs: number): () => number {
  const endMs = performance.now() + timeoutMs;
  return () => {
    const leftMs = endMs - performance.now();
    if (leftMs <= 0) throw new DeadlinePassed(timeoutMs);
    return Math.max(1, leftMs);
  };
}
