import type { LocalEmbedder } from '@ltmc/embedding';
import { decideCacheBytes, decideCacheTtl, decideEfSearch, decideEmbedWorkers, type AdaptiveSetting } from '@ltmc/learning';
import type { MemoryCacheStore } from '@ltmc/tier-cache';
import type { HnswVectorStore } from '@ltmc/tier-vector';
import type { AnswerCache } from '@ltmc/tools';

/** The parts whose settings may follow measurements. */
export interface TunableParts {
  readonly vectors: HnswVectorStore;
  readonly embedder: LocalEmbedder;
  /** Whether the operator said how many threads embed: then it stays at that. */
  readonly workersAreSet: boolean;
  /** Where answers are kept in this process. */
  readonly kept?: MemoryCacheStore | undefined;
  readonly answers?: AnswerCache | undefined;
}

const MIB = 1_048_576;

/** All of them, each with bounds within which nothing breaks. */
export function adaptiveSettings({ vectors, embedder, workersAreSet, kept, answers }: TunableParts): readonly AdaptiveSetting[] {
  return [
    ...(vectors.capabilities.approximate ? [efSearch(vectors)] : []),
    ...(workersAreSet || embedder.workers.atFirst === 1 ? [] : [embedWorkers(embedder)]),
    ...(kept && answers ? [cacheBytes(kept, answers), cacheTtl(answers)] : []),
  ];
}

function efSearch(vectors: HnswVectorStore): AdaptiveSetting {
  return {
    name: 'ef_search',
    bounds: [100, 1600],
    get value() { return vectors.efSearch; },
    judge: async () => {
      const { queries, ...signal } = await vectors.measureRecall();
      return queries === 0 ? undefined : { signal: { queries, ...signal }, decision: decideEfSearch(signal, vectors.efSearch) };
    },
    apply: (value) => vectors.setEfSearch(value),
  };
}

function embedWorkers(embedder: LocalEmbedder): AdaptiveSetting {
  let before = embedder.queryLatency();
  return {
    name: 'embed_workers',
    bounds: [1, embedder.workers.atFirst],
    get value() { return embedder.workers.most; },
    judge: async () => {
      const now = embedder.queryLatency();
      const [alone, beside] = (['alone', 'beside'] as const).map((how) => ({ count: now[how].count - before[how].count, ms: now[how].ms - before[how].ms })) as [Sum, Sum];
      before = now;
      const signal = { alone: alone.count, aloneMs: meanOf(alone), beside: beside.count, besideMs: meanOf(beside) };
      return { signal, decision: decideEmbedWorkers(signal, embedder.workers.most) };
    },
    apply: async (value) => embedder.setWorkers(value),
  };
}

interface Sum {
  readonly count: number;
  readonly ms: number;
}

/** 0 of none: JSON knows no NaN. */
function meanOf({ count, ms }: Sum): number {
  return count === 0 ? 0 : ms / count;
}

function cacheBytes(kept: MemoryCacheStore, answers: AnswerCache): AdaptiveSetting {
  let before = { hits: 0, misses: 0, evictions: 0 };
  return {
    name: 'cache_bytes',
    bounds: [8 * MIB, 256 * MIB],
    get value() { return kept.maxBytes; },
    judge: async () => {
      const { evictions = 0, bytes = 0 } = await kept.statistics();
      const tallies = [...answers.tallies().values()];
      const now = { hits: tallies.reduce((sum, { hits }) => sum + hits, 0), misses: tallies.reduce((sum, { misses }) => sum + misses, 0), evictions };
      const signal = { hits: now.hits - before.hits, misses: now.misses - before.misses, evictions: now.evictions - before.evictions, bytes };
      before = now;
      return { signal, decision: decideCacheBytes(signal, kept.maxBytes) };
    },
    apply: async (value) => kept.resize(value),
  };
}

function cacheTtl(answers: AnswerCache): AdaptiveSetting {
  let before = answers.repeats();
  return {
    name: 'cache_ttl_ms',
    // Never longer than at first: within that time other processes are to let go of what was purged.
    bounds: [60_000, 300_000],
    get value() { return answers.ttlMs; },
    judge: async () => {
      const now = answers.repeats();
      const signal = { hits: now.hits - before.hits, lateHits: now.lateHits - before.lateHits, tooLate: now.tooLate - before.tooLate };
      before = now;
      return { signal, decision: decideCacheTtl(signal, answers.ttlMs) };
    },
    apply: async (value) => answers.setTtl(value),
  };
}
