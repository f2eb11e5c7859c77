/** Counts of durations in buckets of equal ratio: any quantile to about four percent, in a few hundred numbers, however many there were. */
export interface LatencyHistogram {
  readonly count: number;
  /** How many are in each bucket. */
  readonly counts: Uint32Array;
  /** @param ms - milliseconds; what is below a tenth of one, or no number, counts as that. */
  add(ms: number): void;
  /** The duration below which a share `q` (0 to 1) of all lies, milliseconds, even within a bucket; undefined where there is none. */
  quantile(q: number): number | undefined;
}

const LEAST_MS = 0.1;
/** Each bucket reaches this much further than the one before. */
const RATIO = 1.08;
/** To about an hour. */
const BUCKETS = 226;

/** @param joined - histograms whose durations it holds from the beginning. Default: it is empty. */
export function createLatencyHistogram(joined: readonly LatencyHistogram[] = []): LatencyHistogram {
  const counts = new Uint32Array(BUCKETS);
  for (const other of joined) other.counts.forEach((some, bucket) => { counts[bucket] = (counts[bucket] ?? 0) + some; });
  let count = counts.reduce((sum, some) => sum + some, 0);
  return {
    get count() { return count; },
    counts,
    add: (ms) => {
      const bucket = ms > LEAST_MS ? Math.min(BUCKETS - 1, Math.floor(Math.log(ms / LEAST_MS) / Math.log(RATIO))) : 0;
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      count += 1;
    },
    quantile: (q) => {
      if (count === 0) return undefined;
      let left = q * count;
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
        const here = counts[bucket] ?? 0;
        if (here > 0 && left <= here) return LEAST_MS * RATIO ** (bucket + left / here);
        left -= here;
      }
      return LEAST_MS * RATIO ** BUCKETS;
    },
  };
}
