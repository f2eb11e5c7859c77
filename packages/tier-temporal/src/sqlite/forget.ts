import type { Change, ForgetCounts, ForgetOptions, ResourceRef } from '@ltmc/contracts';
import { undoExpired } from '../refusals.js';
import { appendChanges } from './change-log.js';
import type { Sql } from './connection.js';
import { QUEUES } from './embedding-spaces.js';
import { addToFullText, removeFromFullText, type FullTextTable } from './full-text.js';

/** One version of the memory in question, oldest first. */
interface VersionState {
  readonly namespaceId: number;
  readonly resourceId: number;
  readonly versionId: number;
  readonly version: number;
  readonly supersededAtMs: number | null;
  readonly forgottenAtMs: number | null;
  readonly chunkCount: number;
  readonly first: number;
  readonly last: number;
}

/** What a forget or its undo did. */
export interface ForgetResult {
  readonly resourceId: number;
  readonly counts: ForgetCounts;
}

const VERSIONS = `
SELECT v.namespace_id AS namespaceId, v.resource_id AS resourceId, v.id AS versionId, v.version, v.superseded_at_ms AS supersededAtMs,
  v.forgotten_at_ms AS forgottenAtMs, v.chunk_count AS chunkCount, v.first_vector_id AS first, v.last_vector_id AS last
FROM namespaces AS n
JOIN resources AS r ON r.namespace_id = n.id AND (r.id = $resourceId OR r.file_name = $fileName)
JOIN resource_versions AS v ON v.resource_id = r.id
WHERE n.name = $namespace ORDER BY v.version`;

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
  'DELETE FROM chunk_embeddings WHERE vector_id IN (SELECT vector_id FROM resource_chunks WHERE version_id = $versionId)',
  'DELETE FROM resource_chunks WHERE version_id = $versionId',
  'DELETE FROM resource_versions WHERE id = $versionId',
];

const REMOVE_RESOURCE = [
  'DELETE FROM resources WHERE id = $resourceId',
  'DELETE FROM idempotency_keys WHERE resource_id = $resourceId',
];

/** Hides or removes a memory inside the caller's transaction; with `dryRun` it only counts and may run on a reader. */
export async function forget(sql: Sql, namespace: string, ref: ResourceRef, options: ForgetOptions): Promise<ForgetResult | undefined> {
  const versions = await versionsOf(sql, namespace, ref);
  const touched = options.purge === true ? versions : versions.filter(isVisible);
  if (touched.length === 0) return undefined;
  if (options.dryRun !== true) {
    if (options.purge === true) await removeAll(sql, touched);
    else for (const version of touched) await hide(sql, version, options.atMs);
    await logAll(sql, touched, options.purge === true ? 'purged' : 'forgotten', options.atMs);
  }
  return summary(touched);
}

/** Hides one version and leaves the others as they are: for a history that comes from elsewhere. */
export async function forgetVersion(sql: Sql, namespace: string, { resourceId, version }: { readonly resourceId: number; readonly version: number }, atMs: number): Promise<void> {
  const touched = (await versionsOf(sql, namespace, { resourceId })).filter((state) => state.version === version);
  for (const state of touched) await hide(sql, state, atMs);
  await logAll(sql, touched, 'forgotten', atMs);
}

/** @throws LtmcError `LTMC_UNDO_EXPIRED` when all that is forgotten was so before `notBeforeMs`. */
export async function undoForget(sql: Sql, namespace: string, ref: ResourceRef, { notBeforeMs, atMs }: { readonly notBeforeMs: number; readonly atMs: number }): Promise<ForgetResult | undefined> {
  const hidden = (await versionsOf(sql, namespace, ref)).filter((version) => !isVisible(version));
  if (hidden.length === 0) return undefined;
  const restorable = hidden.filter(({ forgottenAtMs }) => (forgottenAtMs ?? 0) >= notBeforeMs);
  if (restorable.length === 0) throw undoExpired();
  for (const version of restorable) await unhide(sql, version);
  await logAll(sql, restorable, 'restored', atMs);
  return summary(restorable);
}

function versionsOf(sql: Sql, namespace: string, ref: ResourceRef): Promise<VersionState[]> {
  return sql.all<VersionState>(VERSIONS, {
    $namespace: namespace,
    $resourceId: 'resourceId' in ref ? ref.resourceId : null,
    $fileName: 'fileName' in ref ? ref.fileName : null,
  });
}

function isVisible({ forgottenAtMs }: VersionState): boolean {
  return forgottenAtMs === null;
}

function tableOf({ supersededAtMs }: VersionState): FullTextTable {
  return supersededAtMs === null ? 'chunk_fts' : 'chunk_fts_past';
}

async function hide(sql: Sql, version: VersionState, atMs: number): Promise<void> {
  await removeFromFullText(sql, tableOf(version), version);
  await sql.all(REMOVE_PENDING, { $versionId: version.versionId });
  await sql.all(HIDE, { $versionId: version.versionId, $atMs: atMs });
}

async function unhide(sql: Sql, version: VersionState): Promise<void> {
  await addToFullText(sql, tableOf(version), version);
  await sql.all(RESTORE_PENDING, { $versionId: version.versionId, $namespaceId: version.namespaceId, $stale: version.supersededAtMs === null ? 0 : 1 });
  await sql.all(UNHIDE, { $versionId: version.versionId });
}

async function removeAll(sql: Sql, versions: readonly VersionState[]): Promise<void> {
  for (const version of versions) {
    if (isVisible(version)) await removeFromFullText(sql, tableOf(version), version);
    for (const statement of REMOVE_VERSION) await sql.all(statement, { $versionId: version.versionId });
  }
  for (const statement of REMOVE_RESOURCE) await sql.all(statement, { $resourceId: versions[0]?.resourceId ?? 0 });
}

function logAll(sql: Sql, versions: readonly VersionState[], op: Change['op'], atMs: number): Promise<number> {
  return appendChanges(sql, versions.map(({ namespaceId, resourceId, version, first, last }) => ({ namespaceId, op, resourceId, version, first, last, atMs })));
}

function summary(versions: readonly VersionState[]): ForgetResult {
  const chunks = versions.reduce((sum, { chunkCount }) => sum + chunkCount, 0);
  return { resourceId: versions[0]?.resourceId ?? 0, counts: { resources: 1, chunks } };
}
