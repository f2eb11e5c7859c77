import type { ChatRole, JsonObject } from '@ltmc/contracts';
import type { LogResult, WaitMode } from '@ltmc/memory';
import { arrayOf, CONVERSATION_ID, inputSchema, INTEGER, METADATA, NUMBER, objectOf, outputSchema, seldom, TEXT, TIME, WRITER, type WriterInput } from '../schema.js';
import { parseTimes } from '../times.js';
import type { Tool } from '../types.js';
import { answerOf, idempotencyOf, touchesNone } from '../writing.js';

interface Input extends WriterInput {
  readonly content: string;
  readonly conversation_id: string;
  readonly role: ChatRole;
  readonly agent_name?: string;
  readonly source_tool?: string;
  readonly metadata?: JsonObject;
  readonly timestamp?: string;
  readonly link_context: boolean;
  readonly used_chunks?: readonly number[];
  readonly wait: WaitMode;
}

/** Keeps a message of a conversation. */
export const logChat: Tool<Input> = {
  name: 'log_chat',
  title: 'Log a chat message',
  group: 'chat',
  description: 'Keep a message of a conversation word for word, linked to the stored passages it is about. For facts and decisions use store_memory.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  inputSchema: inputSchema(
    {
      content: { type: 'string' },
      conversation_id: CONVERSATION_ID,
      role: { type: 'string', enum: ['user', 'assistant', 'system', 'tool'], default: 'user' },
      agent_name: { type: 'string', minLength: 1 },
      source_tool: { type: 'string', minLength: 1, description: 'Program or tool it came from' },
      metadata: METADATA,
      timestamp: seldom({ ...TIME, description: 'Default: now' }),
      link_context: seldom({ type: 'boolean', default: true }),
      used_chunks: { type: 'array', items: { type: 'integer', minimum: 1 }, maxItems: 100, description: 'chunk_ids it draws on' },
      wait: { type: 'string', enum: ['auto', 'durable', 'searchable'], default: 'auto' },
      ...WRITER,
    },
    ['content', 'conversation_id'],
  ),
  outputSchema: outputSchema({
    chat_id: INTEGER,
    message_id: INTEGER,
    context_links: arrayOf(objectOf({ chunk_id: INTEGER, resource_id: INTEGER, link_strength: NUMBER })),
    links_pending: { type: 'boolean', description: 'More links may be made in the background' },
    message: TEXT,
  }),
  touches: touchesNone,
  run: async (input, context, { memory }) => {
    const { content, conversation_id: conversationId, role, agent_name: agentName, source_tool: sourceTool, metadata, link_context: linkContext, used_chunks: usedChunks, wait } = input;
    const answer = (result: LogResult): JsonObject => logAnswer(conversationId, result);
    const logged = await memory.chats.log(
      context,
      {
        conversationId,
        content,
        role,
        linkContext,
        wait,
        ...(agentName === undefined ? {} : { agentName }),
        ...(sourceTool === undefined ? {} : { sourceTool }),
        ...(metadata ? { metadata } : {}),
        ...(usedChunks ? { usedChunks } : {}),
        ...parseTimes({ timestampMs: 'timestamp' }, { ...input }),
        ...idempotencyOf('log_chat', { ...input }),
      },
      answer,
    );
    return answerOf(logged, answer);
  },
};

function logAnswer(conversationId: string, { messageId, contextLinks, linksPending, pendingChunks, degraded }: LogResult): JsonObject {
  const later = pendingChunks > 0 ? '; not yet searchable by meaning' : '';
  return {
    success: true,
    // A message is a chat of its own to older clients: both names give the same number.
    chat_id: messageId,
    message_id: messageId,
    context_links: contextLinks.map(({ chunkId, resourceId, strength }) => ({ chunk_id: chunkId, resource_id: resourceId, link_strength: Math.round(strength * 1e4) / 1e4 })),
    links_pending: linksPending,
    message: `Logged message ${messageId} in "${conversationId}"${later}`,
    ...(degraded ? { degraded } : {}),
  };
}
