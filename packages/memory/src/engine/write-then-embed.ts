import type { CallContext, IdempotencyClaim, WriteOutcome } from '@ltmc/contracts';
import { claimFor, replayOf } from '../idempotency.js';
import type { AnswerFormat, IdempotencyRequest, Replayed, WaitMode } from '../types.js';
import type { MemoryEngine } from './engine.js';

/** `auto`: long enough for a short text to become searchable, too short for a caller to notice. */
const AUTO_WAIT_MS = 150;
/** `searchable` ends by the caller's abort, by an embedding failure or here. */
const SEARCHABLE_WAIT_MS = 10 * 60_000;

/** A write of text that is embedded after its commit. */
export interface EmbeddedWrite<Stored extends { readonly pendingChunks: number }, Result> {
  /** Default `auto`. */
  readonly wait?: WaitMode | undefined;
  readonly idempotency?: IdempotencyRequest | undefined;
  /** Makes the answer that is kept under the idempotency key. */
  readonly format?: AnswerFormat<Result> | undefined;
  /** Whether the text was chunked without the embedder. */
  readonly degraded: boolean;
  /** The transaction. */
  write(claim: IdempotencyClaim<Stored> | undefined): Promise<WriteOutcome<Stored>>;
  /** Whose chunks to wait for. */
  resourceIds(stored: Stored): readonly number[];
  /** @param pendingChunks - those not yet searchable by meaning. */
  result(stored: Stored, pendingChunks: number, degraded: boolean): Result;
  /** What else is done before the answer, once the wait is over, however it ended. Where it fails the answer is that of the commit. Default: nothing. */
  finish?(stored: Stored, result: Result): Promise<Result>;
}

/** One transaction (durable, searchable by words), then the wait for its embedding as asked; the kept answer is the one that is sent. */
export async function writeThenEmbed<Stored extends { readonly pendingChunks: number }, Result>(
  { record, queue, logger }: MemoryEngine,
  { namespace, signal }: CallContext,
  { wait = 'auto', idempotency, format, degraded, write, resourceIds, result, finish }: EmbeddedWrite<Stored, Result>,
): Promise<Result | Replayed> {
  const answerOf = (stored: Stored, pendingChunks: number): Result => result(stored, pendingChunks, degraded || (pendingChunks > 0 && queue.failure !== undefined));
  const outcome = await write(idempotency && format ? claimFor(idempotency, (stored) => format(answerOf(stored, stored.pendingChunks))) : undefined);
  if (outcome.kind === 'replayed') return replayOf(outcome.answer);

  const stored = outcome.result;
  const asCommitted = answerOf(stored, stored.pendingChunks);
  if (stored.pendingChunks === 0 || wait === 'durable') {
    queue.nudge(); // carried-over embeddings, too, still have to reach the index
    return asCommitted;
  }
  try {
    const untilMs = performance.now() + (wait === 'auto' ? AUTO_WAIT_MS : SEARCHABLE_WAIT_MS);
    const waits = resourceIds(stored).map((resourceId) => queue.waitFor(namespace, resourceId, { timeoutMs: untilMs - performance.now(), ...(signal ? { signal } : {}) }));
    const pending = (await Promise.all(waits)).reduce((sum, count) => sum + count, 0);
    const waited = answerOf(stored, pending);
    const settled = finish ? await finish(stored, waited) : waited;
    if (idempotency && format && (finish !== undefined || pending !== stored.pendingChunks)) {
      // The kept answer was made at the commit; what is really sent now must be what a repeat gets.
      await record.settleAnswer(namespace, idempotency.tool, idempotency.key, JSON.stringify(format(settled)));
    }
    return settled;
  } catch (cause) {
    // It is stored: a busy or full record after the commit must not make the call say that it is not.
    logger.warn('stored, but the wait for its embedding ended early', { cause });
    return asCommitted;
  }
}
