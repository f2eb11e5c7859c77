/** Gives out a bounded number of slots, first come, first served. */
export interface Slots {
  /** @returns what gives the slot back; undefined at once when too many wait already. */
  take(signal: AbortSignal): Promise<(() => void) | undefined>;
}

/** @param maxWaiting - so many may wait for one of `count` slots. */
export function createSlots(count: number, maxWaiting: number): Slots {
  const waiting = new Set<() => void>();
  let free = count;
  const giveBack = (): void => {
    const [next] = waiting;
    if (next) next();
    else free += 1;
  };
  const once = (): (() => void) => {
    let held = true;
    return () => {
      if (held) giveBack();
      held = false;
    };
  };
  return {
    take: async (signal) => {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return once();
      }
      if (waiting.size >= maxWaiting) return undefined;
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => {
          waiting.delete(enter);
          reject(signal.reason);
        };
        const enter = (): void => {
          waiting.delete(enter);
          signal.removeEventListener('abort', leave);
          resolve();
        };
        waiting.add(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
      return once();
    },
  };
}
