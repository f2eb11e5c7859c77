import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { LtmcError, type Clock, type Embedder, type Logger, type RecordStore, type SignatureEntry, type SignatureStore, type VectorStore } from '@ltmc/contracts';
import { dropRetired } from './drop-retired.js';
import { embedChunk, signaturesOf } from './embed-chunk.js';
import { followWithSignatures } from './signature-projection.js';
import { putSignatures } from './signature-writer.js';

const BATCH = 16;
/** One batch is embedded while another is claimed or committed. */
const LANES = 2;
/** Outlives a batch on a slow, busy machine; so long the chunks of a killed process wait at the end. */
const CLAIM_MS = 5_000;
/** How often it is looked whether the chunks that others hold, or that were stored meanwhile, are done. */
const POLL_MS = 250;
const REPORT_MS = 1000;
/** Failures in a row that may pass by themselves, with a pause that grows by so much each time. */
const MAX_FAILURES = 5;
const RETRY_MS = 1000;

export interface ReembedProgress {
  /** Chunks that have an embedding of the new model. */
  readonly done: number;
  readonly total: number;
  /** Chunks a second since the start, by all processes that take part; 0 at the start. */
  readonly chunksPerSecond: number;
}

export interface ReembedOptions {
  readonly record: RecordStore;
  /** The model that the record changes to. */
  readonly embedder: Embedder;
  readonly logger: Logger;
  /** Where given, the index snapshots of the former model are removed too. */
  readonly vectors?: VectorStore;
  /** Where given, and of the new model's space, token signatures are made along; else a server makes them after the switch. */
  readonly signatures?: SignatureStore;
  /** Default: the system clock. */
  readonly clock?: Clock;
  /** Aborting stops soon, with `LTMC_CANCELLED`; what is embedded stays. */
  readonly signal?: AbortSignal;
  /** Called at the start, at most once a second, and at the end. */
  readonly onProgress?: (progress: ReembedProgress) => void;
}

export interface ReembedResult {
  /** The former model; undefined when the record had none, or the new one was active already. */
  readonly formerModel: string | undefined;
  /** Chunks that this call embedded. */
  readonly embedded: number;
  /** Chunks in the record. */
  readonly total: number;
}

/**
 * Changes the record to the embedder's model while it is in use: every chunk is embedded anew beside the embeddings in use, then all switch
 * at once and the former ones are dropped. Until the switch servers of the former model answer as ever, from it on those of the new one.
 * Interrupted anywhere, the next call goes on where this one was; several processes share the work.
 * @throws LtmcError `LTMC_CANCELLED`, `LTMC_FINGERPRINT_MISMATCH` when the record was told to change to another model meanwhile, and what record and embedder throw.
 */
export async function reembed(options: ReembedOptions): Promise<ReembedResult> {
  const { record, embedder, vectors, clock = { nowMs: () => Date.now() }, signal = new AbortController().signal } = options;
  const { id, model } = embedder.fingerprint;
  const former = await record.activeFingerprint();
  await record.startReembed(embedder.fingerprint);
  const report = await createReport(options);
  const sign = await startSigning(options);
  let embedded = 0;
  const owner = randomUUID();
  try {
    await untilDone(options, signal, async () => {
      embedded += await embedQueued({ ...options, owner, clock, signal, onBatch: report.now, sign });
      return record.finishReembed(id, clock.nowMs());
    });
  } catch (cause) {
    if (!LtmcError.is(cause) || cause.code !== 'LTMC_FINGERPRINT_MISMATCH') throw cause;
    throw new LtmcError('LTMC_FINGERPRINT_MISMATCH', `the change to ${model} was given up: the record was told to use another model meanwhile. Run one ltmc reembed at a time, with the model you want`, { cause, details: cause.details });
  } finally {
    await record.releaseClaims(owner);
  }
  const { total } = await report.end();
  await dropRetired({ record, vectors, signal });
  return { formerModel: former && former.id !== id ? former.model : undefined, embedded, total };
}

