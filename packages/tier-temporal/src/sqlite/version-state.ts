import type { RecordKind } from '@ltmc/contracts';
import type { Sql } from './connection.js';
import { QUEUES } from './embedding-spaces.js';
import { addVersionsToFullText, removeVersionsFromFullText, type FullTextTable } from './full-text.js';
import { noteScrub } from './scrub.js';

/** One version, of whatever kind, with what hiding and removing it needs. */
export interface VersionState {
  readonly namespaceId: number;
  readonly kind: RecordKind;
  readonly resourceId: number;
  readonly versionId: number;
  readonly version: number;
  readonly supersededAtMs: number | null;
  readonly forgottenAtMs: number | null;
  readonly chunkCount: number;
  readonly first: number;
  readonly last: number;
}

const NAMED = '(SELECT value FROM json_each($versionIds))';

const CHUNKS = 'FROM json_each($versionIds) AS one CROSS JOIN resource_chunks AS c ON c.version_id = one.value';

const HIDE = `UPDATE resource_versions SET forgotten_at_ms = $atMs WHERE id IN ${NAMED}`;

const UNHIDE = `UPDATE resource_versions SET forgotten_at_ms = NULL WHERE id IN ${NAMED}`;

const REMOVE_PENDING = `DELETE FROM pending_chunks WHERE chunk_id IN (SELECT c.id ${CHUNKS})`;

const RESTORE_PENDING = `
INSERT INTO pending_chunks (building, chunk_id, resource_id, namespace_id, stale)
SELECT q.building, c.id, c.resource_id, v.namespace_id, v.superseded_at_ms IS NOT NULL
FROM json_each($versionIds) AS one CROSS JOIN resource_versions AS v ON v.id = one.value CROSS JOIN resource_chunks AS c ON c.version_id = v.id CROSS JOIN ${QUEUES} AS q
WHERE NOT EXISTS (SELECT 1 FROM chunk_embeddings AS e WHERE e.fingerprint_id = q.fingerprint_id AND e.vector_id = c.vector_id)`;

/** In this order: each table points to the ones after it. */
const REMOVE_VERSIONS = [
  REMOVE_PENDING,
  `DELETE FROM context_links WHERE chunk_id IN (SELECT c.id ${CHUNKS})`,
  `DELETE FROM chunk_embeddings WHERE vector_id IN (SELECT c.vector_id ${CHUNKS})`,
  `DELETE FROM resource_chunks WHERE version_id IN ${NAMED}`,
  `DELETE FROM resource_versions WHERE id IN ${NAMED}`,
];

const RESOURCES = '(SELECT value FROM json_each($resourceIds))';

const MESSAGES = `(SELECT id FROM chat_messages WHERE resource_id IN ${RESOURCES})`;

/** What a kind has beyond its versions goes with the resource; in this order: each table points to the ones after it. */
const REMOVE_RESOURCES = [
  `DELETE FROM chat_links_due WHERE message_id IN ${MESSAGES}`,
  `DELETE FROM context_links WHERE message_id IN ${MESSAGES}`,
  `DELETE FROM chat_messages WHERE resource_id IN ${RESOURCES}`,
  `DELETE FROM todos WHERE resource_id IN ${RESOURCES}`,
  `DELETE FROM pattern_texts WHERE resource_id IN ${RESOURCES}`,
  `DELETE FROM resources WHERE id IN ${RESOURCES}`,
  `DELETE FROM idempotency_keys WHERE resource_id IN ${RESOURCES}`,
];

/** Out of every answer, as of any time. All of them must be visible. */
export async function hide(sql: Sql, versions: readonly VersionState[], atMs: number): Promise<void> {
  for (const { table, ids } of byTable(versions)) await removeVersionsFromFullText(sql, table, ids);
  const named = { $versionIds: idsOf(versions) };
  await sql.all(REMOVE_PENDING, named);
  await sql.all(HIDE, { ...named, $atMs: atMs });
}

/** Undoes {@link hide}. */
export async function unhide(sql: Sql, versions: readonly VersionState[]): Promise<void> {
  for (const { table, ids } of byTable(versions)) await addVersionsToFullText(sql, table, ids);
  await sql.all(RESTORE_PENDING, { $versionIds: idsOf(versions) });
  await sql.all(UNHIDE, { $versionIds: idsOf(versions) });
}

/** Removes the rows of versions, hidden or not, and what had them: all versions of each resource must be given. */
export async function removeVersions(sql: Sql, versions: readonly VersionState[]): Promise<void> {
  for (const { table, ids } of byTable(versions.filter(({ forgottenAtMs }) => forgottenAtMs === null))) await removeVersionsFromFullText(sql, table, ids);
  for (const statement of REMOVE_VERSIONS) await sql.all(statement, { $versionIds: idsOf(versions) });
  const resourceIds = JSON.stringify([...new Set(versions.map(({ resourceId }) => resourceId))]);
  for (const statement of REMOVE_RESOURCES) await sql.all(statement, { $resourceIds: resourceIds });
  await noteScrub(sql);
}

/** The full-text table each version belongs in, with the ids of those that do. */
function byTable(versions: readonly VersionState[]): { table: FullTextTable; ids: number[] }[] {
  const live = versions.filter(({ supersededAtMs }) => supersededAtMs === null).map(({ versionId }) => versionId);
  const past = versions.filter(({ supersededAtMs }) => supersededAtMs !== null).map(({ versionId }) => versionId);
  const tables: { table: FullTextTable; ids: number[] }[] = [{ table: 'chunk_fts', ids: live }, { table: 'chunk_fts_past', ids: past }];
  return tables.filter(({ ids }) => ids.length > 0);
}

function idsOf(versions: readonly VersionState[]): string {
  return JSON.stringify(versions.map(({ versionId }) => versionId));
}
