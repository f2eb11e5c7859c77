import type { LockMode } from '@ltmc/contracts';

interface Held { readonly token: string; readonly mode: LockMode; readonly owner: string; readonly fence: number }
interface Waiting { readonly ticket: string; mode: LockMode }

/** One lock as the contract describes it, without time: what runs out is told by {@link ReferenceLock.end}. */
export interface ReferenceLock {
  readonly holders: readonly Held[];
  readonly waiting: readonly string[];
  readonly lastFence: number;
  /** Whether the attempt must be granted; its position if not. */
  expected(mode: LockMode, ticket: string | undefined): { readonly granted: boolean; readonly position: number };
  granted(held: Held, ticket: string | undefined): void;
  queued(ticket: string, mode: LockMode): void;
  leave(ticket: string): void;
  /** Release, or the end of its time. */
  end(token: string): void;
}

export function createReferenceLock(): ReferenceLock {
  let holders: Held[] = [];
  let waiting: Waiting[] = [];
  let lastFence = 0;
  const place = (ticket: string | undefined): number => {
    const index = waiting.findIndex((one) => one.ticket === ticket);
    return index < 0 ? waiting.length : index;
  };
  return {
    get holders() { return holders; },
    get waiting() { return waiting.map(({ ticket }) => ticket); },
    get lastFence() { return lastFence; },
    expected: (mode, ticket) => {
      const before = waiting.slice(0, place(ticket));
      const granted = mode === 'exclusive' ? holders.length + before.length === 0 : [...holders, ...before].every((one) => one.mode === 'shared');
      return { granted, position: before.length + 1 };
    },
    granted: (held, ticket) => {
      holders = [...holders, held];
      waiting = waiting.filter((one) => one.ticket !== ticket);
      lastFence = held.fence;
    },
    queued: (ticket, mode) => {
      const there = waiting.find((one) => one.ticket === ticket);
      if (there) there.mode = mode;
      else waiting.push({ ticket, mode });
    },
    leave: (ticket) => { waiting = waiting.filter((one) => one.ticket !== ticket); },
    end: (token) => { holders = holders.filter((one) => one.token !== token); },
  };
}