/** Repeats `round` until it resolves true; a failure that may pass is tried again. */
async function untilDone({ logger }: ReembedOptions, signal: AbortSignal, round: () => Promise<boolean>): Promise<void> {
  for (let failures = 0; ; ) {
    try {
      if (await round()) return;
      failures = 0;
    } catch (error) {
      failures += 1;
      if (signal.aborted) throw cancelled(error);
      if (!LtmcError.is(error) || !error.retryable || failures > MAX_FAILURES) throw error;
      logger.warn('re-embedding failed and is tried again', { code: error.code, failures, cause: error });
    }
    await sleep(failures > 0 ? failures * RETRY_MS : POLL_MS, undefined, { signal }).catch((cause: unknown) => { throw cancelled(cause); });
  }
}

interface EmbedQueuedOptions extends ReembedOptions {
  readonly owner: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onBatch: () => Promise<void>;
  readonly sign: Sign | undefined;
}

/** Embeds what can be claimed. @returns how many it embedded. */
async function embedQueued({ record, embedder, owner, clock, signal: outer, onBatch, sign }: EmbedQueuedOptions): Promise<number> {
  const failed = new AbortController();
  const signal = AbortSignal.any([outer, failed.signal]);
  setMaxListeners(0, signal); // every text in flight listens
  let embedded = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      const chunks = await record.claimPending({ fingerprint: embedder.fingerprint.id, owner, limit: BATCH, nowMs: clock.nowMs(), claimForMs: CLAIM_MS });
      if (chunks.length === 0) return;
      const rows = await Promise.all(chunks.map((chunk) => embedChunk(embedder, chunk, { signal, signed: sign !== undefined })));
      const seq = await record.storeEmbeddings(embedder.fingerprint, rows, clock.nowMs());
      embedded += chunks.length;
      await sign?.(signaturesOf(rows), seq);
      await onBatch();
    }
  };
  const started = (): Promise<void> => lane().catch((error: unknown) => { failed.abort(error); throw error; });
  await Promise.allSettled(Array.from({ length: LANES }, started));
  // The first failure; the other lane only followed it.
  if (signal.aborted) {
    await record.releaseClaims(owner);
    throw signal.reason;
  }
  return embedded;
}

/** Keeps signatures; never rejects. */
type Sign = (entries: readonly SignatureEntry[], atSeq: number) => Promise<void>;

/** Undefined where none are made or they cannot be kept: whoever serves the new model makes them then. */
async function startSigning({ record, embedder, signatures: store, logger }: ReembedOptions): Promise<Sign | undefined> {
  if (!store || embedder.lateInteraction?.id !== store.space.id) return undefined;
  try {
    await followWithSignatures({ record, store, logger }).catchUp();
  } catch (cause) {
    logger.warn('token signatures cannot be kept now; a server makes them after the change', { cause });
    return undefined;
  }
  return (entries, atSeq) =>
    putSignatures({ record, store, fingerprint: embedder.fingerprint.id }, entries, atSeq)
      .catch((cause: unknown) => logger.warn('some token signatures were not kept; a server makes them after the change', { cause }));
}

interface Report {
  /** Reports, unless that was less than a second ago. */
  now(): Promise<void>;
  end(): Promise<ReembedProgress>;
}

async function createReport({ record, embedder, onProgress }: ReembedOptions): Promise<Report> {
  const read = async (): Promise<{ done: number; total: number }> => {
    const { total, missing } = await record.embeddingProgress(embedder.fingerprint.id);
    return { done: total - missing, total };
  };
  const startMs = performance.now();
  const { done: doneAtStart, total: totalAtStart } = await read();
  onProgress?.({ done: doneAtStart, total: totalAtStart, chunksPerSecond: 0 });
  let reportedMs = startMs;
  const report = async (): Promise<ReembedProgress> => {
    reportedMs = performance.now();
    const { done, total } = await read();
    const progress = { done, total, chunksPerSecond: Math.max(0, done - doneAtStart) / ((reportedMs - startMs) / 1000) };
    onProgress?.(progress);
    return progress;
  };
  return {
    now: async () => {
      if (onProgress && performance.now() - reportedMs >= REPORT_MS) await report();
    },
    end: report,
  };
}

function cancelled(cause: unknown): LtmcError {
  return new LtmcError('LTMC_CANCELLED', 're-embedding was interrupted; run it again to go on where it was', { cause });
}
