import type { ContextLink, JsonObject } from '@ltmc/contracts';
import { arrayOf, inputSchema, INTEGER, MESSAGE_ID, outputSchema, WRITER, type WriterInput } from '../schema.js';
import type { Tool } from '../types.js';
import { answerOf, idempotencyOf, touchesNone } from '../writing.js';

interface Input extends WriterInput {
  readonly message_id: number;
  readonly chunk_ids: readonly number[];
}

/** States which passages a message draws on. */
export const storeContextLinks: Tool<Input> = {
  name: 'store_context_links',
  title: 'Link a message to passages',
  group: 'links',
  description: 'State which stored passages a logged message draws on, by chunk_id from retrieve_memory. What log_chat links by itself need not be repeated, unless you vouch for it.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  inputSchema: inputSchema(
    { message_id: MESSAGE_ID, chunk_ids: { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 1, maxItems: 100 }, ...WRITER },
    ['message_id', 'chunk_ids'],
  ),
  outputSchema: outputSchema({ message_id: INTEGER, links_created: INTEGER, linked_chunks: arrayOf(INTEGER) }),
  touches: touchesNone,
  run: async (input, context, { memory }) => {
    const { message_id: messageId, chunk_ids: chunkIds } = input;
    const answer = (links: readonly ContextLink[]): JsonObject => ({
      success: true,
      message_id: messageId,
      links_created: links.length,
      linked_chunks: links.map(({ chunkId }) => chunkId),
    });
    const links = chunkIds.map((chunkId) => ({ chunkId, strength: 1, automatic: false }));
    return answerOf(await memory.chats.link(context, { messageId, links, ...idempotencyOf('store_context_links', { ...input }) }, answer), answer);
  },
};
