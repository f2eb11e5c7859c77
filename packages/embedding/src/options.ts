import { availableParallelism } from 'node:os';
import type { Logger } from '@ltmc/contracts';
import type { SharedCache } from './shared-embeddings.js';
import { defaultModel, type ModelFiles } from './model-files.js';

/** Options of {@link createEmbedder}. */
export interface EmbedderOptions {
  /** Default: the files of `@ltmc/model-all-minilm-l6-v2`. */
  readonly model?: ModelFiles;
  /**
   * Most worker threads. Each holds the model once, about 100 MB; the second starts only when texts wait for the first.
   * Default: one per core, at most 4.
   */
  readonly workers?: number;
  /** Threads that share the work on one text. Default: 1, and 2 from 8 cores on. */
  readonly threadsPerWorker?: number;
  /** Most texts that may wait, for queries and for ingest each. Default 1024. */
  readonly maxQueued?: number;
  /** Memory for finished vectors and their texts. 0 switches the cache off. Default 16 MiB. */
  readonly cacheBytes?: number;
  /** Where embeddings of queries are kept for other processes: asked before the model, and of no use to one process alone. Default: nowhere. */
  readonly shared?: SharedCache;
  /** Told when the model is loaded and when a worker fails. Default: nobody. */
  readonly logger?: Logger;
}

/**
 * Workers first, threads later: on 2 cores, 2 workers of 1 thread embed 1.8 times the texts of 1 worker with 2 threads, and a query under that load
 * takes half as long. A second thread shortens only long texts (by a quarter at 256 tokens), so it is for cores that more workers would leave idle.
 */
const MAX_WORKERS = 4;

/** Options with every default filled in. */
export type ResolvedOptions = Required<Omit<EmbedderOptions, 'logger' | 'shared'>> & { readonly logger: Logger | undefined; readonly shared: SharedCache | undefined };

/** @throws RangeError for a number that is not a whole one in its range. */
export function resolveOptions(options: EmbedderOptions): ResolvedOptions {
  const cores = availableParallelism();
  return {
    model: options.model ?? defaultModel,
    workers: whole('workers', options.workers ?? Math.min(MAX_WORKERS, cores), 1),
    threadsPerWorker: whole('threadsPerWorker', options.threadsPerWorker ?? (cores >= 2 * MAX_WORKERS ? 2 : 1), 1),
    maxQueued: whole('maxQueued', options.maxQueued ?? 1024, 1),
    cacheBytes: whole('cacheBytes', options.cacheBytes ?? 16 * 1024 * 1024, 0),
    shared: options.shared,
    logger: options.logger,
  };
}

/** @throws RangeError */
export function whole(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${name} must be a whole number of at least ${least}, not ${value}`);
}
