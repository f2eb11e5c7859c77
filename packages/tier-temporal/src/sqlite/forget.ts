import type { Change, ForgetCounts, ForgetOptions, ResourceRef } from '@ltmc/contracts';
import { undoExpired } from '../refusals.js';
import { appendChanges } from './change-log.js';
import type { Sql } from './connection.js';
import { countAllEdges, countEdges, hideEdges, showEdges } from './edges/forget-edges.js';
import type { Done } from './idempotency.js';
import { hide, removeVersions, unhide, type VersionState } from './version-state.js';

/** Columns of a `VersionState` of version `v`. */
export const VERSION_STATE = `v.namespace_id AS namespaceId, v.kind, v.resource_id AS resourceId, v.id AS versionId, v.version, v.superseded_at_ms AS supersededAtMs,
  v.forgotten_at_ms AS forgottenAtMs, v.chunk_count AS chunkCount, v.first_vector_id AS first, v.last_vector_id AS last`;

const VERSIONS = `
SELECT ${VERSION_STATE}
FROM namespaces AS n
JOIN resources AS r ON r.namespace_id = n.id AND r.kind = 'memory' AND (r.id = $resourceId OR r.file_name = $fileName)
JOIN resource_versions AS v ON v.resource_id = r.id
WHERE n.name = $namespace ORDER BY v.version`;

const OF_RESOURCE = `SELECT ${VERSION_STATE} FROM resource_versions AS v WHERE v.resource_id = $resourceId ORDER BY v.version`;

/** Hides or removes a memory inside the caller's transaction; with `dryRun` it only counts and may run on a reader. */
export async function forget(sql: Sql, namespace: string, ref: ResourceRef, options: ForgetOptions): Promise<Done<ForgetCounts> | undefined> {
  const versions = await versionsOf(sql, namespace, ref);
  const resourceId = versions[0]?.resourceId ?? 0;
  const links = await (options.purge === true ? countAllEdges : countEdges)(sql, resourceId);
  const touched = await forgetVersions(sql, versions, options);
  if (touched.length === 0) return undefined;
  if (options.dryRun !== true) await hideEdges(sql, resourceId);
  return summary(touched, links);
}

/**
 * Hides or, with `purge`, removes what of the versions is not yet so, of whatever kind. Those of one resource must all be given.
 * @returns the versions it touched or, dry, would touch.
 */
export async function forgetVersions(sql: Sql, versions: readonly VersionState[], { dryRun = false, purge = false, atMs }: ForgetOptions): Promise<readonly VersionState[]> {
  const touched = purge ? versions : versions.filter(isVisible);
  if (touched.length === 0 || dryRun) return touched;
  await (purge ? removeVersions(sql, touched) : hide(sql, touched, atMs));
  await logAll(sql, touched, purge ? 'purged' : 'forgotten', atMs);
  return touched;
}

/** Hides one version and leaves the others as they are: for a history that comes from elsewhere. */
export async function forgetVersion(sql: Sql, { resourceId, version }: { readonly resourceId: number; readonly version: number }, atMs: number): Promise<void> {
  const touched = (await sql.all<VersionState>(OF_RESOURCE, { $resourceId: resourceId })).filter((state) => state.version === version);
  await hide(sql, touched, atMs);
  await logAll(sql, touched, 'forgotten', atMs);
}

/** @throws LtmcError `LTMC_UNDO_EXPIRED` when all that is forgotten was so before `notBeforeMs`. */
export async function undoForget(sql: Sql, namespace: string, ref: ResourceRef, options: UndoOptions): Promise<Done<ForgetCounts> | undefined> {
  const restored = await restoreVersions(sql, await versionsOf(sql, namespace, ref), options);
  return restored.length === 0 ? undefined : summary(restored, await showEdges(sql, restored[0]?.resourceId ?? 0));
}

export interface UndoOptions {
  readonly notBeforeMs: number;
  readonly atMs: number;
}

/** Brings back what of the versions is hidden since `notBeforeMs`. @returns those versions. @throws LtmcError `LTMC_UNDO_EXPIRED` as {@link undoForget}. */
export async function restoreVersions(sql: Sql, versions: readonly VersionState[], { notBeforeMs, atMs }: UndoOptions): Promise<readonly VersionState[]> {
  const hidden = versions.filter((version) => !isVisible(version));
  if (hidden.length === 0) return [];
  const restorable = hidden.filter(({ forgottenAtMs }) => (forgottenAtMs ?? 0) >= notBeforeMs);
  if (restorable.length === 0) throw undoExpired();
  await unhide(sql, restorable);
  await logAll(sql, restorable, 'restored', atMs);
  return restorable;
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

function logAll(sql: Sql, versions: readonly VersionState[], op: Change['op'], atMs: number): Promise<number> {
  return appendChanges(sql, versions.map(({ namespaceId, kind, resourceId, version, first, last }) => ({ namespaceId, kind, op, resourceId, version, first, last, atMs })));
}

/** How many chunks the versions have. */
export function chunksOf(versions: readonly VersionState[]): number {
  return versions.reduce((sum, { chunkCount }) => sum + chunkCount, 0);
}

function summary(versions: readonly VersionState[], links: number): Done<ForgetCounts> {
  return { resourceId: versions[0]?.resourceId ?? 0, result: { resources: 1, chunks: chunksOf(versions), messages: 0, links } };
}
