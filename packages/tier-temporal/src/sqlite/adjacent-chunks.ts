import { MOST_HIDDEN_BETWEEN, type AdjacentChunks, type MemoryFilter } from '@ltmc/contracts';
import type { SqlParams } from './connection.js';
import { filterParams, isThere, passes } from './filter-sql.js';
import { readJson } from './read-json.js';
import type { Readers } from './readers.js';

/** The nearest message with a text that is there; of its version `v` one end. Along the index of conversations, and no further than it takes. */
const NEAREST = (end: 'first_vector_id' | 'last_vector_id', filter: MemoryFilter): string => {
  const [beyond, direction] = end === 'last_vector_id' ? ['<', 'DESC'] : ['>', 'ASC'];
  return `
  SELECT v.${end} FROM (
    SELECT resource_id FROM chat_messages
    WHERE namespace_id = given.namespaceId AND conversation_id = given.conversationId AND (timestamp_ms, id) ${beyond} (given.timestampMs, given.messageId)
    ORDER BY timestamp_ms ${direction}, id ${direction} LIMIT ${MOST_HIDDEN_BETWEEN + 1}
  ) AS near CROSS JOIN resource_versions AS v ON v.resource_id = near.resource_id
  WHERE ${isThere(filter)} AND v.chunk_count > 0 LIMIT 1`;
};

/** Vector ids of one version follow each other in the order of its chunks. What is no message has no row in `chat_messages`, and so no neighbour beyond its text. */
export const ADJACENT = (filter: MemoryFilter): string => `
WITH given AS MATERIALIZED (
  SELECT c.vector_id AS vectorId, v.first_vector_id AS first, v.last_vector_id AS last,
    m.namespace_id AS namespaceId, m.conversation_id AS conversationId, m.timestamp_ms AS timestampMs, m.id AS messageId
  FROM json_each($vectorIds) AS one
  CROSS JOIN resource_chunks AS c ON c.vector_id = one.value
  CROSS JOIN resource_versions AS v ON v.id = c.version_id
  LEFT JOIN chat_messages AS m ON m.resource_id = v.resource_id
  WHERE ${passes(filter)}
)
SELECT vectorId,
  iif(vectorId > first, vectorId - 1, (${NEAREST('last_vector_id', filter)})) AS before,
  iif(vectorId < last, vectorId + 1, (${NEAREST('first_vector_id', filter)})) AS after
FROM given`;

const ADJACENT_AS_JSON = (filter: MemoryFilter): string => `SELECT json_group_array(json_array(vectorId, before, after)) AS rows FROM (${ADJACENT(filter)})`;

const PASSING = (filter: MemoryFilter): string => `
SELECT json_group_array(c.vector_id) AS rows
FROM json_each($vectorIds) AS one
CROSS JOIN resource_chunks AS c ON c.vector_id = one.value
CROSS JOIN resource_versions AS v ON v.id = c.version_id
WHERE ${passes(filter)}`;

/** `RecordStore.adjacentChunks`: one statement, however many ids. */
export async function adjacentChunks(readers: Readers, vectorIds: readonly number[], filter: MemoryFilter): Promise<AdjacentChunks[]> {
  const rows = await readJson<readonly [number, number | null, number | null]>(readers, ADJACENT_AS_JSON(filter), idParams(vectorIds, filter));
  return rows.map(([vectorId, before, after]) => ({ vectorId, before: before ?? undefined, after: after ?? undefined }));
}

/** `RecordStore.passing` */
export async function passing(readers: Readers, vectorIds: readonly number[], filter: MemoryFilter): Promise<number[]> {
  return vectorIds.length === 0 ? [] : readJson(readers, PASSING(filter), idParams(vectorIds, filter));
}

function idParams(vectorIds: readonly number[], filter: MemoryFilter): SqlParams {
  return { ...filterParams(filter), $vectorIds: JSON.stringify([...new Set(vectorIds)]) };
}
