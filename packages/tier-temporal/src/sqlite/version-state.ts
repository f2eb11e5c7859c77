import type { RecordKind } from '@ltmc/contracts';
import type { Sql } from './connection.js';
import { QUEUES } from './embedding-spaces.js';
import { addToFullText, removeFromFullText, type FullTextTable } from './full-text.js';

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

const HIDE = 'UPDATE resource_versions SET forgotten_at_ms = $atMs WHERE id = $versionId';

const UNHIDE = 'UPDATE resource_versions SET forgotten_at_ms = NULL WHERE id = $versionId';

const CHUNK_IDS = 'SELECT id FROM resource_chunks WHERE version_id = $versionId';

const REMOVE_PENDING = `DELETE FROM pending_chunks WHERE chunk_id IN (${CHUNK_IDS})`;

const RESTORE_PENDING = `
INSERT INTO pending_chunks (building, chunk_id, resource_id, namespace_id, stale)
SELECT q.building, c.id, c.resource_id, $namespaceId, $stale FROM ${QUEUES} AS q CROSS JOIN resource_chunks AS c ON c.version_id = $versionId
WHERE NOT EXISTS (SELECT 1 FROM chunk_embeddings AS e WHERE e.fingerprint_id = q.fingerprint_id AND e.vector_id = c.vector_id)`;

/** In this order: each table points to the ones after it. */
const REMOVE_VERSION = [
  REMOVE_PENDING,
  `DELETE FROM context_links WHERE chunk_id IN (${CHUNK_IDS})`,
  'DELETE FROM chunk_embeddings WHERE vector_id IN (SELECT vector_id FROM resource_chunks WHERE version_id = $versionId)',
  'DELETE FROM resource_chunks WHERE version_id = $versionId',
  'DELETE FROM resource_versions WHERE id = $versionId',
];

/** What a kind has beyond its versions goes with the resource; in this order: each table points to the ones after it. */
const REMOVE_RESOURCE = [
  'DELETE FROM chat_links_due WHERE message_id = (SELECT id FROM chat_messages WHERE resource_id = $resourceId)',
  'DELETE FROM context_links WHERE message_id = (SELECT id FROM chat_messages WHERE resource_id = $resourceId)',
  'DELETE FROM chat_messages WHERE resource_id = $resourceId',
  'DELETE FROM todos WHERE resource_id = $resourceId',
  'DELETE FROM pattern_texts WHERE resource_id = $resourceId',
  'DELETE FROM resources WHERE id = $resourceId',
  'DELETE FROM idempotency_keys WHERE resource_id = $resourceId',
];

/** Out of every answer, as of any time. */
export async function hide(sql: Sql, version: VersionState, atMs: number): Promise<void> {
  await removeFromFullText(sql, tableOf(version), version);
  await sql.all(REMOVE_PENDING, { $versionId: version.versionId });
  await sql.all(HIDE, { $versionId: version.versionId, $atMs: atMs });
}

/** Undoes {@link hide}. */
export async function unhide(sql: Sql, version: VersionState): Promise<void> {
  await addToFullText(sql, tableOf(version), version);
  await sql.all(RESTORE_PENDING, { $versionId: version.versionId, $namespaceId: version.namespaceId, $stale: version.supersededAtMs === null ? 0 : 1 });
  await sql.all(UNHIDE, { $versionId: version.versionId });
}

/** Removes the rows of a version, hidden or not. */
export async function removeVersion(sql: Sql, version: VersionState): Promise<void> {
  if (version.forgottenAtMs === null) await removeFromFullText(sql, tableOf(version), version);
  for (const statement of REMOVE_VERSION) await sql.all(statement, { $versionId: version.versionId });
}

/** Removes what had the versions, all of which are removed already. */
export async function removeResource(sql: Sql, resourceId: number): Promise<void> {
  for (const statement of REMOVE_RESOURCE) await sql.all(statement, { $resourceId: resourceId });
}

function tableOf({ supersededAtMs }: VersionState): FullTextTable {
  return supersededAtMs === null ? 'chunk_fts' : 'chunk_fts_past';
}
