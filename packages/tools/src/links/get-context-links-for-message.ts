import type { JsonObject } from '@ltmc/contracts';
import { fitAnswer } from '../answer-budget.js';
import { arrayOf, BOOLEAN, DETAIL, inputSchema, INTEGER, MAX_TOKENS, MESSAGE_ID, NUMBER, objectOf, outputSchema, TEXT } from '../schema.js';
import { snippetOf } from '../snippet.js';
import type { Tool } from '../types.js';

interface Input {
  readonly message_id: number;
  readonly max_tokens?: number;
  readonly detail: 'ids' | 'snippet' | 'full';
}

/** The passages a message is linked to. */
export const getContextLinksForMessage: Tool<Input> = {
  name: 'get_context_links_for_message',
  title: 'Passages of a message',
  group: 'links',
  description: 'Read the stored passages a logged message is about, strongest link first; automatic tells those that were linked by nearness alone.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['memory', 'message'],
  inputSchema: inputSchema({ message_id: MESSAGE_ID, max_tokens: MAX_TOKENS, detail: DETAIL }, ['message_id']),
  outputSchema: outputSchema(
    {
      message_id: INTEGER,
      context_links: arrayOf(objectOf({ chunk_id: INTEGER, content: TEXT, resource_id: INTEGER, link_strength: NUMBER, automatic: BOOLEAN }, ['content'])),
      total_links: INTEGER,
      truncated: { const: true },
    },
    ['truncated'],
  ),
  run: async ({ message_id: messageId, max_tokens: maxTokens, detail }, context, { memory, countTokens }) => {
    const links = await memory.chats.linksOf(context, messageId);
    const items = links.map(({ chunkId, content, resourceId, strength, automatic }) => ({
      chunk_id: chunkId,
      ...(detail === 'ids' ? {} : { content: detail === 'snippet' ? snippetOf(content, '') : content }),
      resource_id: resourceId,
      link_strength: Math.round(strength * 1e4) / 1e4,
      automatic,
    }));
    const answer = (kept: readonly JsonObject[], truncated: boolean): JsonObject => ({
      success: true,
      message_id: messageId,
      context_links: kept,
      total_links: links.length,
      ...(truncated ? { truncated: true } : {}),
    });
    return fitAnswer(items, answer, { maxTokens, countTokens });
  },
};
