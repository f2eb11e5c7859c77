import type { Job } from './job.js';

/** How long queries waited for the model, since the start; answers of a cache are not among them. */
export interface QueryLatency {
  /** Queries that came while no other texts were to be embedded, and how long they took together, milliseconds. */
  readonly alone: { readonly count: number; readonly ms: number };
  /** Those that came while other texts were under way or waiting. */
  readonly beside: { readonly count: number; readonly ms: number };
}

/** Measures queries from when they come to when they are done. */
export interface QueryWatch {
  /** @param isBusy - whether other texts are under way or waiting. */
  started(job: Job, isBusy: boolean): void;
  ended(job: Job): void;
  latency(): QueryLatency;
}

/** What was made urgent after it came is not counted, nor what failed. */
export function watchQueries(): QueryWatch {
  const starts = new WeakMap<Job, { readonly atMs: number; readonly isBusy: boolean }>();
  const sums = { alone: { count: 0, ms: 0 }, beside: { count: 0, ms: 0 } };
  return {
    started: (job, isBusy) => {
      if (job.urgent && (job.kind === 'embed' || job.kind === 'embedQuery')) starts.set(job, { atMs: performance.now(), isBusy });
    },
    ended: (job) => {
      const start = starts.get(job);
      if (!start) return;
      const sum = sums[start.isBusy ? 'beside' : 'alone'];
      sum.count += 1;
      sum.ms += performance.now() - start.atMs;
    },
    latency: () => ({ alone: { ...sums.alone }, beside: { ...sums.beside } }),
  };
}
