import { LtmcError, type CallContext } from '@ltmc/contracts';
import type { MemoryService } from '@ltmc/memory';
import { isoTime } from '../times.js';
import { mimeTypeOf } from './read-memory.js';
import { CONVERSATION_TEMPLATE, conversationUri, MEMORY_TEMPLATE, memoryUri, STATUS_URI } from './resource-uri.js';
import { oneLine } from './text-part.js';
import type { ResourceDescriptor, ResourcePage, ResourceTemplate } from './types.js';

/** Most memories, and most conversations, that are listed: those stored or used last. All others are reached by the templates. */
const MOST_LISTED = 100;

export const TEMPLATES: readonly ResourceTemplate[] = [
  { uriTemplate: MEMORY_TEMPLATE, name: 'memory', title: 'A memory', description: 'The current text of a memory; a long one in parts.', mimeType: 'text/plain' },
  { uriTemplate: CONVERSATION_TEMPLATE, name: 'conversation', title: 'A conversation', description: 'What was said last, in order; earlier parts by their address.', mimeType: 'application/json' },
];

const STATUS: ResourceDescriptor = { uri: STATUS_URI, name: 'status', title: 'Status', description: 'How much is stored, and how the parts of the server are.', mimeType: 'application/json' };

/** The page that everybody gets first. */
export const FIRST_PAGE: ResourcePage = { resources: [STATUS], nextCursor: 'memories' };

/** The pages after the first, by their cursor: what was stored last, what was said last. */
export async function listStored(memory: MemoryService, cursor: string, context: CallContext): Promise<ResourcePage> {
  if (cursor === 'memories') return { resources: await latestMemories(memory, context), nextCursor: 'conversations' };
  if (cursor === 'conversations') return { resources: await latestConversations(memory, context) };
  throw new LtmcError('LTMC_INVALID_INPUT', `unknown cursor ${JSON.stringify(cursor.slice(0, 80))}; use nextCursor of the page before`);
}

async function latestMemories({ list }: MemoryService, context: CallContext): Promise<ResourceDescriptor[]> {
  const { memories } = await list(context, { limit: MOST_LISTED });
  return memories.map(({ resourceId, fileName, resourceType, version, updatedAtMs }) => ({
    uri: memoryUri(resourceId),
    name: fileName,
    title: oneLine(fileName),
    description: `${oneLine(resourceType)}, version ${version}, stored ${isoTime(updatedAtMs)}`,
    mimeType: mimeTypeOf(fileName),
  }));
}

async function latestConversations({ chats }: MemoryService, context: CallContext): Promise<ResourceDescriptor[]> {
  const conversations = await chats.conversations(context, MOST_LISTED);
  return conversations.map(({ conversationId, messageCount, lastMs }) => ({
    uri: conversationUri(conversationId),
    name: conversationId,
    title: `Conversation ${oneLine(conversationId)}`,
    description: `${messageCount} ${messageCount === 1 ? 'message' : 'messages'}, last ${isoTime(lastMs)}`,
    mimeType: 'application/json',
  }));
}
