import type { Config } from '@ltmc/config';
import type { CacheStore, Logger } from '@ltmc/contracts';
import type { SharedCache } from '@ltmc/embedding';
import type { MemoryCacheStore } from '@ltmc/tier-cache';

/** Answers at hand; Redis has those of all processes. */
const LOCAL_BYTES = 32 * 1024 * 1024;
/** Whoever cannot do without it waits longer: a busy machine that starts many servers at once is no reason to fail. */
const REQUIRED_WITHIN_MS = 10_000;
/** The vector of a text never changes; what nobody asks for goes. */
const VECTOR_TTL_MS = 24 * 3_600_000;

/** What is used of the cache. */
export interface OpenedCache extends AsyncDisposable {
  /** Where there is one, whether it can be used now or not. */
  readonly redis?: CacheStore;
  /** For answers, the nearest first; empty: none is kept. */
  readonly answers: readonly CacheStore[];
  /** The one of `answers` that is this process's own. */
  readonly kept?: MemoryCacheStore;
  /** For vectors of queries. */
  readonly vectors?: SharedCache;
}

/**
 * Redis, where one is configured, and memory beside it. Unless it is required it opens whatever Redis does, and heals by itself.
 * @throws LtmcError `LTMC_CACHE_UNAVAILABLE` where it is required and away.
 */
export async function openCache({ redis: settings, cacheEnabled }: Config, logger: Logger): Promise<OpenedCache> {
  if (!settings && !cacheEnabled) return { answers: [], [Symbol.asyncDispose]: async () => undefined };
  const { createMemoryCacheStore, openRedisCacheStore } = await import('@ltmc/tier-cache');
  const redis = settings && (await openRedisCacheStore({ ...settings, logger, ...(settings.required && { connectTimeoutMs: REQUIRED_WITHIN_MS }) }));
  const memory = createMemoryCacheStore({ maxBytes: LOCAL_BYTES });
  const close = async (): Promise<void> => {
    await Promise.all([redis?.close(), memory.close()]);
  };
  return {
    answers: cacheEnabled ? [memory, ...(redis ? [redis] : [])] : [],
    ...(cacheEnabled && { kept: memory }),
    ...(redis && { redis }),
    ...(redis && cacheEnabled && { vectors: redis.bytes('query_vectors', { ttlMs: VECTOR_TTL_MS }) }),
    [Symbol.asyncDispose]: close,
  };
}

/** Where kept answers are, in a word. */
export function cacheName({ redis, cacheEnabled }: Config): string {
  if (!cacheEnabled) return 'off';
  return redis ? 'redis' : 'memory';
}
