import type { Fence, WriteOutcome } from '@ltmc/contracts';
import { checkFence, raiseFence } from './fences.js';
import type { MemoryState } from './state.js';
import { effectivelyOnce, type Done, type Once } from './writes.js';

/** A caller's write, which happens once for its key and under the caller's fence; undefined: it found nothing to do. */
export interface Write {
  <Result>(once: Once<Result>, work: () => Done<Result>): WriteOutcome<Result>;
  <Result>(once: Once<Result>, work: () => Done<Result> | undefined): WriteOutcome<Result> | undefined;
}

/** How the parts of the reference driver reach what there is. */
export interface MemoryAccess {
  /** @throws LtmcError `LTMC_STORE_CLOSED` */
  open(): MemoryState;
  readonly write: Write;
  /** What a caller's write would do: refused where its fence is stale, and raising nothing. */
  rehearse<Result>(namespace: string, work: () => Done<Result> | undefined): WriteOutcome<Result> | undefined;
}

/** @param fence - what the caller's writes show. */
export function createMemoryAccess(open: () => MemoryState, fence?: Fence): MemoryAccess {
  function write<Result>(once: Once<Result>, work: () => Done<Result>): WriteOutcome<Result>;
  function write<Result>(once: Once<Result>, work: () => Done<Result> | undefined): WriteOutcome<Result> | undefined;
  function write<Result>(once: Once<Result>, work: () => Done<Result> | undefined): WriteOutcome<Result> | undefined {
    const state = open();
    return effectivelyOnce(state, once, () => {
      if (!fence) return work();
      checkFence(state, once.namespace, fence);
      const done = work();
      raiseFence(state, once.namespace, fence);
      return done;
    });
  }
  return {
    open,
    write,
    rehearse: (namespace, work) => {
      if (fence) checkFence(open(), namespace, fence);
      const found = work();
      return found && { kind: 'written', result: found.result };
    },
  };
}
