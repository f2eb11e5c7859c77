import type { CacheStatistics } from '@ltmc/contracts';

type Counts = Omit<CacheStatistics, 'bytes' | 'evictions'>;

/** What a store counts of its own work. */
export interface Tally {
  found(hits: number, asked: number): void;
  wrote(): void;
  failed(): void;
  counts(): Counts;
}

export function createTally(): Tally {
  const counts = { hits: 0, misses: 0, writes: 0, failures: 0 };
  return {
    found: (hits, asked) => {
      counts.hits += hits;
      counts.misses += asked - hits;
    },
    wrote: () => { counts.writes += 1; },
    failed: () => { counts.failures += 1; },
    counts: () => ({ ...counts }),
  };
}
