import { LtmcError, type CallContext, type MessageInput, type StoredMessage } from '@ltmc/contracts';
import { checkCaller, checkContent, checkMetadata, checkName, type ContentLimits } from '../content-rules.js';
import { chunkContent } from '../engine/chunk-content.js';
import type { MemoryEngine } from '../engine/engine.js';
import { withSpeakerContext } from '../engine/chunk-context.js';
import { writeThenEmbed } from '../engine/write-then-embed.js';
import type { AnswerFormat, Replayed } from '../types.js';
import { linkToContext } from './link-context.js';
import type { LogInput, LogResult, PlacedLink } from './types.js';

/** validate -> chunk -> one transaction -> wait as asked for the embedding -> links, where the message is embedded by then. */
export async function logChat(engine: MemoryEngine, context: CallContext, input: LogInput, format: AnswerFormat<LogResult> | undefined): Promise<LogResult | Replayed> {
  const { embedder, clock, limits } = engine;
  const { namespace, signal } = context;
  const nowMs = clock.nowMs();
  const message = { ...checkMessage(input, nowMs, limits), ...checkCaller(context) };
  const { chunks, degraded } = await chunkContent(embedder, message.content, { kind: 'markdown', signal });
  if (signal?.aborted) throw new LtmcError('LTMC_CANCELLED', 'the call was cancelled before anything was stored');
  const linkContext = input.linkContext ?? true;
  const usedChunks = [...new Set(input.usedChunks)];
  const stored: MessageInput = { namespace, ...message, chunks: withSpeakerContext(chunks, message), fingerprint: embedder.fingerprint.id, recordedAtMs: nowMs, linkContext, ...(usedChunks.length > 0 ? { usedChunks } : {}) };
  const used = await usesOf(engine, namespace, usedChunks, nowMs);
  return writeThenEmbed<StoredMessage, LogResult>(engine, context, {
    wait: input.wait,
    idempotency: input.idempotency,
    format,
    degraded,
    write: (claim) => engine.writes(context).chats.log(stored, claim),
    resourceIds: ({ resourceId }) => [resourceId],
    result: ({ messageId }, pendingChunks, missing) => ({
      messageId, pendingChunks, contextLinks: used.map((use) => ({ ...use, messageId })), linksPending: linkContext, ...(missing ? { degraded: ['vectors'] } : {}),
    }),
    finish: async ({ messageId, vectorIds }, result) => {
      const [first, last] = [vectorIds.at(0), vectorIds.at(-1)];
      if (!linkContext || result.pendingChunks > 0 || first === undefined || last === undefined) return result;
      const made = await linkToContext(engine, { namespace, messageId, vectors: { first, last } });
      return { ...result, contextLinks: [...result.contextLinks, ...made.filter(({ automatic }) => automatic)], linksPending: false };
    },
  });
}

/** The links to be, in the order given. A chunk that is not there is refused by the write, whatever is read here. */
async function usesOf({ record }: MemoryEngine, namespace: string, chunkIds: readonly number[], nowMs: number): Promise<Omit<PlacedLink, 'messageId'>[]> {
  if (chunkIds.length === 0) return [];
  const views = new Map((await record.readChunks({ chunkIds }, { namespace, validAtMs: nowMs })).map((view) => [view.chunkId, view]));
  return chunkIds.flatMap((chunkId) => {
    const view = views.get(chunkId);
    return view ? [{ chunkId, resourceId: view.resourceId, strength: 1, automatic: false, createdAtMs: nowMs }] : [];
  });
}

function checkMessage(input: LogInput, nowMs: number, limits: ContentLimits) {
  return {
    conversationId: checkName('conversation_id', input.conversationId),
    role: input.role ?? 'user',
    content: checkContent(input.content, limits),
    agentName: input.agentName === undefined ? null : checkName('agent_name', input.agentName),
    sourceTool: input.sourceTool === undefined ? null : checkName('source_tool', input.sourceTool),
    metadata: checkMetadata(input.metadata ?? {}),
    timestampMs: input.timestampMs ?? nowMs,
  } as const;
}
