import type { PendingChunk, VectorIdRange } from '@ltmc/contracts';
import type { Readers } from './readers.js';

const IS_CURRENT = 'v.superseded_at_ms IS NULL AND v.forgotten_at_ms IS NULL';

const FINGERPRINT = '(SELECT id FROM fingerprints WHERE key = $fingerprint)';

/** CROSS JOIN fixes the order of the loops: along the index, from the newest on, until there are enough. */
const IDS = `
SELECT e.vector_id AS vectorId
FROM chunk_embeddings AS e CROSS JOIN resource_versions AS v ON v.id = e.version_id
WHERE e.fingerprint_id = ${FINGERPRINT} AND e.vector_id BETWEEN $first AND $last AND ${IS_CURRENT}
ORDER BY e.vector_id DESC LIMIT $limit`;

const TEXTS = `
SELECT c.id AS chunkId, c.vector_id AS vectorId, n.name AS namespace, c.content, c.heading, c.context
FROM json_each($vectorIds) AS given
CROSS JOIN chunk_embeddings AS e ON e.fingerprint_id = ${FINGERPRINT} AND e.vector_id = given.value
CROSS JOIN resource_versions AS v ON v.id = e.version_id
CROSS JOIN resource_chunks AS c ON c.vector_id = e.vector_id
CROSS JOIN namespaces AS n ON n.id = v.namespace_id
WHERE ${IS_CURRENT} ORDER BY c.vector_id DESC`;

export async function embeddedIds(readers: Readers, fingerprint: string, { first, last }: VectorIdRange, limit: number): Promise<number[]> {
  const rows = await readers.query<{ vectorId: number }>(IDS, { $fingerprint: fingerprint, $first: first, $last: last, $limit: limit });
  return rows.map(({ vectorId }) => vectorId);
}

export async function embeddedTexts(readers: Readers, fingerprint: string, vectorIds: readonly number[]): Promise<PendingChunk[]> {
  return readers.query<PendingChunk>(TEXTS, { $fingerprint: fingerprint, $vectorIds: JSON.stringify([...new Set(vectorIds)]) });
}
