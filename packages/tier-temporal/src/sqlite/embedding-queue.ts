import type { ClaimOptions, EmbeddingFingerprint, PendingChunk, PendingHead, VectorEntry } from '@ltmc/contracts';
import { LONGEST_CLAIM_MS } from '../longest-claim.js';
import { wrongDimension } from '../refusals.js';
import { appendChanges, lastSeq, type ChangeRow } from './change-log.js';
import { firstRow, onlyRow, type Sql, type SqlParams } from './connection.js';
import { addFingerprint, spaceOf } from './embedding-spaces.js';
import type { Readers } from './readers.js';
import { toBlob } from './vectors.js';

/** Rows of one queue, in all or of one memory. The plus keeps the planner on the index by memory, however long the queue is. */
const QUEUED = (resourceId: number | undefined): string => (resourceId === undefined ? 'building = $building' : '+building = $building AND resource_id = $resourceId');

const FREE = (resourceId: number | undefined): string => `FROM pending_chunks WHERE ${QUEUED(resourceId)} 
  AND (claimed_until_ms <= $nowMs OR claimed_until_ms > $nowMs + ${LONGEST_CLAIM_MS})`;

const ANY_FREE = (resourceId: number | undefined): string => `SELECT 1 ${FREE(resourceId)} LIMIT 1`;

const CLAIM = (resourceId: number | undefined): string => `
UPDATE pending_chunks SET claimed_by = $owner, claimed_until_ms = $untilMs
WHERE building = $building AND chunk_id IN (SELECT chunk_id ${FREE(resourceId)} ORDER BY stale, chunk_id LIMIT $limit)
RETURNING chunk_id AS chunkId`;

const CLAIMED = `
SELECT c.id AS chunkId, c.vector_id AS vectorId, n.name AS namespace, c.content, c.heading, c.context
FROM json_each($chunkIds) AS claimed
CROSS JOIN pending_chunks AS p ON p.chunk_id = claimed.value AND p.building = $building
CROSS JOIN resource_chunks AS c ON c.id = p.chunk_id
CROSS JOIN namespaces AS n ON n.id = p.namespace_id
ORDER BY p.stale, c.id`;

const RELEASE = 'UPDATE pending_chunks SET claimed_by = NULL, claimed_until_ms = 0 WHERE claimed_by = $owner';

const ANY_CLAIMED = 'SELECT 1 FROM pending_chunks WHERE claimed_by = $owner LIMIT 1';

const COUNT = (resourceId: number | undefined): string => `
SELECT count(*) AS count FROM pending_chunks
WHERE ${QUEUED(resourceId)} AND stale = 0 AND namespace_id = (SELECT id FROM namespaces WHERE name = $namespace)`;

/** The limit stands inside, so that a backlog of other namespaces is not read through. */
const PEEK = `
SELECT json_group_array(json_array(head.chunk_id, n.name IS NOT NULL))
FROM (SELECT chunk_id, namespace_id FROM pending_chunks WHERE building = 0 AND stale = 0 ORDER BY chunk_id LIMIT $limit) AS head
LEFT JOIN namespaces AS n ON n.id = head.namespace_id AND n.name = $namespace`;

/** All vectors in one blob: one statement whatever their number. Chunks that are gone, or embedded by another process already, give no row. */
const ADD_EMBEDDINGS = `
INSERT INTO chunk_embeddings (fingerprint_id, vector_id, version_id, vector)
SELECT (SELECT id FROM fingerprints WHERE key = $fingerprint), c.vector_id, c.version_id, substr($vectors, 1 + given.key * $sizeBytes, $sizeBytes)
FROM json_each($vectorIds) AS given CROSS JOIN resource_chunks AS c ON c.vector_id = given.value
WHERE true ORDER BY c.vector_id
ON CONFLICT DO NOTHING RETURNING vector_id AS vectorId`;

const EMBEDDED_VERSIONS = `
SELECT v.namespace_id AS namespaceId, v.kind, v.resource_id AS resourceId, v.version, min(c.vector_id) AS first, max(c.vector_id) AS last
FROM json_each($vectorIds) AS embedded
CROSS JOIN resource_chunks AS c ON c.vector_id = embedded.value
CROSS JOIN resource_versions AS v ON v.id = c.version_id
GROUP BY v.id ORDER BY v.id`;

const DEQUEUE = `
DELETE FROM pending_chunks
WHERE building = $building AND chunk_id IN (SELECT c.id FROM json_each($vectorIds) AS given JOIN resource_chunks AS c ON c.vector_id = given.value)`;

