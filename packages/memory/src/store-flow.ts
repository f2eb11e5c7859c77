import { approximateTokenMap, chunkText, detectKind } from '@ltmc/chunking';
import { LtmcError, type CallContext, type ChunkInput, type Clock, type Embedder, type IdempotencyClaim, type Logger, type RecordStore, type StoredVersion, type TokenMap } from '@ltmc/contracts';
import { claimFor, replayOf } from './idempotency.js';
import { checkContent, checkFileName, checkMetadata, checkName, checkResourceType, checkTags, checkValidity, type ContentLimits } from './content-rules.js';
import type { EmbeddingQueue } from './embedding-queue.js';
import type { AnswerFormat, Replayed, StoreInput, StoreResult, WaitMode } from './types.js';

/** `auto`: long enough for a short text to become searchable, too short for a caller to notice. */
const AUTO_WAIT_MS = 150;
/** `searchable` ends by the caller's abort, by an embedding failure or here. */
const SEARCHABLE_WAIT_MS = 10 * 60_000;

/** The estimate is at worst a few percent too low; a chunk has at most 200 tokens and the model reads 254. */
const SHORT_TOKENS = 180;
/** Longer texts have more tokens in any language; estimating theirs would be in vain. */
const SHORT_CHARACTERS = 2000;

export interface StoreFlowParts {
  readonly record: RecordStore;
  readonly embedder: Embedder;
  readonly queue: EmbeddingQueue;
  readonly clock: Clock;
  readonly limits: ContentLimits;
  readonly logger: Logger;
}

/** validate -> chunk -> one transaction (durable, searchable by words) -> wait as asked for the embedding. */
export async function storeMemory(
  { record, embedder, queue, clock, limits, logger }: StoreFlowParts,
  context: CallContext,
  input: StoreInput,
  format: AnswerFormat<StoreResult> | undefined,
): Promise<StoreResult | Replayed> {
  const { namespace, signal } = context;
  const version = { ...checkInput(input, limits), ...checkCaller(context) };
  const { chunks, degraded } = await chunk(embedder, version.fileName, version.resourceType, version.content, signal);
  if (signal?.aborted) throw new LtmcError('LTMC_CANCELLED', 'the call was cancelled before anything was stored');
  const answerOf = (stored: StoredVersion, pendingChunks: number): StoreResult =>
    resultOf(stored, pendingChunks, degraded || (pendingChunks > 0 && queue.failure !== undefined));
  const claim: IdempotencyClaim<StoredVersion> | undefined =
    input.idempotency && format ? claimFor(input.idempotency, (stored) => format(answerOf(stored, stored.pendingChunks))) : undefined;

  const outcome = await record.storeVersion(
    { namespace, ...version, chunks, fingerprint: embedder.fingerprint.id, recordedAtMs: clock.nowMs() },
    claim,
  );
  if (outcome.kind === 'replayed') return replayOf(outcome.answer);

  const stored = outcome.result;
  const asCommitted = answerOf(stored, stored.pendingChunks);
  try {
    const pending = await settle(queue, namespace, stored, input.wait ?? 'auto', signal);
    const result = answerOf(stored, pending);
    if (input.idempotency && format && pending !== stored.pendingChunks) {
      // The kept answer was made at the commit; what is really sent now must be what a repeat gets.
      await record.settleAnswer(namespace, input.idempotency.tool, input.idempotency.key, JSON.stringify(format(result)));
    }
    return result;
  } catch (cause) {
    // The memory is stored: a busy or full record after the commit must not make the call say that it is not.
    logger.warn('stored, but the wait for its embedding ended early', { cause });
    return asCommitted;
  }
}

function checkCaller({ agentId, sessionId }: CallContext) {
  return {
    agentId: agentId === undefined ? null : checkName('agent_id', agentId),
    sessionId: sessionId === undefined ? null : checkName('session_id', sessionId),
  };
}

function checkInput(input: StoreInput, limits: ContentLimits) {
  checkValidity(input.validFromMs, input.expiresAtMs);
  return {
    fileName: checkFileName(input.fileName),
    content: checkContent(input.content, limits),
    resourceType: checkResourceType(input.resourceType ?? 'document'),
    tags: checkTags(input.tags ?? []),
    metadata: checkMetadata(input.metadata ?? {}),
    validFromMs: input.validFromMs ?? null,
    expiresAtMs: input.expiresAtMs ?? null,
  };
}

/** Without an embedder the text must still be kept: its tokens are estimated then, and the answer says so. */
async function chunk(embedder: Embedder, fileName: string, resourceType: string, content: string, signal: AbortSignal | undefined): Promise<{ chunks: readonly ChunkInput[]; degraded: boolean }> {
  const kind = detectKind(fileName, resourceType);
  const short = shortTokenMap(content);
  if (short) return { chunks: chunkText(content, { kind, tokens: short }), degraded: false };
  try {
    const tokens = await embedder.tokenMap(content, { priority: 'query', ...(signal ? { signal } : {}) });
    return { chunks: chunkText(content, { kind, tokens }), degraded: false };
  } catch (error) {
    if (!LtmcError.is(error) || !EMBEDDER_AWAY.has(error.code)) throw error;
    return { chunks: chunkText(content, { kind, tokens: approximateTokenMap(content) }), degraded: true };
  }
}

/**
 * The estimate, for a text that is surely within one chunk's tokens: a note is then stored without waiting for the embedding thread, which may be at
 * work on another text. It depends on the text alone, so the same text always gives the same chunks.
 */
function shortTokenMap(content: string): TokenMap | undefined {
  if (content.length > SHORT_CHARACTERS) return undefined;
  const estimate = approximateTokenMap(content);
  return estimate.counts.reduce((sum, count) => sum + count, 0) <= SHORT_TOKENS ? estimate : undefined;
}

/** Failures of the embedder that must not keep a text from being stored. */
const EMBEDDER_AWAY: ReadonlySet<string> = new Set(['LTMC_EMBEDDER_FAILED', 'LTMC_EMBEDDER_OVERLOADED', 'LTMC_MODEL_DAMAGED', 'LTMC_NATIVE_MISSING']);

async function settle(queue: EmbeddingQueue, namespace: string, stored: StoredVersion, wait: WaitMode, signal: AbortSignal | undefined): Promise<number> {
  if (stored.pendingChunks === 0) {
    queue.nudge(); // carried-over embeddings still have to reach the index
    return 0;
  }
  if (wait === 'durable') {
    queue.nudge();
    return stored.pendingChunks;
  }
  const timeoutMs = wait === 'auto' ? AUTO_WAIT_MS : SEARCHABLE_WAIT_MS;
  return queue.waitFor(namespace, stored.resourceId, { timeoutMs, ...(signal ? { signal } : {}) });
}

function resultOf(stored: StoredVersion, pendingChunks: number, degraded: boolean): StoreResult {
  return {
    resourceId: stored.resourceId,
    version: stored.version,
    chunksCreated: stored.unchanged ? 0 : stored.chunkIds.length,
    vectorIds: stored.vectorIds,
    pendingChunks,
    unchanged: stored.unchanged,
    ...(degraded ? { degraded: ['vectors'] } : {}),
  };
}
