import type { ChatRecord } from '@ltmc/contracts';
import { requireStorableMessage } from '../../storable.js';
import type { Sql } from '../connection.js';
import type { RecordAccess } from '../record-access.js';
import { addLinks, linkDue, linksDue, linksOf, linksTo, linkStatistics } from './context-links.js';
import { forgetConversation, undoForgetConversation } from './forget-conversation.js';
import { logMessage } from './log-message.js';
import { conversationsOf, countMessages, listConversations, listMessages, listSourceTools, messagesAround, readMessages } from './read-messages.js';

/** Conversations in the record. */
export function createSqliteChats({ query, read, write, purge, rehearse, tend }: RecordAccess): ChatRecord {
  /** Statements of which each is a read of its own. */
  const single: Sql = { all: query };
  return {
    log: async (input, claim) => {
      requireStorableMessage(input);
      return write({ namespace: input.namespace, claim, atMs: input.recordedAtMs }, (sql) => logMessage(sql, input));
    },
    read: (namespace, ids) => readMessages(single, namespace, ids),
    list: async (namespace, filter, page) => listMessages(single, namespace, filter, page),
    around: (namespace, messageId, reach) => read((sql) => messagesAround(sql, namespace, messageId, reach)),
    conversations: (namespace, limit) => listConversations(single, namespace, limit),
    count: (namespace, filter) => countMessages(single, namespace, filter),
    forget: async (namespace, conversationId, options, claim) => {
      if (options.dryRun === true) return rehearse(namespace, (sql) => forgetConversation(sql, namespace, conversationId, options));
      const change = options.purge === true ? purge : write;
      return change({ namespace, claim, atMs: options.atMs }, (sql) => forgetConversation(sql, namespace, conversationId, options));
    },
    undoForget: (namespace, conversationId, options, claim) =>
      write({ namespace, claim, atMs: options.atMs }, (sql) => undoForgetConversation(sql, namespace, conversationId, options)),

    link: (namespace, messageId, links, atMs, claim) => write({ namespace, claim, atMs }, (sql) => addLinks(sql, { namespace, messageId, links, atMs })),
    linksDue: (limit) => linksDue(single, limit),
    linkDue: (namespace, messageId, links, atMs) => tend((sql) => linkDue(sql, { namespace, messageId, links: links.map((link) => ({ ...link, automatic: true })), atMs })),
    linksOf: (namespace, messageIds) => linksOf(single, namespace, messageIds),
    linksTo: (namespace, chunkIds, limit) => linksTo(single, namespace, chunkIds, limit),
    linkStatistics: (namespace) => linkStatistics(single, namespace),
    sourceTools: (namespace) => listSourceTools(single, namespace),
    conversationsOf: (namespace, sourceTool, limit) => conversationsOf(single, namespace, sourceTool, limit),
  };
}
