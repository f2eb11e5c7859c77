import type { JsonObject } from '@ltmc/contracts';
import { fitAnswer } from '../answer-budget.js';
import { messageAnswer, messageSchema, type Detail } from '../chat/message-answer.js';
import { arrayOf, BOOLEAN, DETAIL, inputSchema, INTEGER, MAX_TOKENS, NUMBER, outputSchema } from '../schema.js';
import type { Tool } from '../types.js';

interface Input {
  readonly chunk_id: number;
  readonly limit: number;
  readonly max_tokens?: number;
  readonly detail: Detail;
}

/** The messages that are linked to a passage. */
export const getMessagesForChunk: Tool<Input> = {
  name: 'get_messages_for_chunk',
  title: 'Messages about a passage',
  group: 'links',
  description: 'Read the logged messages that are about a stored passage, newest first. chunk_id comes from retrieve_memory.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['memory', 'message'],
  inputSchema: inputSchema(
    { chunk_id: { type: 'integer', minimum: 1 }, limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 }, max_tokens: MAX_TOKENS, detail: DETAIL },
    ['chunk_id'],
  ),
  outputSchema: outputSchema(
    { chunk_id: INTEGER, messages: arrayOf(messageSchema({ link_strength: NUMBER, automatic: BOOLEAN })), total_messages: INTEGER, truncated: { const: true } },
    ['truncated'],
  ),
  run: async ({ chunk_id: chunkId, limit, max_tokens: maxTokens, detail }, context, { memory, countTokens }) => {
    const { messages, total } = await memory.chats.messagesFor(context, chunkId, limit);
    const items = messages.map((message) => ({
      ...messageAnswer(message, detail),
      link_strength: Math.round(message.strength * 1e4) / 1e4,
      automatic: message.automatic,
    }));
    const answer = (kept: readonly JsonObject[], truncated: boolean): JsonObject => ({
      success: true,
      chunk_id: chunkId,
      messages: kept,
      total_messages: total,
      ...(truncated ? { truncated: true } : {}),
    });
    return fitAnswer(items, answer, { maxTokens, countTokens });
  },
};
