import type { Embedder, EmbeddingFingerprint, EmbedOptions } from '@ltmc/contracts';
import { cancelled, closed, overloaded } from './errors.js';
import { createJob, type Job } from './job.js';
import type { ModelFiles } from './model-files.js';
import { resolveOptions, type EmbedderOptions } from './options.js';
import { createSharedVectors, type SharedVectors } from './shared-vectors.js';
import { createVectorCache } from './vector-cache.js';
import { createWorkerPool } from './worker-pool.js';
import type { TaskKind, TaskResults } from './worker-protocol.js';

/** `[CLS]` and `[SEP]`, which every text gets. */
const SPECIAL_TOKENS = 2;

/** Computations under way, by kind and text. */
type Flights = { readonly [K in TaskKind]: Map<string, Job<K>> };

/** What an embedder has done and is doing. */
export interface EmbedderStats {
  /** Texts the model ran on. */
  readonly embedded: number;
  /** Calls answered from the cache. */
  readonly cacheHits: number;
  /** Queries whose vector another process had computed. */
  readonly sharedHits: number;
  /** Calls that joined a computation already under way. */
  readonly joined: number;
  /** Jobs in the queue, not yet with a worker. */
  readonly waiting: number;
  /** Jobs with a worker. */
  readonly inFlight: number;
  /** Threads alive. */
  readonly workers: number;
  /** Threads that ended unasked. */
  readonly crashes: number;
  readonly cacheEntries: number;
  readonly cacheBytes: number;
}

/** An {@link Embedder} whose model runs in this process's worker threads. */
export interface LocalEmbedder extends Embedder {
  stats(): EmbedderStats;
}

/**
 * Text to unit vectors with all-MiniLM-L6-v2. Cheap: the first text starts the first worker thread, which loads model and tokenizer.
 *
 * @throws RangeError for an option out of range.
 */
export function createEmbedder(options: EmbedderOptions = {}): LocalEmbedder {
  const { model, workers, threadsPerWorker, maxQueued, cacheBytes, shared: sharedCache, logger } = resolveOptions(options);
  const fingerprint = fingerprintOf(model);
  const shared = sharedCache && createSharedVectors({ cache: sharedCache, fingerprint: fingerprint.id, dimension: fingerprint.dimension, logger });
  const cache = createVectorCache(cacheBytes);
  const flights: Flights = { load: new Map(), embed: new Map(), tokenMap: new Map() };
  const totals = { embedded: 0, cacheHits: 0, sharedHits: 0, joined: 0 };
  let lastId = 0;
  let closing: Promise<void> | undefined;

  const pool = createWorkerPool({
    setup: { model, threads: threadsPerWorker },
    maxWorkers: workers,
    logger,
    onDone: (job, result) => {
      flights[job.kind].delete(job.text);
      if (result instanceof Float32Array) {
        totals.embedded += 1;
        cache.set(job.text, result);
        if (job.urgent) shared?.keep(job.text, result);
      }
      job.succeed(result);
    },
    onFailed: (job, error) => {
      flights[job.kind].delete(job.text);
      job.fail(error);
    },
  });

  const enqueue = <K extends TaskKind>(kind: K, text: string, urgent: boolean): Job<K> => {
    const queue = pool.queues[kind];
    if (queue.waiting(urgent) >= maxQueued) throw overloaded(maxQueued);
    lastId += 1;
    const onAbandoned = (abandoned: Job<K>): void => {
      if (queue.remove(abandoned)) flights[kind].delete(text); // with a worker already: it will be done, and cached
    };
    const job = createJob({ id: lastId, kind, text, urgent, onAbandoned });
    flights[kind].set(text, job);
    queue.add(job);
    pool.dispatch();
    return job;
  };

  /** Joins the computation of an equal text, or starts one. */
  const compute = <K extends TaskKind>(kind: K, text: string, { priority, signal }: EmbedOptions): Promise<TaskResults[K]> => {
    const urgent = priority === 'query';
    const running = flights[kind].get(text);
    if (!running) return enqueue(kind, text, urgent).join(signal);
    totals.joined += 1;
    if (urgent) {
      pool.queues[kind].promote(running);
      pool.dispatch(); // a query finds room where ingest does not
    }
    return running.join(signal);
  };
  const check = ({ signal }: EmbedOptions): void => {
    if (closing) throw closed();
    if (signal?.aborted) throw cancelled(signal);
  };
  /** Only queries: what is stored is embedded once for all, by whoever takes it from the queue. */
  const findShared = async (vectors: SharedVectors, text: string, { priority }: EmbedOptions): Promise<Float32Array | undefined> => {
    if (priority !== 'query' || flights.embed.has(text)) return undefined;
    const vector = await vectors.find(text);
    if (!vector) return undefined;
    totals.sharedHits += 1;
    cache.set(text, vector);
    return vector;
  };
  const close = (): Promise<void> => {
    cache.clear();
    return (closing ??= pool.close());
  };

  return {
    fingerprint,
    maxTokens: model.manifest.maxTokens - SPECIAL_TOKENS,
    embed: async (text, callOptions = {}) => {
      check(callOptions);
      const cached = cache.get(text);
      if (cached) {
        totals.cacheHits += 1;
        return cached;
      }
      if (!shared) return compute('embed', text, callOptions);
      const found = await findShared(shared, text, callOptions);
      check(callOptions); // time has passed
      return found ?? compute('embed', text, callOptions);
    },
    tokenMap: async (text, callOptions = {}) => {
      check(callOptions);
      return compute('tokenMap', text, callOptions);
    },
    warmUp: async () => {
      check({});
      await compute('load', '', { priority: 'query' });
    },
    stats: () => ({ ...totals, ...pool.counts(), cacheEntries: cache.entries, cacheBytes: cache.sizeBytes }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function fingerprintOf({ manifest }: ModelFiles): EmbeddingFingerprint {
  return {
    id: manifest.fingerprint,
    model: manifest.model,
    dimension: manifest.dimension,
    pooling: manifest.pooling,
    tokenizerHash: manifest.files.tokenizer.sha256,
    modelHash: manifest.files.model.sha256,
  };
}
