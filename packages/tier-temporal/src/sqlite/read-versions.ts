import type { ChunkView, MemoryFilter, RecordKind, ResourceRef, VersionSummary, VersionView } from '@ltmc/contracts';
import { firstRow, type Sql } from './connection.js';
import { AT_MS, filterParams, passes } from './filter-sql.js';
import { readJson } from './read-json.js';
import type { Readers } from './readers.js';

const GET = `
SELECT v.resource_id AS resourceId, r.file_name AS fileName, v.resource_type AS resourceType, v.version, v.content, v.tags, v.metadata,
  v.valid_from_ms AS validFromMs, v.expires_at_ms AS expiresAtMs, v.agent_id AS agentId, v.session_id AS sessionId,
  v.recorded_at_ms AS recordedAtMs, v.superseded_at_ms AS supersededAtMs, v.chunk_count AS chunkCount
FROM namespaces AS n
JOIN resources AS r ON r.namespace_id = n.id AND r.kind = 'memory' AND (r.id = $resourceId OR r.file_name = $fileName)
JOIN resource_versions AS v ON v.resource_id = r.id AND v.forgotten_at_ms IS NULL
WHERE n.name = $namespace
  AND ($version IS NULL OR v.version = $version)
  AND ($asOfMs IS NULL OR (v.recorded_at_ms <= $asOfMs AND (v.superseded_at_ms IS NULL OR v.superseded_at_ms > $asOfMs)))
  AND ($version IS NOT NULL OR $asOfMs IS NOT NULL OR v.superseded_at_ms IS NULL)`;

const HISTORY = `
SELECT v.version, v.recorded_at_ms AS recordedAtMs, v.superseded_at_ms AS supersededAtMs, v.chunk_count AS chunkCount, v.agent_id AS agentId
FROM resource_versions AS v JOIN namespaces AS n ON n.id = v.namespace_id
WHERE v.resource_id = $resourceId AND v.kind = 'memory' AND n.name = $namespace AND v.forgotten_at_ms IS NULL ORDER BY v.version DESC`;

const FILE_NAME = `
SELECT r.file_name AS fileName FROM resources AS r JOIN namespaces AS n ON n.id = r.namespace_id
WHERE r.id = $resourceId AND r.kind = 'memory' AND n.name = $namespace`;

/** CROSS JOIN fixes the order: from the few chunks named to their versions, not from all current versions to their chunks. {@link toView} takes the columns. */
const CHUNKS = (condition: string): string => `
SELECT json_group_array(json_array(v.kind, c.id, c.vector_id, c.chunk_index, c.content, c.start_offset, c.end_offset, c.heading, c.context,
  v.resource_id, r.file_name, v.resource_type, v.version, json(v.tags), v.agent_id, v.recorded_at_ms, ${AT_MS})) AS rows
FROM resource_chunks AS c
CROSS JOIN resource_versions AS v ON v.id = c.version_id
CROSS JOIN resources AS r ON r.id = c.resource_id
WHERE c.id IN (
    SELECT value FROM json_each($chunkIds)
    UNION SELECT named.id FROM json_each($vectorIds) JOIN resource_chunks AS named ON named.vector_id = value)
  AND ${condition}`;

type ChunkRow = readonly [
  kind: RecordKind, chunkId: number, vectorId: number, chunkIndex: number, content: string, startOffset: number, endOffset: number, heading: string | null, context: string | null,
  resourceId: number, fileName: string, resourceType: string, version: number, tags: readonly string[], agentId: string | null, recordedAtMs: number, atMs: number,
];

function toView(row: ChunkRow): ChunkView {
  const [kind, chunkId, vectorId, chunkIndex, content, startOffset, endOffset, heading, context, resourceId, fileName, resourceType, version, tags, agentId, recordedAtMs, atMs] = row;
  return { kind, chunkId, vectorId, chunkIndex, content, startOffset, endOffset, heading, context, resourceId, fileName, resourceType, version, tags, agentId, recordedAtMs, atMs };
}

/** The version asked for, whatever its validity. */
export async function getVersion(readers: Readers, namespace: string, ref: ResourceRef, which: { readonly version?: number; readonly asOfMs?: number }): Promise<VersionView | undefined> {
  type Row = Omit<VersionView, 'tags' | 'metadata'> & { tags: string; metadata: string };
  const [row] = await readers.query<Row>(GET, {
    $namespace: namespace,
    $resourceId: 'resourceId' in ref ? ref.resourceId : null,
    $fileName: 'fileName' in ref ? ref.fileName : null,
    $version: which.version ?? null,
    $asOfMs: which.asOfMs ?? null,
  });
  return row && { ...row, tags: JSON.parse(row.tags), metadata: JSON.parse(row.metadata) };
}

export async function fileName(sql: Sql, namespace: string, resourceId: number): Promise<string | undefined> {
  return (await firstRow<{ fileName: string }>(sql, FILE_NAME, { $namespace: namespace, $resourceId: resourceId }))?.fileName;
}

export function listVersions(readers: Readers, namespace: string, resourceId: number): Promise<VersionSummary[]> {
  return readers.query<VersionSummary>(HISTORY, { $namespace: namespace, $resourceId: resourceId });
}

export async function readChunks(readers: Readers, ids: { readonly chunkIds?: readonly number[]; readonly vectorIds?: readonly number[] }, filter: MemoryFilter): Promise<ChunkView[]> {
  const params = { ...filterParams(filter), $chunkIds: JSON.stringify(ids.chunkIds ?? []), $vectorIds: JSON.stringify(ids.vectorIds ?? []) };
  return (await readJson<ChunkRow>(readers, CHUNKS(passes(filter)), params)).map(toView);
}

export async function namespaces(sql: Sql): Promise<string[]> {
  const rows = await sql.all<{ name: string }>('SELECT name FROM namespaces ORDER BY id');
  return rows.map(({ name }) => name);
}
