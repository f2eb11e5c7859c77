import { LtmcError, type CallContext, type JsonObject, type MessageView } from '@ltmc/contracts';
import type { MemoryService } from '@ltmc/memory';
import { isoTime } from '../times.js';
import { conversationUri } from './resource-uri.js';
import { PART_CHARACTERS, partEnd } from './text-part.js';
import type { ResourceText } from './types.js';

/** Messages of one part. */
const PART_MESSAGES = 100;

interface Asked {
  readonly conversationId: string;
  readonly before: number | undefined;
}

/** What was said last (or before a message), in order, as JSON: stored text cannot pose as another message. `earlier` names what was said before. */
export async function readConversation(memory: MemoryService, context: CallContext, { conversationId, before }: Asked): Promise<ResourceText[]> {
  const { chats } = memory;
  const totalMessages = await chats.count(context, { conversationId });
  if (totalMessages === 0) throw new LtmcError('LTMC_NOT_FOUND', `there is no conversation ${JSON.stringify(conversationId.slice(0, 80))}; get_chats_by_tool shows messages with their conversation_id`);
  const found = before === undefined
    ? (await chats.list(context, { conversationId, limit: PART_MESSAGES })).messages.toReversed()
    : await messagesBefore(memory, context, { conversationId, before });
  const messages = lastThatFit(found);
  const [first] = messages;
  const hasEarlier = first !== undefined && (await chats.around(context, first.messageId, { before: 1, after: 0 })).length > 0;
  const body = {
    conversation_id: conversationId,
    total_messages: totalMessages,
    messages: messages.map(shown),
    ...(hasEarlier ? { earlier: conversationUri(conversationId, first.messageId) } : {}),
  };
  return [{ uri: conversationUri(conversationId, before), mimeType: 'application/json', text: JSON.stringify(body, undefined, 1) }];
}

async function messagesBefore({ chats }: MemoryService, context: CallContext, { conversationId, before }: Asked & { readonly before: number }): Promise<readonly MessageView[]> {
  const message = await chats.get(context, before);
  if (message.conversationId !== conversationId) throw new LtmcError('LTMC_NOT_FOUND', `message ${before} is of another conversation`);
  return chats.around(context, before, { before: PART_MESSAGES, after: 0 });
}

/** The last of them, within the bound; one that is longer alone is cut. */
function lastThatFit(messages: readonly MessageView[]): MessageView[] {
  const fitting: MessageView[] = [];
  let room = PART_CHARACTERS;
  for (const message of messages.toReversed()) {
    if (fitting.length > 0 && message.content.length > room) break;
    fitting.unshift(message);
    room -= message.content.length;
  }
  return fitting;
}

function shown({ messageId, role, agentName, timestampMs, content }: MessageView): JsonObject {
  return {
    message_id: messageId,
    role,
    ...(agentName === null ? {} : { agent_name: agentName }),
    timestamp: isoTime(timestampMs),
    content: content.slice(0, partEnd(content, 0)),
    ...(content.length > PART_CHARACTERS ? { truncated: true } : {}),
  };
}
