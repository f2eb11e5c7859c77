import { setMaxListeners } from 'node:events';
import { LtmcError, type Clock, type Embedder, type Logger, type PendingChunk, type RecordStore, type SignatureEntry } from '@ltmc/contracts';
import { embedChunk, signaturesOf } from './embed-chunk.js';
import { createFewWait, type FewWait } from './few-wait.js';

const BATCH = 16;
/** Two batches overlap: one is embedded while the other is claimed or committed. */
const LANES = 2;
/** A claim outlives a batch by far and a dead process by little, so that another finishes its work within 5 s. */
const CLAIM_MS = 2_500;
const POLL_MS = 500;
const RETRY_MS = { first: 500, most: 30_000 };
/** How often one who waits looks whether another process has embedded the chunks. */
const WAIT_POLL_MS = 25;

export interface EmbeddingQueueOptions {
  readonly record: RecordStore;
  readonly embedder: Embedder;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Unique per process and open record. */
  readonly owner: string;
  /** Called after embeddings were committed. */
  readonly onEmbedded: (namespaces: ReadonlySet<string>) => void;
  /** Called with token signatures right before their embeddings are committed. Default: none are made. */
  readonly onSigning?: (entries: readonly SignatureEntry[]) => void;
  /** Called with the token signatures of what was committed at that change. Default: none are made. */
  readonly onSigned?: (entries: readonly SignatureEntry[], atSeq: number) => void;
}

/**
 * Works off the chunks that have no embedding. The rows are the queue: this holds nothing that a crash could lose,
 * and takes over what a dead process left once its claim has expired.
 */
export interface EmbeddingQueue {
  /** Work may be there. */
  nudge(): void;
  /** Resolves with the number of chunks of the memory still waiting: 0, or more when `timeoutMs` or the signal ended the wait, or embedding fails. */
  waitFor(namespace: string, resourceId: number, options: { readonly timeoutMs: number; readonly signal?: AbortSignal }): Promise<number>;
  /** Lets a search find what was stored a moment ago. */
  readonly waitForFew: FewWait;
  /** Why the last attempt failed; undefined while all is well. */
  readonly failure: LtmcError | undefined;
  /** Whether it is at work. */
  readonly isBusy: boolean;
  /** Idempotent; gives claims back. */
  close(): Promise<void>;
}

