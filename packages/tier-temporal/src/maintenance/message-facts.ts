import { createHash } from 'node:crypto';
import type { ChatRole, JsonObject, JsonValue } from '@ltmc/contracts';
import { appendChanges } from '../sqlite/change-log.js';
import { addMessage } from '../sqlite/chats/log-message.js';
import { firstRow, type Sql } from '../sqlite/connection.js';
import type { KindFacts } from './kind-facts.js';

/** A link to a chunk, which is named by its place and its text: the same in any record. */
interface LinkFields {
  readonly file_name: string;
  readonly version: number;
  readonly chunk_index: number;
  /** SHA-256 of the chunk's text, the first 16 hex digits. */
  readonly text: string;
  readonly strength: number;
  readonly automatic: boolean;
  readonly created_at_ms: number;
}

interface MessageFields {
  readonly role: ChatRole;
  readonly agent_name: string | null;
  readonly source_tool: string | null;
  readonly timestamp_ms: number;
  /** Whether its automatic links are still to be made. */
  readonly links_due: boolean;
  readonly links: readonly LinkFields[];
}

const READ = `
SELECT m.id, m.role, m.agent_name, m.source_tool, m.timestamp_ms, EXISTS (SELECT 1 FROM chat_links_due AS d WHERE d.message_id = m.id) AS links_due
FROM chat_messages AS m WHERE m.resource_id = $resourceId`;

const LINKS = `
SELECT r.file_name, c.version, c.chunk_index, c.content, l.strength, l.automatic, l.created_at_ms
FROM context_links AS l JOIN resource_chunks AS c ON c.id = l.chunk_id JOIN resources AS r ON r.id = c.resource_id
WHERE l.message_id = $messageId ORDER BY r.file_name, c.version, c.chunk_index`;

const KNOWN = 'SELECT id, conversation_id AS conversationId FROM chat_messages WHERE resource_id = $resourceId';

const CONVERSATION = 'SELECT conversation_id AS conversationId FROM resource_versions WHERE resource_id = $resourceId LIMIT 1';

const LINKS_DUE = 'INSERT OR IGNORE INTO chat_links_due (message_id) VALUES ($messageId)';

/** Links wait here for memories that come later in the file; of the connection alone. */
const WAITING = 'CREATE TEMP TABLE IF NOT EXISTS waiting_links (message_id INTEGER, link TEXT)';

const WAIT = 'INSERT INTO temp.waiting_links (message_id, link) SELECT $messageId, value FROM json_each($links)';

const NEXT_WAITING = 'SELECT rowid, message_id AS messageId, link FROM temp.waiting_links WHERE rowid > $after ORDER BY rowid LIMIT 1000';

/** The chunk in its own version before an equal one in another: after a merge versions have other numbers. */
const CANDIDATES = `
SELECT c.id, c.content FROM chat_messages AS m
CROSS JOIN resources AS r ON r.namespace_id = m.namespace_id AND r.kind = 'memory' AND r.file_name = $fileName
CROSS JOIN resource_versions AS v ON v.resource_id = r.id
CROSS JOIN resource_chunks AS c ON c.version_id = v.id AND c.chunk_index = $chunkIndex
WHERE m.id = $messageId ORDER BY c.version = $version DESC, c.version DESC`;

const ADD_LINK = `
INSERT INTO context_links (message_id, chunk_id, strength, automatic, created_at_ms) VALUES ($messageId, $chunkId, $strength, $automatic, $createdAtMs)
ON CONFLICT DO UPDATE SET strength = max(strength, excluded.strength), automatic = min(automatic, excluded.automatic)
WHERE excluded.strength > strength OR excluded.automatic < automatic
RETURNING message_id AS messageId, created_at_ms AS atMs`;

const LINKED = `
SELECT m.namespace_id AS namespaceId, m.resource_id AS resourceId, one.value ->> 'atMs' AS atMs
FROM json_each($linked) AS one CROSS JOIN chat_messages AS m ON m.id = one.value ->> 'messageId' ORDER BY m.id`;

