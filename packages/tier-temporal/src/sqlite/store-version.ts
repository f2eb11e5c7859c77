import type { CarriedChunk, ChunkInput, RecordKind, StoredVersion, VersionInput, VectorIdRange } from '@ltmc/contracts';
import { identityHash } from '../identity-hash.js';
import { addVersionRows } from './add-version.js';
import { lastSeq, type ChangeRow } from './change-log.js';
import { onlyRow, type Sql } from './connection.js';
import { QUEUES, requireActive, type Queue } from './embedding-spaces.js';
import { addToFullText, removeFromFullText } from './full-text.js';
import type { Done } from './idempotency.js';
import { aroundTerms, indexTerms, type Labels } from '../words/index-terms.js';
import { scopeOf } from './scope.js';

/** The newest version under a name, forgotten or not; all null where the name is new. */
interface Newest extends VectorIdRange {
  readonly namespaceId: number | null;
  readonly resourceId: number | null;
  readonly versionId: number | null;
  readonly version: number;
  readonly contentHash: string;
  readonly recordedAtMs: number;
  readonly forgottenAtMs: number | null;
  /** Highest chunk id ever given; vector ids are the same numbers, so neither is used twice. */
  readonly lastChunkId: number;
  /** Highest ids ever given, likewise. */
  readonly lastResourceId: number;
  readonly lastVersionId: number;
  readonly lastSeq: number;
  /** Of the active model; null before the first embedding. */
  readonly activeKey: string | null;
}

const lastIdOf = (table: string): string => `coalesce((SELECT seq FROM sqlite_sequence WHERE name = '${table}'), 0)`;

const NEWEST = `
SELECT n.id AS namespaceId, r.id AS resourceId, v.id AS versionId, coalesce(v.version, 0) AS version, v.content_hash AS contentHash,
  coalesce(v.recorded_at_ms, ${Number.MIN_SAFE_INTEGER}) AS recordedAtMs, v.forgotten_at_ms AS forgottenAtMs, v.first_vector_id AS first, v.last_vector_id AS last,
  ${lastIdOf('resource_chunks')} AS lastChunkId, ${lastIdOf('resources')} AS lastResourceId, ${lastIdOf('resource_versions')} AS lastVersionId,
  ${lastIdOf('change_log')} AS lastSeq,
  (SELECT key FROM fingerprints WHERE role = 'active') AS activeKey
FROM (SELECT 1)
LEFT JOIN namespaces AS n ON n.name = $namespace
LEFT JOIN resources AS r ON r.namespace_id = n.id AND r.kind = $kind AND r.file_name = $fileName
LEFT JOIN resource_versions AS v ON v.resource_id = r.id
ORDER BY v.version DESC LIMIT 1`;

const ADD_NAMESPACE = 'INSERT INTO namespaces (name) VALUES ($namespace) RETURNING id';

const SUPERSEDE = 'UPDATE resource_versions SET superseded_at_ms = $atMs WHERE id = $versionId';

const MAKE_STALE = `
UPDATE pending_chunks SET stale = 1 WHERE chunk_id IN (SELECT id FROM resource_chunks WHERE vector_id BETWEEN $first AND $last)`;

/** Chunks that stood in the version before, under the same heading and in the same context. */
const CARRIED = `
WITH before AS MATERIALIZED (
  SELECT content, heading, context, min(vector_id) AS vector_id FROM resource_chunks WHERE version_id = $beforeId GROUP BY content, heading, context
)
SELECT b.vector_id AS "from", c.vector_id AS "to" FROM resource_chunks AS c
JOIN before AS b ON b.content = c.content AND b.heading IS c.heading AND b.context IS c.context
WHERE c.version_id = $versionId ORDER BY c.vector_id`;

/** They keep their embeddings. */
const CARRY_EMBEDDINGS = `
INSERT INTO chunk_embeddings (fingerprint_id, vector_id, version_id, vector)
SELECT e.fingerprint_id, one.value ->> 'to', $versionId, e.vector
FROM json_each($carried) AS one CROSS JOIN chunk_embeddings AS e ON e.vector_id = one.value ->> 'from' ORDER BY one.key`;

const ADD_PENDING = `
INSERT INTO pending_chunks (building, chunk_id, resource_id, namespace_id, stale)
SELECT q.building, c.id, c.resource_id, $namespaceId, 0 FROM ${QUEUES} AS q CROSS JOIN resource_chunks AS c ON c.version_id = $versionId
WHERE NOT EXISTS (SELECT 1 FROM chunk_embeddings AS e WHERE e.fingerprint_id = q.fingerprint_id AND e.vector_id = c.vector_id)
RETURNING building`;

const CURRENT_CHUNKS = `
SELECT c.id AS chunkId, c.vector_id AS vectorId, p.chunk_id IS NOT NULL AS pending
FROM resource_chunks AS c LEFT JOIN pending_chunks AS p ON p.chunk_id = c.id AND p.building = 0
WHERE c.version_id = $versionId ORDER BY c.chunk_index`;

/** The whole write, inside the caller's transaction. */
export async function storeVersion(sql: Sql, input: VersionInput): Promise<Done<StoredVersion>> {
  const contentHash = identityHash(input);
  const newest = await newestOf(sql, input);
  const unchanged = newest.versionId !== null && newest.forgottenAtMs === null && newest.contentHash === contentHash;
  const result = unchanged ? await currentAsItIs(sql, newest) : await addVersion(sql, input, newest, contentHash);
  return { resourceId: result.resourceId, result };
}

/** Adds a version as it is, whether or not it says something new: for a history that comes from elsewhere. */
export async function appendVersion(sql: Sql, input: VersionInput): Promise<StoredVersion> {
  const newest = await newestOf(sql, input);
  return addVersion(sql, input, newest, identityHash(input));
}