/** Whether a claim would get anything; asked on a reader, so that polling an empty queue writes nothing. */
export async function hasClaimable(readers: Readers, { nowMs, resourceId, fingerprint }: ClaimOptions): Promise<boolean> {
  return readers.read(async (sql) => {
    const { building } = await spaceOf(sql, fingerprint);
    return (await firstRow(sql, ANY_FREE(resourceId), { $building: building, $nowMs: nowMs, ...resourceParam(resourceId) })) !== undefined;
  });
}

function resourceParam(resourceId: number | undefined): SqlParams {
  return resourceId === undefined ? {} : { $resourceId: resourceId };
}

export async function claimPending(sql: Sql, { fingerprint, owner, limit, nowMs, claimForMs, resourceId }: ClaimOptions): Promise<PendingChunk[]> {
  // Asked again under the lock: what was being built may have been given up.
  const { building } = await spaceOf(sql, fingerprint);
  const params = { $building: building, $owner: owner, $limit: limit, $nowMs: nowMs, $untilMs: nowMs + Math.min(claimForMs, LONGEST_CLAIM_MS), ...resourceParam(resourceId) };
  const claimed = await sql.all<{ chunkId: number }>(CLAIM(resourceId), params);
  return sql.all<PendingChunk>(CLAIMED, { $building: building, $chunkIds: JSON.stringify(claimed.map(({ chunkId }) => chunkId)) });
}

export async function hasClaims(readers: Readers, owner: string): Promise<boolean> {
  return (await readers.query(ANY_CLAIMED, { $owner: owner })).length > 0;
}

export async function releaseClaims(sql: Sql, owner: string): Promise<void> {
  await sql.all(RELEASE, { $owner: owner });
}

export async function countPending(readers: Readers, namespace: string, resourceId: number | undefined): Promise<number> {
  const [row] = await readers.query<{ count: number }>(COUNT(resourceId), { $building: 0, $namespace: namespace, ...resourceParam(resourceId) });
  return row?.count ?? 0;
}

export async function peekPending(readers: Readers, namespace: string, limit: number): Promise<PendingHead> {
  const head: [chunkId: number, own: number][] = JSON.parse(await readers.look<string>(PEEK, { $namespace: namespace, $limit: limit }));
  return { chunks: head.length, ownChunkIds: head.filter(([, own]) => own === 1).map(([chunkId]) => chunkId) };
}

/** Inside the caller's transaction. What is being built is not announced: nobody follows it yet. @returns position of the last change. */
export async function storeEmbeddings(sql: Sql, fingerprint: EmbeddingFingerprint, rows: readonly VectorEntry[], atMs: number): Promise<number> {
  const { dimension } = fingerprint;
  const odd = rows.find(({ vector }) => vector.length !== dimension);
  if (odd) throw wrongDimension(odd.vector.length, fingerprint);
  const { id, building } = await spaceOf(sql, fingerprint.id);
  if (id === null) await addFingerprint(sql, fingerprint, 'active');
  const vectorIds = JSON.stringify(rows.map(({ vectorId }) => vectorId));
  const added = await sql.all<{ vectorId: number }>(ADD_EMBEDDINGS, {
    $fingerprint: fingerprint.id, $vectorIds: vectorIds, $vectors: toBlob(rows.map(({ vector }) => vector)), $sizeBytes: dimension * Float32Array.BYTES_PER_ELEMENT,
  });
  await sql.all(DEQUEUE, { $building: building, $vectorIds: vectorIds });
  if (added.length === 0 || building === 1) return lastSeq(sql);
  const versions = await sql.all<Omit<ChangeRow, 'op' | 'atMs'>>(EMBEDDED_VERSIONS, { $vectorIds: JSON.stringify(added.map(({ vectorId }) => vectorId)) });
  const asChange = (version: Omit<ChangeRow, 'op' | 'atMs'>): ChangeRow => ({ ...version, op: 'embedded', atMs });
  return appendChanges(sql, versions.map(asChange));
}

/** Numbers for health pages. */
export async function readStats(readers: Readers, namespace: string): Promise<{ resources: number; chunks: number; pendingChunks: number }> {
  return readers.read(async (sql) => {
    const totals = await onlyRow<{ resources: number; chunks: number }>(sql, TOTALS, { $namespace: namespace });
    const pending = await onlyRow<{ count: number }>(sql, COUNT(undefined), { $building: 0, $namespace: namespace });
    return { ...totals, pendingChunks: pending.count };
  });
}

const TOTALS = `
SELECT count(*) AS resources, coalesce(sum(chunk_count), 0) AS chunks FROM resource_versions
WHERE namespace_id = (SELECT id FROM namespaces WHERE name = $namespace) AND kind = 'memory' AND superseded_at_ms IS NULL AND forgotten_at_ms IS NULL`;
