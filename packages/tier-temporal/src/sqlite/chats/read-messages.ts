import type { ConversationSummary, MessageFilter, MessagePage, MessageView, ToolConversation } from '@ltmc/contracts';
import { decodeCursor, FIRST_PAGE, pageOf } from '../../page-cursor.js';
import { firstRow, onlyRow, type Sql, type SqlParams } from '../connection.js';

const OWN_NAMESPACE = 'm.namespace_id = (SELECT id FROM namespaces WHERE name = $namespace)';

/** A message has one version for ever; CROSS JOIN, because its index has the order that is asked for. */
const VISIBLE = 'chat_messages AS m CROSS JOIN resource_versions AS v ON v.resource_id = m.resource_id AND v.forgotten_at_ms IS NULL';

/** Those not forgotten, for what asks of no text: the few that are forgotten are looked up once, and the index of messages does the rest. */
const NOT_FORGOTTEN = `m.resource_id NOT IN (
  SELECT resource_id FROM resource_versions
  WHERE namespace_id = (SELECT id FROM namespaces WHERE name = $namespace) AND kind = 'message' AND forgotten_at_ms IS NOT NULL)`;

const SELECT = `
SELECT m.id AS messageId, m.resource_id AS resourceId, m.conversation_id AS conversationId, m.role, v.content, m.agent_name AS agentName, m.source_tool AS sourceTool,
  v.metadata, m.timestamp_ms AS timestampMs, v.agent_id AS agentId, v.session_id AS sessionId, v.recorded_at_ms AS recordedAtMs
FROM ${VISIBLE}`;

/** The plus keeps the planner from walking through all messages of the namespace by their time, to spare sorting the few that are named. */
export const READ = `${SELECT}
WHERE m.id IN (
    SELECT value FROM json_each($messageIds)
    UNION SELECT named.id FROM json_each($resourceIds) JOIN chat_messages AS named ON named.resource_id = value)
  AND +${OWN_NAMESPACE} ORDER BY m.timestamp_ms, m.id`;

/** Texts that differ where an index does. */
const PASSES = ({ conversationId, sourceTool, untilMs }: MessageFilter): string => [
  OWN_NAMESPACE,
  ...(conversationId === undefined ? [] : ['m.conversation_id = $conversationId']),
  ...(sourceTool === undefined ? [] : ['m.source_tool = $sourceTool']),
  ...(untilMs === undefined ? [] : ['m.timestamp_ms < $untilMs']),
].join(' AND ');

const LIST = (filter: MessageFilter): string => `${SELECT}
WHERE ${PASSES(filter)} AND (m.timestamp_ms, m.id) < ($beforeMs, $beforeId) ORDER BY m.timestamp_ms DESC, m.id DESC LIMIT $rows`;

const COUNT = (filter: MessageFilter): string => `SELECT count(*) AS count FROM chat_messages AS m WHERE ${PASSES(filter)} AND ${NOT_FORGOTTEN}`;

const PLACE = `SELECT m.timestamp_ms AS atMs, m.conversation_id AS conversationId FROM ${VISIBLE} WHERE m.id = $messageId AND ${OWN_NAMESPACE}`;

const AFTER = `${SELECT}
WHERE ${OWN_NAMESPACE} AND m.conversation_id = $conversationId AND (m.timestamp_ms, m.id) > ($afterMs, $afterId) ORDER BY m.timestamp_ms, m.id LIMIT $rows`;

const CONVERSATIONS = `
SELECT m.conversation_id AS conversationId, count(*) AS messageCount, min(m.timestamp_ms) AS firstMs, max(m.timestamp_ms) AS lastMs
FROM chat_messages AS m WHERE ${OWN_NAMESPACE} AND ${NOT_FORGOTTEN} GROUP BY m.conversation_id ORDER BY lastMs DESC, m.conversation_id LIMIT $limit`;

const SOURCE_TOOLS = `
SELECT m.source_tool AS name, count(*) AS usageCount, max(m.timestamp_ms) AS lastUsedMs
FROM chat_messages AS m WHERE ${OWN_NAMESPACE} AND ${NOT_FORGOTTEN} AND m.source_tool IS NOT NULL GROUP BY m.source_tool ORDER BY usageCount DESC, name`;