export function createEmbeddingQueue(options: EmbeddingQueueOptions): EmbeddingQueue {
  const { record, embedder, clock, logger, owner, onEmbedded, onSigning, onSigned } = options;
  const waiting = new Map<number, number>(); // resource id -> number of stores that wait for it
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // every text in flight listens
  let failure: LtmcError | undefined;
  let retryMs = RETRY_MS.first;
  let notBeforeMs = 0;
  let running: Promise<void> | undefined;
  let nudged = false;
  const sleepers = new Set<() => void>();

  const progress = (): void => {
    for (const wake of sleepers) wake();
  };

  const claim = (resourceId?: number): Promise<PendingChunk[]> =>
    record.claimPending({
      fingerprint: embedder.fingerprint.id,
      owner,
      limit: BATCH,
      nowMs: clock.nowMs(),
      claimForMs: CLAIM_MS,
      ...(resourceId === undefined ? {} : { resourceId }),
    });

  const embedBatch = async (chunks: readonly PendingChunk[]): Promise<void> => {
    const embedded = await Promise.allSettled(
      chunks.map((chunk) => embedChunk(embedder, chunk, { signal: closing.signal, signed: onSigned !== undefined })),
    );
    const rows = embedded.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = embedded.find((one) => one.status === 'rejected');
    if (failed && rows.length === 0) throw failed.reason;
    // One text that cannot be embedded must not hold up the others: its claim runs out, and it is tried again then.
    if (failed) logger.warn('some chunks could not be embedded; they stay queued', { failed: chunks.length - rows.length, cause: failed.reason });
    onSigning?.(signaturesOf(rows)); // before anybody can see the embeddings
    const seq = await record.storeEmbeddings(embedder.fingerprint, rows, clock.nowMs());
    failure = undefined;
    retryMs = RETRY_MS.first;
    onEmbedded(new Set(chunks.map((chunk) => chunk.namespace)));
    progress();
    onSigned?.(signaturesOf(rows), seq);
  };

  /** Oldest first; but when there is more than a batch, what somebody waits for goes before the backlog. */
  const lane = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const waitedFor = waiting.keys().next().value;
      const chunks = await claim();
      if (chunks.length === 0) return;
      await embedBatch(chunks);
      if (chunks.length === BATCH && waitedFor !== undefined) {
        const urgent = await claim(waitedFor);
        if (urgent.length > 0) await embedBatch(urgent);
      }
    }
  };

  const run = async (): Promise<void> => {
    for (;;) {
      nudged = false;
      // Both lanes end before the claims are given back: a lane at work still holds its own.
      const ended = await Promise.allSettled(Array.from({ length: LANES }, lane));
      const failed = ended.find((lane) => lane.status === 'rejected');
      if (failed) return fail(failed.reason);
      if (!nudged || closing.signal.aborted) return;
    }
  };

  const fail = async (reason: unknown): Promise<void> => {
    if (closing.signal.aborted) return;
    failure = LtmcError.is(reason) ? reason : new LtmcError('LTMC_INTERNAL', 'embedding failed for an unforeseen reason; see the log', { cause: reason });
    const waitMs = retryMs;
    notBeforeMs = performance.now() + waitMs; // not the wall clock, which may be set back
    retryMs = Math.min(retryMs * 2, RETRY_MS.most);
    logger.warn('embedding failed; the chunks stay queued', { code: failure.code, retry_in_ms: waitMs, cause: reason });
    await record.releaseClaims(owner).catch((cause: unknown) => logger.debug('claims were not given back; they expire by themselves', { cause }));
    progress();
  };

  const nudge = (): void => {
    if (closing.signal.aborted) return;
    nudged = true;
    if (running || (failure !== undefined && performance.now() < notBeforeMs)) return;
    running = run().finally(() => {
      running = undefined;
    });
  };

  const nextProgress = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      sleepers.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });

  const waitFor: EmbeddingQueue['waitFor'] = async (namespace, resourceId, { timeoutMs, signal }) => {
    const untilMs = performance.now() + timeoutMs;
    waiting.set(resourceId, (waiting.get(resourceId) ?? 0) + 1);
    nudge();
    try {
      for (;;) {
        const leftMs = untilMs - performance.now();
        if (leftMs > 0 && !signal?.aborted && !closing.signal.aborted && failure === undefined) {
          await nextProgress(Math.min(leftMs, WAIT_POLL_MS), signal);
        }
        const pending = await record.countPending(namespace, resourceId);
        if (pending === 0 || performance.now() >= untilMs || signal?.aborted || closing.signal.aborted || failure !== undefined) return pending;
      }
    } finally {
      const others = (waiting.get(resourceId) ?? 1) - 1;
      if (others > 0) waiting.set(resourceId, others);
      else waiting.delete(resourceId);
    }
  };

  const waitForFew = createFewWait({ record, nudge, nextProgress: (signal) => nextProgress(WAIT_POLL_MS, signal), isAway: () => failure !== undefined || closing.signal.aborted });

  const poll = setInterval(nudge, POLL_MS);
  poll.unref();
  nudge(); // what an earlier process left

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    clearInterval(poll);
    closing.abort();
    progress();
    await running;
    await record.releaseClaims(owner).catch((cause: unknown) => logger.debug('claims were not given back; they expire by themselves', { cause }));
  };

  return {
    nudge,
    waitFor,
    waitForFew,
    get failure() {
      return failure;
    },
    get isBusy() {
      return running !== undefined;
    },
    close: () => (closed ??= close()),
  };
}
