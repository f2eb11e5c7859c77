import { availableParallelism } from 'node:os';
import type { Logger } from '@ltmc/contracts';
import { defaultModel, type ModelFiles } from './model-files.js';

/** Options of {@link createEmbedder}. */
export interface EmbedderOptions {
  /** Default: the files of `@ltmc/model-all-minilm-l6-v2`. */
  readonly model?: ModelFiles;
  /** Most worker threads; each holds the model once. Default: half the cores, at least 1, at most 4. */
  readonly workers?: number;
  /** Threads that share the work on one text. Default: 2, 1 on a machine with a single core. */
  readonly threadsPerWorker?: number;
  /** Most texts that may wait, for queries and for ingest each. Default 1024. */
  readonly maxQueued?: number;
  /** Memory for finished vectors and their texts. 0 switches the cache off. Default 16 MiB. */
  readonly cacheBytes?: number;
  /** Told when the model is loaded and when a worker fails. Default: nobody. */
  readonly logger?: Logger;
}

/** Options with every default filled in. */
export type ResolvedOptions = Required<Omit<EmbedderOptions, 'logger'>> & { readonly logger: Logger | undefined };

/** @throws RangeError for a number that is not a whole one in its range. */
export function resolveOptions(options: EmbedderOptions): ResolvedOptions {
  const cores = availableParallelism();
  return {
    model: options.model ?? defaultModel,
    workers: whole('workers', options.workers ?? Math.min(4, Math.max(1, cores >> 1)), 1),
    threadsPerWorker: whole('threadsPerWorker', options.threadsPerWorker ?? Math.min(2, cores), 1),
    maxQueued: whole('maxQueued', options.maxQueued ?? 1024, 1),
    cacheBytes: whole('cacheBytes', options.cacheBytes ?? 16 * 1024 * 1024, 0),
    logger: options.logger,
  };
}

function whole(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${name} must be a whole number of at least ${least}, not ${value}`);
}
