import type { CallContext, JsonObject, MessagePage } from '@ltmc/contracts';
import { fitAnswer } from '../answer-budget.js';
import { arrayOf, CONVERSATION_ID, CURSOR, DETAIL, inputSchema, INTEGER, MAX_TOKENS, outputSchema, TEXT } from '../schema.js';
import type { Tool, ToolServices } from '../types.js';
import { messageAnswer, messageSchema, type Detail } from './message-answer.js';

interface Input {
  readonly tool_name: string;
  readonly conversation_id?: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly max_tokens?: number;
  readonly detail: Detail;
}

/** Pages through the messages that came from one tool, newest first. */
export const getChatsByTool: Tool<Input> = {
  name: 'get_chats_by_tool',
  title: 'Chats by tool',
  group: 'chat',
  description: 'Read the messages that came from one program or tool, newest first. By content: retrieve_memory with conversation_id.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['message'],
  aliases: { source_tool: 'tool_name' },
  inputSchema: inputSchema(
    {
      tool_name: { type: 'string', minLength: 1, description: 'source_tool of the messages' },
      conversation_id: CONVERSATION_ID,
      limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
      cursor: CURSOR,
      max_tokens: MAX_TOKENS,
      detail: DETAIL,
    },
    ['tool_name'],
  ),
  outputSchema: outputSchema({ messages: arrayOf(messageSchema()), count: INTEGER, next_cursor: TEXT, truncated: { const: true } }, ['next_cursor', 'truncated']),
  run: async (input, context, services) => {
    const page = await pageOf(services, context, input, input.limit);
    const whole = await fitted(services, input, page);
    const kept = Number(whole['count']);
    if (whole['truncated'] !== true) return whole;
    // The next page begins with what was left out of this one.
    for (let count = kept; count > 0; count -= 1) {
      const answer = await fitted(services, input, await pageOf(services, context, input, count), true);
      if (answer['count'] === count) return answer;
    }
    return { success: true, messages: [], count: 0, truncated: true, ...(input.cursor === undefined ? {} : { next_cursor: input.cursor }) };
  },
};

function pageOf({ memory }: ToolServices, context: CallContext, { tool_name: sourceTool, conversation_id: conversationId, cursor }: Input, limit: number): Promise<MessagePage> {
  return memory.chats.list(context, { sourceTool, limit, ...(conversationId === undefined ? {} : { conversationId }), ...(cursor === undefined ? {} : { cursor }) });
}

function fitted({ countTokens }: ToolServices, { max_tokens: maxTokens, detail }: Input, { messages, nextCursor }: MessagePage, isPart = false): Promise<JsonObject> {
  const answer = (items: readonly JsonObject[], truncated: boolean): JsonObject => ({
    success: true,
    messages: items,
    count: items.length,
    ...(nextCursor === undefined ? {} : { next_cursor: nextCursor }),
    ...(truncated || isPart ? { truncated: true } : {}),
  });
  return fitAnswer(messages.map((message) => messageAnswer(message, detail)), answer, { maxTokens, countTokens });
}
