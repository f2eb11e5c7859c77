import type { ContextLink, ContextLinkInput, DueMessage, LinkStatistics } from '@ltmc/contracts';
import { linkTargetsMissing, messageMissing } from '../../refusals.js';
import { appendChanges } from '../change-log.js';
import { firstRow, onlyRow, type Sql } from '../connection.js';
import type { Done } from '../idempotency.js';

const NAMESPACE_ID = '(SELECT id FROM namespaces WHERE name = $namespace)';

const MESSAGE = `
SELECT m.resource_id AS resourceId, m.namespace_id AS namespaceId FROM chat_messages AS m
JOIN resource_versions AS v ON v.resource_id = m.resource_id AND v.forgotten_at_ms IS NULL
WHERE m.id = $messageId AND m.namespace_id = ${NAMESPACE_ID}`;

/** Chunk `c` is one of a current memory of the namespace. */
const CURRENT_CHUNK = (chunkId: string): string => `resource_chunks AS c ON c.id = ${chunkId}
CROSS JOIN resource_versions AS t ON t.id = c.version_id AND t.kind = 'memory' AND t.superseded_at_ms IS NULL AND t.forgotten_at_ms IS NULL AND t.namespace_id = ${NAMESPACE_ID}`;

const CURRENT_CHUNKS = `SELECT c.id AS chunkId FROM json_each($chunkIds) AS one CROSS JOIN ${CURRENT_CHUNK('one.value')}`;

/** Gives the rows that changed only. */
const ADD = `
INSERT INTO context_links (message_id, chunk_id, strength, automatic, created_at_ms)
SELECT $messageId, value ->> 'chunkId', value ->> 'strength', value ->> 'automatic', $atMs FROM json_each($links) WHERE true
ON CONFLICT DO UPDATE SET strength = max(strength, excluded.strength), automatic = min(automatic, excluded.automatic)
WHERE excluded.strength > strength OR excluded.automatic < automatic
RETURNING chunk_id`;

const SELECT = 'SELECT l.message_id AS messageId, l.chunk_id AS chunkId, l.strength, l.automatic, l.created_at_ms AS createdAtMs';

const BETWEEN_CURRENT = `context_links AS l
CROSS JOIN chat_messages AS m ON m.id = l.message_id AND m.namespace_id = ${NAMESPACE_ID}
CROSS JOIN resource_versions AS v ON v.resource_id = m.resource_id AND v.forgotten_at_ms IS NULL
CROSS JOIN ${CURRENT_CHUNK('l.chunk_id')}`;

const OF_MESSAGES = `${SELECT} FROM ${BETWEEN_CURRENT}
WHERE l.message_id IN (SELECT value FROM json_each($messageIds)) ORDER BY l.message_id, l.strength DESC, l.chunk_id`;

const TO_CHUNKS = `${SELECT} FROM ${BETWEEN_CURRENT}
WHERE l.chunk_id IN (SELECT value FROM json_each($chunkIds)) ORDER BY m.timestamp_ms DESC, m.id DESC, l.chunk_id LIMIT $limit`;

/**
 * All of {@link LinkStatistics} in one pass over the links. What is current is looked up once, as two sets from indexes alone, and not link by link: the plus
 * signs keep SQLite from going through the sets instead.
 */
const STATISTICS = `
WITH held AS MATERIALIZED (
  SELECT l.message_id, l.chunk_id, l.created_at_ms FROM context_links AS l
  WHERE +l.message_id IN (
      SELECT m.id FROM chat_messages AS m WHERE m.namespace_id = ${NAMESPACE_ID} AND m.resource_id NOT IN (
        SELECT resource_id FROM resource_versions WHERE namespace_id = ${NAMESPACE_ID} AND kind = 'message' AND forgotten_at_ms IS NOT NULL))
    AND +l.chunk_id IN (
      SELECT c.id FROM resource_versions AS v CROSS JOIN resource_chunks AS c ON c.version_id = v.id
      WHERE v.namespace_id = ${NAMESPACE_ID} AND v.kind = 'memory' AND v.superseded_at_ms IS NULL AND v.forgotten_at_ms IS NULL))
SELECT (SELECT count(*) FROM held) AS links, (SELECT count(DISTINCT chunk_id) FROM held) AS chunks, (SELECT count(DISTINCT message_id) FROM held) AS messages,
  (SELECT json_group_array(json_object('chunkId', chunk_id, 'resourceId', (SELECT resource_id FROM resource_chunks WHERE id = chunk_id), 'links', links))
    FROM (SELECT chunk_id, count(*) AS links FROM held GROUP BY chunk_id ORDER BY links DESC, chunk_id LIMIT 10)) AS mostReferenced,
  (SELECT json_group_array(json_object('day', date(day * 86400, 'unixepoch'), 'links', links))
    FROM (SELECT created_at_ms / 86400000 AS day, count(*) AS links FROM held GROUP BY day ORDER BY day DESC LIMIT 30)) AS perDay`;

