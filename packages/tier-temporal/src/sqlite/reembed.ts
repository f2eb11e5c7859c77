import type { EmbeddingFingerprint, EmbeddingProgress } from '@ltmc/contracts';
import { logForAll } from './change-log.js';
import { onlyRow, type Sql } from './connection.js';
import { addFingerprint, spaceOf } from './embedding-spaces.js';

/** Chunk ids looked at by one step; keeps a step to some tens of milliseconds. */
const CHUNKS_PER_STEP = 2000;

interface State {
  readonly activeKey: string | null;
  readonly buildingKey: string | null;
  /** Chunks up to this id are queued for the model being built; null once all are. New ones queue themselves as they are stored. */
  readonly queuedTo: number | null;
  readonly lastChunkId: number;
  /** Whether the queue of the model being built holds anything. */
  readonly queued: number;
}

const STATE = `
SELECT (SELECT key FROM fingerprints WHERE role = 'active') AS activeKey,
  (SELECT key FROM fingerprints WHERE role = 'building') AS buildingKey,
  (SELECT queued_to FROM fingerprints WHERE role = 'building') AS queuedTo,
  (SELECT coalesce(max(id), 0) FROM resource_chunks) AS lastChunkId,
  EXISTS (SELECT 1 FROM pending_chunks WHERE building = 1) AS queued`;

const GIVE_UP = "UPDATE fingerprints SET role = 'retired', queued_to = NULL WHERE role = 'building'";

const EMPTY_QUEUE = `
DELETE FROM pending_chunks WHERE building = 1 AND chunk_id IN (SELECT chunk_id FROM pending_chunks WHERE building = 1 LIMIT ${CHUNKS_PER_STEP})`;

const QUEUE_CHUNKS = `
INSERT OR IGNORE INTO pending_chunks (building, chunk_id, resource_id, namespace_id, stale)
SELECT 1, c.id, c.resource_id, v.namespace_id, v.superseded_at_ms IS NOT NULL
FROM resource_chunks AS c CROSS JOIN resource_versions AS v ON v.id = c.version_id
WHERE c.id > $from AND c.id <= $to AND v.forgotten_at_ms IS NULL AND NOT EXISTS (
  SELECT 1 FROM chunk_embeddings AS e
  WHERE e.fingerprint_id = (SELECT id FROM fingerprints WHERE role = 'building') AND e.vector_id = c.vector_id)`;

const SET_QUEUED_TO = "UPDATE fingerprints SET queued_to = $queuedTo WHERE role = 'building'";

/** In this order, because each role is held by one model. Nothing waits for the new one; what waited for the old one waits no more. */
const SWITCH = [
  "UPDATE fingerprints SET role = 'retired' WHERE role = 'active'",
  "UPDATE fingerprints SET role = 'active' WHERE role = 'building'",
  'DELETE FROM pending_chunks',
];

/** While the queue is still being made, what it does not hold yet is missing too: else a change that has just begun would look finished. */
const PROGRESS = `
SELECT (SELECT coalesce(sum(chunk_count), 0) FROM resource_versions WHERE forgotten_at_ms IS NULL) AS total,
  (SELECT count(*) FROM pending_chunks WHERE building = $building) + (
    SELECT count(*) FROM fingerprints AS f CROSS JOIN resource_chunks AS c ON c.id > f.queued_to CROSS JOIN resource_versions AS v ON v.id = c.version_id
    WHERE $building = 1 AND f.role = 'building' AND f.queued_to IS NOT NULL AND v.forgotten_at_ms IS NULL
      AND NOT EXISTS (SELECT 1 FROM pending_chunks AS p WHERE p.building = 1 AND p.chunk_id = c.id)
      AND NOT EXISTS (SELECT 1 FROM chunk_embeddings AS e WHERE e.fingerprint_id = f.id AND e.vector_id = c.vector_id)) AS missing`;

const DROP = `
DELETE FROM chunk_embeddings WHERE rowid IN (
  SELECT e.rowid FROM fingerprints AS f CROSS JOIN chunk_embeddings AS e ON e.fingerprint_id = f.id WHERE f.role = 'retired' LIMIT $limit)
RETURNING 1`;

const DROP_FINGERPRINTS = "DELETE FROM fingerprints WHERE role = 'retired'";

/** One short step towards a complete queue for `fingerprint`, inside the caller's transaction. @returns whether there is more to do. */
export async function stepReembed(sql: Sql, fingerprint: EmbeddingFingerprint): Promise<boolean> {
  const { activeKey, buildingKey, queuedTo, lastChunkId, queued } = await onlyRow<State>(sql, STATE);
  if (buildingKey === fingerprint.id) return queuedTo === null ? false : queueChunks(sql, queuedTo, lastChunkId);
  if (buildingKey !== null) await sql.all(GIVE_UP);
  else if (queued === 1) await sql.all(EMPTY_QUEUE);
  else if (activeKey === fingerprint.id) return false;
  else await addFingerprint(sql, fingerprint, activeKey === null ? 'active' : 'building');
  return true;
}

async function queueChunks(sql: Sql, from: number, lastChunkId: number): Promise<boolean> {
  const to = from + CHUNKS_PER_STEP;
  await sql.all(QUEUE_CHUNKS, { $from: from, $to: to });
  await sql.all(SET_QUEUED_TO, { $queuedTo: to >= lastChunkId ? null : to });
  return to < lastChunkId;
}

export async function embeddingProgress(sql: Sql, key: string): Promise<EmbeddingProgress> {
  const { building } = await spaceOf(sql, key);
  return onlyRow<EmbeddingProgress>(sql, PROGRESS, { $building: building });
}

/** The switch, inside the caller's transaction. @returns false when something is missing. */
export async function finishReembed(sql: Sql, key: string, atMs: number): Promise<boolean> {
  const { building } = await spaceOf(sql, key);
  if (building === 0) return true;
  const { queuedTo, queued } = await onlyRow<State>(sql, STATE);
  if (queuedTo !== null || queued === 1) return false;
  for (const statement of SWITCH) await sql.all(statement);
  await logForAll(sql, 'reembedded', atMs);
  return true;
}

/** @returns how many embeddings were removed; 0 once nothing of a retired model is left. */
export async function dropRetired(sql: Sql, limit: number): Promise<number> {
  const dropped = await sql.all(DROP, { $limit: limit });
  if (dropped.length === 0) await sql.all(DROP_FINGERPRINTS);
  return dropped.length;
}
