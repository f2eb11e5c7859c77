import { detectKind } from '@ltmc/chunking';
import { LtmcError, type CallContext, type StoredVersion } from '@ltmc/contracts';
import { toldDate } from '@ltmc/ranking';
import { checkCaller, checkContent, checkFileName, checkMetadata, checkResourceType, checkTags, checkValidity, type ContentLimits } from './content-rules.js';
import { chunkContent } from './engine/chunk-content.js';
import type { MemoryEngine } from './engine/engine.js';
import { withNameContext } from './engine/chunk-context.js';
import { writeThenEmbed } from './engine/write-then-embed.js';
import type { AnswerFormat, Replayed, StoreInput, StoreResult } from './types.js';

/** validate -> chunk -> one transaction (durable, searchable by words) -> wait as asked for the embedding. */
export async function storeMemory(engine: MemoryEngine, context: CallContext, input: StoreInput, format: AnswerFormat<StoreResult> | undefined): Promise<StoreResult | Replayed> {
  const { embedder, clock, limits, signatures } = engine;
  const { namespace, signal } = context;
  const version = { ...checkInput(input, limits), ...checkCaller(context) };
  const { chunks, degraded } = await chunkContent(embedder, version.content, { kind: detectKind(version.fileName, version.resourceType), titled: true, signal });
  if (signal?.aborted) throw new LtmcError('LTMC_CANCELLED', 'the call was cancelled before anything was stored');
  return writeThenEmbed(engine, context, {
    wait: input.wait,
    idempotency: input.idempotency,
    format,
    degraded,
    write: async (claim) => {
      const toldAtMs = toldDate(version.fileName, version.content) ?? null;
      const outcome = await engine.writes(context).storeVersion({ namespace, ...version, toldAtMs, chunks: withNameContext(chunks, version.fileName), fingerprint: embedder.fingerprint.id, recordedAtMs: clock.nowMs() }, claim);
      if (outcome.kind === 'written') await signatures?.carry(outcome.result.carried, outcome.result.seq);
      return outcome;
    },
    resourceIds: ({ resourceId }) => [resourceId],
    result: resultOf,
  });
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