const DUE = `
SELECT n.name AS namespace, m.id AS messageId, m.resource_id AS resourceId, v.first_vector_id AS first, v.last_vector_id AS last
FROM chat_links_due AS d
CROSS JOIN chat_messages AS m ON m.id = d.message_id
CROSS JOIN resource_versions AS v ON v.resource_id = m.resource_id AND v.forgotten_at_ms IS NULL
CROSS JOIN namespaces AS n ON n.id = m.namespace_id
WHERE NOT EXISTS (SELECT 1 FROM pending_chunks AS p WHERE p.resource_id = m.resource_id AND +p.building = 0)
ORDER BY d.message_id LIMIT $limit`;

const DONE = 'DELETE FROM chat_links_due WHERE message_id = $messageId';

type Row = Omit<ContextLink, 'automatic'> & { readonly automatic: number };

function toLink(row: Row): ContextLink {
  return { ...row, automatic: row.automatic === 1 };
}

interface Linked {
  readonly namespace: string;
  readonly messageId: number;
  readonly links: readonly ContextLinkInput[];
  readonly atMs: number;
}

/** Inside the caller's transaction. @throws LtmcError `LTMC_NOT_FOUND`. */
export async function addLinks(sql: Sql, { namespace, messageId, links, atMs }: Linked): Promise<Done<readonly ContextLink[]>> {
  const message = await firstRow<{ resourceId: number; namespaceId: number }>(sql, MESSAGE, { $namespace: namespace, $messageId: messageId });
  if (!message) throw messageMissing(messageId);
  const current = await currentChunks(sql, namespace, links);
  const missing = links.filter(({ chunkId }) => !current.has(chunkId)).map(({ chunkId }) => chunkId);
  if (missing.length > 0) throw linkTargetsMissing(missing);
  const named = strongest(links);
  const rows = named.map(({ chunkId, strength, automatic }) => ({ chunkId, strength, automatic: automatic ? 1 : 0 }));
  const changed = await sql.all(ADD, { $messageId: messageId, $links: JSON.stringify(rows), $atMs: atMs });
  if (changed.length > 0) await appendChanges(sql, [{ ...message, kind: 'message', op: 'linked', version: 0, first: 1, last: 0, atMs }]);
  const wanted = new Set(named.map(({ chunkId }) => chunkId));
  const all = await linksOf(sql, namespace, [messageId]);
  return { resourceId: message.resourceId, result: all.filter(({ chunkId }) => wanted.has(chunkId)) };
}

/** Each chunk once. */
function strongest(links: readonly ContextLinkInput[]): ContextLinkInput[] {
  const best = new Map<number, ContextLinkInput>();
  for (const link of links) {
    const { strength = 0, automatic = true } = best.get(link.chunkId) ?? {};
    best.set(link.chunkId, { chunkId: link.chunkId, strength: Math.max(strength, link.strength), automatic: automatic && link.automatic });
  }
  return [...best.values()];
}

async function currentChunks(sql: Sql, namespace: string, links: readonly { readonly chunkId: number }[]): Promise<ReadonlySet<number>> {
  const rows = await sql.all<{ chunkId: number }>(CURRENT_CHUNKS, { $namespace: namespace, $chunkIds: JSON.stringify(links.map(({ chunkId }) => chunkId)) });
  return new Set(rows.map(({ chunkId }) => chunkId));
}

/** Oldest first. */
export async function linksDue(sql: Sql, limit: number): Promise<DueMessage[]> {
  type DueRow = Omit<DueMessage, 'vectors'> & { first: number; last: number };
  const rows = await sql.all<DueRow>(DUE, { $limit: limit });
  return rows.map(({ first, last, ...message }) => ({ ...message, vectors: { first, last } }));
}

/** Inside the caller's transaction. What is gone meanwhile gets no link. */
export async function linkDue(sql: Sql, { namespace, messageId, links, atMs }: Linked): Promise<ContextLink[]> {
  await sql.all(DONE, { $messageId: messageId });
  if (!(await firstRow(sql, MESSAGE, { $namespace: namespace, $messageId: messageId }))) return [];
  const current = await currentChunks(sql, namespace, links);
  const left = links.filter(({ chunkId }) => current.has(chunkId));
  return left.length === 0 ? [] : [...(await addLinks(sql, { namespace, messageId, links: left, atMs })).result];
}

export async function linksOf(sql: Sql, namespace: string, messageIds: readonly number[]): Promise<ContextLink[]> {
  return (await sql.all<Row>(OF_MESSAGES, { $namespace: namespace, $messageIds: JSON.stringify(messageIds) })).map(toLink);
}

export async function linksTo(sql: Sql, namespace: string, chunkIds: readonly number[], limit: number): Promise<ContextLink[]> {
  return (await sql.all<Row>(TO_CHUNKS, { $namespace: namespace, $chunkIds: JSON.stringify(chunkIds), $limit: limit })).map(toLink);
}

export async function linkStatistics(sql: Sql, namespace: string): Promise<LinkStatistics> {
  type Totals = Pick<LinkStatistics, 'links' | 'chunks' | 'messages'>;
  const { mostReferenced, perDay, ...totals } = await onlyRow<Totals & Record<'mostReferenced' | 'perDay', string>>(sql, STATISTICS, { $namespace: namespace });
  return { ...totals, mostReferenced: JSON.parse(mostReferenced), perDay: JSON.parse(perDay) };
}
