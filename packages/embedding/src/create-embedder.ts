import type { Embedder, EmbeddingFingerprint, EmbedOptions, LateInteraction, Logger } from '@ltmc/contracts';
import { createEmbeddingCache } from './embedding-cache.js';
import { isEmbedding, partsFor } from './embedding-parts.js';
import { cancelled, closed, foreignBasis, overloaded } from './errors.js';
import { createJob, type Job } from './job.js';
import type { ModelFiles } from './model-files.js';
import { resolveOptions, whole, type EmbedderOptions } from './options.js';
import { watchQueries, type QueryLatency } from './query-latency.js';
import { createSharedEmbeddings, type SharedCache, type SharedEmbeddings } from './shared-embeddings.js';
import { createWorkerPool } from './worker-pool.js';
import type { EmbeddingKind, TaskKind, TaskResults } from './worker-protocol.js';

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
  /** Queries that another process had embedded. */
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
  /** How much queries are slowed by texts that are embedded beside them. */
  queryLatency(): QueryLatency;
  /** Most worker threads now, and when it was made. */
  readonly workers: { readonly most: number; readonly atFirst: number };
  /** From now on; threads that are too many end after their work. @throws RangeError for what is no whole number of at least 1. */
  setWorkers(most: number): void;
}

/** What names a model's late interaction. */
type TokenSpace = Pick<LateInteraction, 'id' | 'bytesPerToken'>;

/**
 * Text to unit vectors with all-MiniLM-L6-v2. Cheap: the first text starts the first worker thread, which loads model and tokenizer.
 *
 * @throws RangeError for an option out of range. LtmcError `LTMC_FINGERPRINT_MISMATCH` when the basis of token signatures was made for another model.
 */
export function createEmbedder(options: EmbedderOptions = {}): LocalEmbedder {
  const { model, workers, threadsPerWorker, maxQueued, cacheBytes, shared: sharedCache, logger } = resolveOptions(options);
  const fingerprint = fingerprintOf(model);
  const tokenSpace = tokenSpaceOf(model);
  const shared = sharedCache && sharedOf(sharedCache, fingerprint, tokenSpace, logger);
  const cache = createEmbeddingCache(cacheBytes);
  const flights: Flights = { load: new Map(), embed: new Map(), embedSigned: new Map(), embedQuery: new Map(), tokenMap: new Map() };
  const totals = { embedded: 0, cacheHits: 0, sharedHits: 0, joined: 0 };
  const queries = watchQueries();
  let mostWorkers = workers;
  let lastId = 0;
  let closing: Promise<void> | undefined;

  const pool = createWorkerPool({
    setup: { model, threads: threadsPerWorker },
    maxWorkers: workers,
    logger,
    onDone: (job, result) => {
      flights[job.kind].delete(job.text);
      if (isEmbedding(result)) {
        totals.embedded += 1;
        queries.ended(job);
        cache.add(job.text, result);
        if (job.urgent && job.kind !== 'embedSigned') shared?.keep(job.text, result);
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
    queries.started(job, pool.hasPatient());
    queue.add(job);
    pool.dispatch();
    return job;
  };

  /** Joins the computation of an equal text, or starts one. */
  const compute = <K extends TaskKind>(kind: K, text: string, { priority, signal }: EmbedOptions): Promise<TaskResults[K]> => {
    const urgent = priority === 'query';
    const running: Job<K> | undefined = flights[kind].get(text);
    return running ? join(running, urgent, signal) : enqueue(kind, text, urgent).join(signal);
  };
  const join = <K extends TaskKind>(running: Job<K>, urgent: boolean, signal: AbortSignal | undefined): Promise<TaskResults[K]> => {
    totals.joined += 1;
    if (urgent) {
      pool.queues[running.kind].promote(running);
      pool.dispatch(); // a query finds room where ingest does not
    }
    return running.join(signal);
  };
  const check = ({ signal }: EmbedOptions): void => {
    if (closing) throw closed();
    if (signal?.aborted) throw cancelled(signal);
  };
  /** Only queries: what is stored is embedded once for all, by whoever takes it from the queue. */
  const findShared = async <K extends EmbeddingKind>(embeddings: SharedEmbeddings, kind: K, text: string, { priority }: EmbedOptions): Promise<TaskResults[K] | undefined> => {
    if (priority !== 'query' || kind === 'embedSigned' || flights[kind].has(text)) return undefined;
    const known = await embeddings.find(text);
    const found = partsFor(kind, known);
    if (!known || !found) return undefined;
    totals.sharedHits += 1;
    cache.add(text, known);
    return found;
  };
  const embedding = async <K extends EmbeddingKind>(kind: K, text: string, callOptions: EmbedOptions): Promise<TaskResults[K]> => {
    check(callOptions);
    const cached = partsFor(kind, cache.get(text));
    if (cached) {
      totals.cacheHits += 1;
      return cached;
    }
    if (!shared) return compute(kind, text, callOptions);
    const found = await findShared(shared, kind, text, callOptions);
    check(callOptions); // time has passed
    return found ?? compute(kind, text, callOptions);
  };
  /** A vector comes with every run under way. */
  const vectorOf = async (text: string, callOptions: EmbedOptions): Promise<Float32Array> => {
    const underWay = cache.get(text) ? undefined : (['embedSigned', 'embedQuery'] as const).find((kind) => flights[kind].has(text));
    return (await embedding(underWay ?? 'embed', text, callOptions)).vector;
  };
  const close = (): Promise<void> => {
    cache.clear();
    return (closing ??= pool.close());
  };

  return {
    fingerprint,
    maxTokens: model.manifest.maxTokens - SPECIAL_TOKENS,
    embed: async (text, callOptions = {}) => vectorOf(text, callOptions),
    ...(tokenSpace && {
      lateInteraction: {
        ...tokenSpace,
        embedSigned: async (text, callOptions = {}) => embedding('embedSigned', text, callOptions),
        embedQuery: async (text, callOptions = {}) => embedding('embedQuery', text, callOptions),
      },
    }),
    tokenMap: async (text, callOptions = {}) => {
      check(callOptions);
      return compute('tokenMap', text, callOptions);
    },
    warmUp: async () => {
      check({});
      await compute('load', '', { priority: 'query' });
    },
    queryLatency: queries.latency,
    get workers() { return { most: mostWorkers, atFirst: workers }; },
    setWorkers: (most) => {
      mostWorkers = whole('workers', most, 1);
      pool.setMaxWorkers(most);
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

/** Undefined for a model without a basis of token signatures. */
function tokenSpaceOf({ manifest, signatureBasisPath }: ModelFiles): TokenSpace | undefined {
  if (signatureBasisPath === undefined) return undefined;
  const { fingerprint, modelFingerprint, components } = manifest.signatureBasis;
  if (modelFingerprint !== manifest.fingerprint) throw foreignBasis(modelFingerprint, manifest.fingerprint);
  return { id: fingerprint, bytesPerToken: components / 8 };
}

function sharedOf(cache: SharedCache, { id, dimension }: EmbeddingFingerprint, tokens: TokenSpace | undefined, logger: Logger | undefined): SharedEmbeddings {
  return createSharedEmbeddings({ cache, space: tokens?.id ?? id, dimension, tokenDimension: (tokens?.bytesPerToken ?? 1) * 8, logger });
}
