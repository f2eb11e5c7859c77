import type { Clock } from '@ltmc/contracts';
import { LRUCache } from 'lru-cache';
import type { RateLimit } from './rate-limit.js';

/** What is wanted of one bucket. */
export interface Want {
  readonly limit: RateLimit;
  /** Whose bucket of this limit. */
  readonly owner: string;
  /** Default 1. */
  readonly tokens?: number;
}

/** Why tokens were not given. */
export interface Short {
  readonly limit: RateLimit;
  /** When they will be there if nobody else takes them, milliseconds from now; Infinity for more than the bucket holds. */
  readonly waitMs: number;
}

/** Buckets that fill evenly and begin full. */
export interface TokenBuckets {
  /** Takes from all of them, or from none. @returns the one that is short for the longest, undefined when tokens were taken. */
  take(wants: readonly Want[]): Short | undefined;
}

/** The fill of a bucket when it was last looked at. */
interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/**
 * @param clock - one that never goes back.
 * @param maxBuckets - beyond it those go that were not used for the longest, and would begin full again: most of them are full by then.
 */
export function createTokenBuckets(clock: Clock, maxBuckets: number): TokenBuckets {
  const buckets = new LRUCache<string, Bucket>({ max: maxBuckets });
  const fill = ({ limit, owner }: Want, nowMs: number): number => {
    const bucket = buckets.get(keyOf(limit, owner));
    return bucket ? Math.min(limit.count, bucket.tokens + ((nowMs - bucket.atMs) * limit.count) / limit.perMs) : limit.count;
  };
  return {
    take: (wants) => {
      const nowMs = clock.nowMs();
      const short = wants.flatMap((want): Short[] => {
        const [{ limit, tokens = 1 }, there] = [want, fill(want, nowMs)];
        if (there >= tokens) return [];
        return [{ limit, waitMs: tokens > limit.count ? Infinity : ((tokens - there) * limit.perMs) / limit.count }];
      });
      if (short.length > 0) return short.reduce((longest, other) => (other.waitMs > longest.waitMs ? other : longest));
      for (const want of wants) buckets.set(keyOf(want.limit, want.owner), { tokens: fill(want, nowMs) - (want.tokens ?? 1), atMs: nowMs });
      return undefined;
    },
  };
}

function keyOf({ name }: RateLimit, owner: string): string {
  return `${name}\n${owner}`;
}