const CONVERSATIONS_OF = `
SELECT m.conversation_id AS conversationId, count(*) AS usageCount, max(m.timestamp_ms) AS lastUsedMs
FROM chat_messages AS m WHERE ${OWN_NAMESPACE} AND ${NOT_FORGOTTEN} AND m.source_tool = $sourceTool GROUP BY m.conversation_id ORDER BY lastUsedMs DESC, m.conversation_id LIMIT $limit`;

type Row = Omit<MessageView, 'metadata'> & { readonly metadata: string };

function toView(row: Row): MessageView {
  return { ...row, metadata: JSON.parse(row.metadata) };
}

function filterParams(namespace: string, { conversationId, sourceTool, untilMs }: MessageFilter): SqlParams {
  return {
    $namespace: namespace,
    ...(conversationId === undefined ? {} : { $conversationId: conversationId }),
    ...(sourceTool === undefined ? {} : { $sourceTool: sourceTool }),
    ...(untilMs === undefined ? {} : { $untilMs: untilMs }),
  };
}

/** In order. */
export async function readMessages(sql: Sql, namespace: string, { messageIds = [], resourceIds = [] }: { readonly messageIds?: readonly number[]; readonly resourceIds?: readonly number[] }): Promise<MessageView[]> {
  return (await sql.all<Row>(READ, { $namespace: namespace, $messageIds: JSON.stringify(messageIds), $resourceIds: JSON.stringify(resourceIds) })).map(toView);
}

/** Newest first. */
export async function listMessages(sql: Sql, namespace: string, filter: MessageFilter, { limit, cursor }: { readonly limit: number; readonly cursor?: string }): Promise<MessagePage> {
  const after = cursor === undefined ? FIRST_PAGE : decodeCursor(cursor);
  const rows = await sql.all<Row>(LIST(filter), { ...filterParams(namespace, filter), $beforeMs: after.atMs, $beforeId: after.id, $rows: limit + 1 });
  const { page, next } = pageOf(rows, limit, ({ timestampMs, messageId }) => ({ atMs: timestampMs, id: messageId }));
  return { messages: page.map(toView), ...next };
}

/** In order, without the message itself. */
export async function messagesAround(sql: Sql, namespace: string, messageId: number, { before, after }: { readonly before: number; readonly after: number }): Promise<MessageView[]> {
  const place = await firstRow<{ atMs: number; conversationId: string }>(sql, PLACE, { $namespace: namespace, $messageId: messageId });
  if (!place) return [];
  const { atMs, conversationId } = place;
  const own = { $namespace: namespace, $conversationId: conversationId };
  const earlier = await sql.all<Row>(LIST({ conversationId }), { ...own, $beforeMs: atMs, $beforeId: messageId, $rows: before });
  const later = await sql.all<Row>(AFTER, { ...own, $afterMs: atMs, $afterId: messageId, $rows: after });
  return [...earlier.toReversed(), ...later].map(toView);
}

export async function countMessages(sql: Sql, namespace: string, filter: MessageFilter): Promise<number> {
  return (await onlyRow<{ count: number }>(sql, COUNT(filter), filterParams(namespace, filter))).count;
}

export function listConversations(sql: Sql, namespace: string, limit: number): Promise<ConversationSummary[]> {
  return sql.all<ConversationSummary>(CONVERSATIONS, { $namespace: namespace, $limit: limit });
}

export function listSourceTools(sql: Sql, namespace: string): Promise<{ name: string; usageCount: number; lastUsedMs: number }[]> {
  return sql.all(SOURCE_TOOLS, { $namespace: namespace });
}

export function conversationsOf(sql: Sql, namespace: string, sourceTool: string, limit: number): Promise<ToolConversation[]> {
  return sql.all<ToolConversation>(CONVERSATIONS_OF, { $namespace: namespace, $sourceTool: sourceTool, $limit: limit });
}
