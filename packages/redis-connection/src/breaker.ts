/** Refuses calls at once while the other side does not answer. */
export interface Breaker {
  readonly open: boolean;
  /** An answer, also a late one, closes it; so does a new connection. */
  answered(): void;
  /** A deadline passed. */
  missed(): void;
}

/**
 * Opens after some deadlines in a row have passed without any answer between them.
 * @param onOpen - called as it opens; the probe that may close it again is up to the caller.
 */
export function createBreaker({ misses: threshold, onOpen }: { readonly misses: number; readonly onOpen: () => void }): Breaker {
  let misses = 0;
  return {
    get open() { return misses >= threshold; },
    answered: () => { misses = 0; },
    missed: () => {
      misses += 1;
      if (misses === threshold) onOpen();
    },
  };
}
