import { onlyRow, type Sql } from '../connection.js';
import { NAMESPACE_ID } from './edge-sql.js';

/** At a memory that is taken for current. */
const VISIBLE = `
SELECT count(*) AS count FROM edges AS e
WHERE (e.source_id = $resourceId OR e.target_id = $resourceId) AND e.forgotten_by IS NULL
  AND EXISTS (SELECT 1 FROM resource_versions WHERE resource_id = iif(e.source_id = $resourceId, e.target_id, e.source_id) AND superseded_at_ms IS NULL AND forgotten_at_ms IS NULL)`;

const ALL = 'SELECT count(*) AS count FROM edges WHERE source_id = $resourceId OR target_id = $resourceId';

const HIDE = 'UPDATE edges SET forgotten_by = $resourceId, revision = revision + 1 WHERE (source_id = $resourceId OR target_id = $resourceId) AND forgotten_by IS NULL';

const SHOW = 'UPDATE edges SET forgotten_by = NULL, revision = revision + 1 WHERE forgotten_by = $resourceId';

const TYPES = `
WITH RECURSIVE found (type) AS (
  SELECT min(type) FROM edges WHERE namespace_id = ${NAMESPACE_ID}
  UNION ALL SELECT (SELECT min(type) FROM edges WHERE namespace_id = ${NAMESPACE_ID} AND type > found.type) FROM found WHERE found.type IS NOT NULL)
SELECT type FROM found WHERE type IS NOT NULL`;

const OF_NAMESPACE = `SELECT 1 AS found FROM resources WHERE id = $resourceId AND namespace_id = ${NAMESPACE_ID}`;

/** Relations that a purge would remove, hidden ones too. */
export async function countAllEdges(sql: Sql, resourceId: number): Promise<number> {
  return (await onlyRow<{ count: number }>(sql, ALL, { $resourceId: resourceId })).count;
}

/** Relations that are in answers. */
export async function countEdges(sql: Sql, resourceId: number): Promise<number> {
  return (await onlyRow<{ count: number }>(sql, VISIBLE, { $resourceId: resourceId })).count;
}

export async function countEdgesOf(sql: Sql, namespace: string, resourceId: number): Promise<number> {
  const own = await sql.all(OF_NAMESPACE, { $namespace: namespace, $resourceId: resourceId });
  return own.length === 0 ? 0 : countEdges(sql, resourceId);
}

/** With the memory, inside the caller's transaction. */
export async function hideEdges(sql: Sql, resourceId: number): Promise<void> {
  await sql.all(HIDE, { $resourceId: resourceId });
}

/** With the memory, after its versions have come back. @returns how many are in answers again. */
export async function showEdges(sql: Sql, resourceId: number): Promise<number> {
  const before = await countEdges(sql, resourceId);
  await sql.all(SHOW, { $resourceId: resourceId });
  return (await countEdges(sql, resourceId)) - before;
}

/** In order; those of forgotten relations too. */
export async function edgeTypes(sql: Sql, namespace: string): Promise<string[]> {
  const rows = await sql.all<{ type: string }>(TYPES, { $namespace: namespace });
  return rows.map(({ type }) => type);
}