export const messageFacts: KindFacts = {
  read: async (sql, resourceId) => {
    const message = await firstRow<{ id: number; role: ChatRole; agent_name: string | null; source_tool: string | null; timestamp_ms: number; links_due: number }>(sql, READ, { $resourceId: resourceId });
    if (!message) throw new Error('a message has its row as long as it has its version');
    const { id, links_due: due, ...fields } = message;
    type Row = Omit<LinkFields, 'text' | 'automatic'> & { content: string; automatic: number };
    const rows = await sql.all<Row>(LINKS, { $messageId: id });
    const links = rows.map(({ content, automatic, ...link }): JsonObject => ({ ...link, text: digest(content), automatic: automatic === 1 }));
    return { ...fields, links_due: due === 1, links };
  },
  isUsable: isMessage,
  write: async (sql, { resourceId }, facts) => {
    if (!isMessage(facts)) throw new TypeError('facts are checked before they are written');
    const known = await firstRow<{ id: number }>(sql, KNOWN, { $resourceId: resourceId });
    const messageId = known?.id ?? (await addFrom(sql, resourceId, facts));
    if (!known && facts.links_due) await sql.all(LINKS_DUE, { $messageId: messageId });
    if (facts.links.length === 0) return;
    await sql.all(WAITING);
    await sql.all(WAIT, { $messageId: messageId, $links: JSON.stringify(facts.links) });
  },
  settle: async (sql) => {
    await sql.all(WAITING);
    const linked = new Map<number, Linked>();
    for (let after = 0; ; ) {
      const waiting = await sql.all<{ rowid: number; messageId: number; link: string }>(NEXT_WAITING, { $after: after });
      const last = waiting.at(-1);
      if (!last) break;
      for (const { messageId, link } of waiting) {
        const added = await addLink(sql, messageId, link);
        if (added) linked.set(messageId, added);
      }
      after = last.rowid;
    }
    await logLinked(sql, [...linked.values()]);
    await sql.all('DELETE FROM temp.waiting_links');
  },
};

async function addFrom(sql: Sql, resourceId: number, { role, agent_name: agentName, source_tool: sourceTool, timestamp_ms: timestampMs }: MessageFields): Promise<number> {
  const version = await firstRow<{ conversationId: string }>(sql, CONVERSATION, { $resourceId: resourceId });
  return addMessage(sql, resourceId, { conversationId: version?.conversationId ?? '', role, agentName, sourceTool, timestampMs });
}

interface Linked {
  readonly messageId: number;
  readonly atMs: number;
}

/** One change for each message that got a link: projections may have read it before. */
async function logLinked(sql: Sql, linked: readonly Linked[]): Promise<void> {
  if (linked.length === 0) return;
  const messages = await sql.all<{ namespaceId: number; resourceId: number; atMs: number }>(LINKED, { $linked: JSON.stringify(linked) });
  await appendChanges(sql, messages.map((message) => ({ ...message, kind: 'message', op: 'linked', version: 0, first: 1, last: 0 })));
}

/** A chunk that is in neither the file nor the record gets no link. @returns undefined where nothing changed. */
async function addLink(sql: Sql, messageId: number, text: string): Promise<Linked | undefined> {
  const link: LinkFields = JSON.parse(text);
  const candidates = await sql.all<{ id: number; content: string }>(CANDIDATES, { $messageId: messageId, $fileName: link.file_name, $chunkIndex: link.chunk_index, $version: link.version });
  const chunk = candidates.find(({ content }) => digest(content) === link.text);
  if (!chunk) return undefined;
  return firstRow<Linked>(sql, ADD_LINK, { $messageId: messageId, $chunkId: chunk.id, $strength: link.strength, $automatic: link.automatic ? 1 : 0, $createdAtMs: link.created_at_ms });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const ROLES: ReadonlySet<unknown> = new Set(['user', 'assistant', 'system', 'tool']);

function isMessage(facts: JsonObject): facts is JsonObject & MessageFields {
  const { role, agent_name: agent, source_tool: tool, timestamp_ms: said, links_due: due, links } = facts;
  return ROLES.has(role) && isTextOrNull(agent) && isTextOrNull(tool) && Number.isSafeInteger(said) && typeof due === 'boolean' && Array.isArray(links) && links.every(isLink);
}

function isLink(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { file_name: name, version, chunk_index: index, text, strength, automatic, created_at_ms: created }: Partial<Record<keyof LinkFields, unknown>> = value;
  return typeof name === 'string' && typeof text === 'string' && Number.isSafeInteger(version) && Number.isSafeInteger(index) && Number.isSafeInteger(created)
    && typeof strength === 'number' && strength >= 0 && strength <= 1 && typeof automatic === 'boolean';
}

function isTextOrNull(value: JsonValue | undefined): boolean {
  return value === null || typeof value === 'string';
}
