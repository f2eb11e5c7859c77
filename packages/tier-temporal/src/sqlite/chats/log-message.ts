import { randomUUID } from 'node:crypto';
import type { MessageInput, StoredMessage } from '@ltmc/contracts';
import { onlyRow, type Sql } from '../connection.js';
import type { Done } from '../idempotency.js';
import { statedUse } from '../../stated-use.js';
import { appendVersion } from '../store-version.js';
import { addLinks } from './context-links.js';

const ADD = `
INSERT INTO chat_messages (resource_id, namespace_id, conversation_id, role, agent_name, source_tool, timestamp_ms)
SELECT r.id, r.namespace_id, $conversationId, $role, $agentName, $sourceTool, $timestampMs FROM resources AS r WHERE r.id = $resourceId
RETURNING id`;

const LINKS_DUE = 'INSERT INTO chat_links_due (message_id) VALUES ($messageId)';

/** What every message is stored as. */
const RESOURCE_TYPE = 'message';

/** A message as a version of its own, inside the caller's transaction. */
export async function logMessage(sql: Sql, input: MessageInput): Promise<Done<StoredMessage>> {
  // Not its number: that is another one in the record that an export is brought to.
  const fileName = randomUUID();
  const { namespace, conversationId, content, metadata, agentId, sessionId, chunks, recordedAtMs, fingerprint } = input;
  const { resourceId, chunkIds, vectorIds, pendingChunks, seq } = await appendVersion(sql, {
    namespace, kind: 'message', conversationId, fileName, content, resourceType: RESOURCE_TYPE, tags: [], metadata, validFromMs: null, expiresAtMs: null,
    agentId, sessionId, chunks, recordedAtMs, ...(fingerprint === undefined ? {} : { fingerprint }),
  });
  const messageId = await addMessage(sql, resourceId, input);
  if (input.linkContext === true) await sql.all(LINKS_DUE, { $messageId: messageId });
  const links = (input.usedChunks ?? []).map(statedUse);
  if (links.length > 0) await addLinks(sql, { namespace, messageId, links, atMs: recordedAtMs });
  return { resourceId, result: { messageId, resourceId, chunkIds, vectorIds, pendingChunks, seq } };
}

/** What a message has beyond its version. @returns its id. */
export async function addMessage(sql: Sql, resourceId: number, input: Pick<MessageInput, 'conversationId' | 'role' | 'agentName' | 'sourceTool' | 'timestampMs'>): Promise<number> {
  const { conversationId, role, agentName, sourceTool, timestampMs } = input;
  const added = await onlyRow<{ id: number }>(sql, ADD, {
    $resourceId: resourceId, $conversationId: conversationId, $role: role, $agentName: agentName, $sourceTool: sourceTool, $timestampMs: timestampMs,
  });
  return added.id;
}
