import { arrayOf, inputSchema, INTEGER, NUMBER, objectOf, outputSchema, TEXT } from '../schema.js';
import type { Tool } from '../types.js';

/** How much conversations draw on memories. */
export const getContextUsageStatistics: Tool<Record<string, never>> = {
  name: 'get_context_usage_statistics',
  title: 'Statistics of links',
  group: 'links',
  description: 'See how many messages are linked to how many stored passages, which passages most, and how links came about by day.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['memory', 'message'],
  inputSchema: inputSchema({}),
  outputSchema: outputSchema({
    statistics: objectOf({
      total_context_links: INTEGER,
      total_chunks: { type: 'integer', description: 'With a link' },
      total_messages: { type: 'integer', description: 'With a link' },
      average_links_per_message: { type: 'number', description: 'Over the messages with a link; 0 where there is none' },
      most_referenced_chunks: arrayOf(objectOf({ chunk_id: INTEGER, resource_id: INTEGER, links: INTEGER })),
      context_usage_trends: objectOf({ links_per_day: arrayOf(objectOf({ day: TEXT, links: NUMBER })) }),
    }),
  }),
  run: async (_input, context, { memory }) => {
    const { links, chunks, messages, mostReferenced, perDay } = await memory.chats.linkStatistics(context);
    return {
      success: true,
      statistics: {
        total_context_links: links,
        total_chunks: chunks,
        total_messages: messages,
        average_links_per_message: messages === 0 ? 0 : Math.round((links / messages) * 100) / 100,
        most_referenced_chunks: mostReferenced.map(({ chunkId, resourceId, links: count }) => ({ chunk_id: chunkId, resource_id: resourceId, links: count })),
        context_usage_trends: { links_per_day: perDay.map(({ day, links: count }) => ({ day, links: count })) },
      },
    };
  },
};
