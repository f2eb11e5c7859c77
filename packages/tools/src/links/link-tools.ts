import type { Tool } from '../types.js';
import { getContextLinksForMessage } from './get-context-links-for-message.js';
import { getContextUsageStatistics } from './get-context-usage-statistics.js';
import { getMessagesForChunk } from './get-messages-for-chunk.js';
import { getToolConversations } from './get-tool-conversations.js';
import { listToolIdentifiers } from './list-tool-identifiers.js';
import { storeContextLinks } from './store-context-links.js';

/** The opt-in toolset `links`. */
export const linkTools: readonly Tool[] = [storeContextLinks, getContextLinksForMessage, getMessagesForChunk, getContextUsageStatistics, listToolIdentifiers, getToolConversations];