/** @throws LtmcError `LTMC_FINGERPRINT_MISMATCH` when the input names another model than the active one. */
async function newestOf(sql: Sql, input: VersionInput): Promise<Newest> {
  const newest = await onlyRow<Newest>(sql, NEWEST, { $namespace: input.namespace, $kind: kindOf(input), $fileName: input.fileName });
  if (input.fingerprint !== undefined) await requireActive(sql, newest.activeKey, input.fingerprint);
  return newest;
}

function kindOf({ kind = 'memory' }: Pick<VersionInput, 'kind'>): RecordKind {
  return kind;
}

async function currentAsItIs(sql: Sql, { resourceId, versionId, version, recordedAtMs }: Newest): Promise<StoredVersion> {
  const chunks = await sql.all<{ chunkId: number; vectorId: number; pending: number }>(CURRENT_CHUNKS, { $versionId: versionId });
  return {
    resourceId: resourceId ?? 0,
    version,
    unchanged: true,
    recordedAtMs,
    chunkIds: chunks.map(({ chunkId }) => chunkId),
    vectorIds: chunks.map(({ vectorId }) => vectorId),
    pendingChunks: chunks.filter(({ pending }) => pending === 1).length,
    carried: [],
    seq: await lastSeq(sql),
  };
}

async function addVersion(sql: Sql, input: VersionInput, newest: Newest, contentHash: string): Promise<StoredVersion> {
  const kind = kindOf(input);
  const namespaceId = newest.namespaceId ?? (await insertedId(sql, ADD_NAMESPACE, { $namespace: input.namespace }));
  const resourceId = newest.resourceId ?? newest.lastResourceId + 1;
  const versionId = newest.lastVersionId + 1;
  const version = newest.version + 1;
  const recordedAtMs = Math.max(input.recordedAtMs, newest.recordedAtMs + 1);
  const first = newest.lastChunkId + 1;
  const last = newest.lastChunkId + input.chunks.length;

  const carriesFrom = newest.forgottenAtMs === null ? newest.versionId : null;
  const shared = { namespaceId, kind, resourceId, atMs: recordedAtMs };
  const changes: ChangeRow[] = [{ ...shared, op: 'stored', version, first, last }];
  if (carriesFrom !== null) changes.unshift({ ...shared, op: 'superseded', version: newest.version, first: newest.first, last: newest.last });
  if (newest.versionId !== null) await supersede(sql, newest, recordedAtMs);
  await addVersionRows(sql, {
    ...textOf(input), isNewName: newest.resourceId === null ? 1 : 0, carries: carriesFrom === null ? 0 : 1, resourceId, versionId, namespaceId, kind,
    version, recordedAtMs, firstVectorId: first, lastVectorId: last, contentHash, scope: scopeOf(input, namespaceId), changes: JSON.stringify(changes),
  });
  // Without a version to carry from, no chunk has an embedding yet, and the statement has queued them all.
  const { pendingChunks, carried } = carriesFrom === null ? { pendingChunks: input.chunks.length, carried: [] } : await carryOver(sql, { $beforeId: carriesFrom, $versionId: versionId, $namespaceId: namespaceId });
  const seq = newest.lastSeq + changes.length;
  const ids = input.chunks.map((_chunk, index) => first + index);
  return { resourceId, version, unchanged: false, recordedAtMs, chunkIds: ids, vectorIds: ids, pendingChunks, carried, seq };
}

/** A forgotten version is in no full-text table and waits for no embedding; it only gets its end. */
async function supersede(sql: Sql, { versionId, forgottenAtMs, first, last }: Newest, atMs: number): Promise<void> {
  await sql.all(SUPERSEDE, { $versionId: versionId, $atMs: atMs });
  if (forgottenAtMs !== null) return;
  await removeFromFullText(sql, 'chunk_fts', { first, last });
  await addToFullText(sql, 'chunk_fts_past', { first, last });
  await sql.all(MAKE_STALE, { $first: first, $last: last });
}

/** Lends the new version the embeddings of chunks that stood in the one before, and queues the others; `pendingChunks` wait for the active model. */
async function carryOver(sql: Sql, { $beforeId, $versionId, $namespaceId }: Readonly<Record<'$beforeId' | '$versionId' | '$namespaceId', number>>): Promise<Pick<StoredVersion, 'pendingChunks' | 'carried'>> {
  const carried = await sql.all<CarriedChunk>(CARRIED, { $beforeId, $versionId });
  if (carried.length > 0) await sql.all(CARRY_EMBEDDINGS, { $carried: JSON.stringify(carried), $versionId });
  const queued = await sql.all<{ building: Queue }>(ADD_PENDING, { $versionId, $namespaceId });
  return { pendingChunks: queued.filter(({ building }) => building === 0).length, carried };
}

/** What the input itself says. */
function textOf(input: VersionInput) {
  const { fileName, content, resourceType, validFromMs, expiresAtMs, toldAtMs = null, agentId, sessionId, conversationId = null, chunks } = input;
  return {
    fileName, fileNameFolded: fileName.toLowerCase(), content, resourceType, validFromMs, expiresAtMs, toldAtMs, agentId, sessionId, conversationId, chunkCount: chunks.length,
    tags: JSON.stringify(input.tags), metadata: JSON.stringify(input.metadata), chunks: JSON.stringify(chunks.map((chunk) => withTerms(chunk, input))),
  };
}

function withTerms(chunk: ChunkInput, labels: Labels) {
  return { ...chunk, contentTerms: indexTerms(chunk.content), contextTerms: aroundTerms(chunk, labels) };
}

async function insertedId(sql: Sql, statement: string, params: Parameters<Sql['all']>[1]): Promise<number> {
  return (await onlyRow<{ id: number }>(sql, statement, params)).id;
}
