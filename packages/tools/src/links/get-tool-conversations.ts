import { arrayOf, inputSchema, INTEGER, objectOf, outputSchema, TEXT, TIME_OUT } from '../schema.js';
import { isoTime } from '../times.js';
import type { Tool } from '../types.js';

interface Input {
  readonly tool_name: string;
  readonly limit: number;
}

/** Conversations counted at most. */
const MOST = 100_000;

/** The conversations a tool took part in. */
export const getToolConversations: Tool<Input> = {
  name: 'get_tool_conversations',
  title: 'Conversations of a tool',
  group: 'links',
  description: 'List the conversations with messages from one source_tool, most recently used first. To read the messages use get_chats_by_tool.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['message'],
  aliases: { source_tool: 'tool_name' },
  inputSchema: inputSchema(
    { tool_name: { type: 'string', minLength: 1, maxLength: 255, description: 'source_tool of the messages' }, limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 } },
    ['tool_name'],
  ),
  outputSchema: outputSchema({
    conversations: arrayOf(objectOf({ conversation_id: TEXT, usage_count: INTEGER, last_used: TIME_OUT })),
    total_conversations: INTEGER,
    usage_statistics: objectOf({ total_messages: INTEGER, last_used: { type: ['string', 'null'], format: 'date-time' } }),
  }),
  run: async ({ tool_name: toolName, limit }, context, { memory }) => {
    const all = await memory.chats.conversationsOf(context, toolName, MOST);
    const [latest] = all;
    return {
      success: true,
      conversations: all.slice(0, limit).map(({ conversationId, usageCount, lastUsedMs }) => ({ conversation_id: conversationId, usage_count: usageCount, last_used: isoTime(lastUsedMs) })),
      total_conversations: all.length,
      usage_statistics: { total_messages: all.reduce((sum, { usageCount }) => sum + usageCount, 0), last_used: latest ? isoTime(latest.lastUsedMs) : null },
    };
  },
};
