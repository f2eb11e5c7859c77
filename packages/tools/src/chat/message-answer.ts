import type { JsonObject, MessageView } from '@ltmc/contracts';
import { INTEGER, METADATA, objectOf, TEXT, TEXT_OR_NULL, TIME_OUT } from '../schema.js';
import { snippetOf } from '../snippet.js';
import { isoTime } from '../times.js';

export type Detail = 'ids' | 'snippet' | 'full';

const FIELDS = { message_id: INTEGER, conversation_id: TEXT, role: TEXT, content: TEXT, timestamp: TIME_OUT, agent_name: TEXT_OR_NULL, metadata: METADATA, source_tool: TEXT_OR_NULL };

/** A message in an answer, with what a tool adds to it. */
export function messageSchema(more: Record<string, JsonObject> = {}): JsonObject {
  return objectOf({ ...FIELDS, ...more }, ['content']);
}

/** @param detail - `ids` leaves the text out, `snippet` shortens it. */
export function messageAnswer({ messageId, conversationId, role, content, timestampMs, agentName, metadata, sourceTool }: MessageView, detail: Detail): JsonObject {
  return {
    message_id: messageId,
    conversation_id: conversationId,
    role,
    ...(detail === 'ids' ? {} : { content: detail === 'snippet' ? snippetOf(content, '') : content }),
    timestamp: isoTime(timestampMs),
    agent_name: agentName,
    metadata,
    source_tool: sourceTool,
  };
}
