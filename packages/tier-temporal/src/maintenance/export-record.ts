import { LtmcError, type EmbeddingFingerprint, type ExportOptions, type JsonObject, type RecordKind } from '@ltmc/contracts';
import { retryBusy } from '../sqlite/busy-retry.js';
import { firstRow, onlyRow, type Sql, type SqliteConnection } from '../sqlite/connection.js';
import { activeFingerprint } from '../sqlite/embedding-spaces.js';
import { toStoreError } from '../sqlite/errors.js';
import { covers } from './check-coverage.js';
import { FORMAT, FORMAT_VERSION, type ChunkField, type ExportLine, type VersionLine } from './export-format.js';
import { KIND_FACTS } from './kind-facts.js';
import { openToRead } from './record-file.js';
import { createRun, type Run } from './run.js';

const IN_NAMESPACE = '($namespace IS NULL OR namespace_id = (SELECT id FROM namespaces WHERE name = $namespace))';
const COUNT = `SELECT count(*) AS count FROM resources WHERE ${IN_NAMESPACE}`;
const KNOWN = 'SELECT 1 FROM namespaces WHERE name = $namespace';
const NEXT = `SELECT id FROM resources WHERE id > $after AND ${IN_NAMESPACE} ORDER BY id LIMIT 1`;
const VERSION_IDS = 'SELECT id FROM resource_versions WHERE resource_id = $resourceId ORDER BY version';

const VERSION = `
SELECT v.resource_id AS resourceId, n.name AS namespace, v.kind AS of, v.conversation_id, r.file_name, v.version, v.resource_type, v.tags, v.metadata, v.valid_from_ms, v.expires_at_ms, v.told_at_ms, v.agent_id, v.session_id,
  v.recorded_at_ms, v.forgotten_at_ms, v.content
FROM resource_versions AS v JOIN resources AS r ON r.id = v.resource_id JOIN namespaces AS n ON n.id = r.namespace_id
WHERE v.id = $versionId`;

const CHUNKS = `
SELECT c.start_offset AS startOffset, c.end_offset AS endOffset, c.heading, c.context, c.content, e.vector
FROM resource_chunks AS c
LEFT JOIN chunk_embeddings AS e ON e.vector_id = c.vector_id AND e.fingerprint_id = (SELECT id FROM fingerprints WHERE key = $fingerprint)
WHERE c.version_id = $versionId ORDER BY c.chunk_index`;

interface VersionRow extends Omit<VersionLine, 'kind' | 'of' | 'conversation_id' | 'tags' | 'metadata' | 'told_at_ms' | 'facts' | 'chunks'> {
  readonly resourceId: number;
  readonly of: RecordKind;
  readonly conversation_id: string | null;
  readonly tags: string;
  readonly metadata: string;
  readonly told_at_ms: number | null;
}

interface ChunkRow {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly heading: string | null;
  readonly context: string | null;
  readonly content: string;
  readonly vector: Buffer | null;
}

/** See `RecordMaintenance.exportJsonLines`. */
export async function* exportRecord(path: string, { namespace, embeddings = false, onProgress, signal = new AbortController().signal }: ExportOptions = {}): AsyncGenerator<string> {
  const running = createRun(signal, onProgress);
  try {
    const connection = await openToRead(path, signal);
    try {
      for await (const line of exportLines(connection, { namespace, embeddings, running })) yield `${JSON.stringify(line)}\n`;
    } finally {
      await connection.close();
    }
  } catch (cause) {
    throw toStoreError(cause);
  }
}

interface Wanted {
  readonly namespace: string | undefined;
  readonly embeddings: boolean;
  readonly running: Run;
}

async function* exportLines(connection: SqliteConnection, { namespace, embeddings, running }: Wanted): AsyncGenerator<ExportLine> {
  const fingerprint = embeddings ? await activeFingerprint(connection) : undefined;
  const total = await countMemories(connection, namespace);
  yield { kind: 'header', format: FORMAT, format_version: FORMAT_VERSION, embeddings: fingerprint ?? null };
  let [memories, versions, resourceId] = [0, 0, 0];
  for (;;) {
    running.checkpoint();
    const next = await retryBusy(() => firstRow<{ id: number }>(connection, NEXT, { $after: resourceId, $namespace: namespace ?? null }), { signal: running.signal });
    if (!next) break;
    resourceId = next.id;
    const before = versions;
    for await (const line of memoryLines(connection, resourceId, fingerprint)) {
      yield line;
      versions += 1;
    }
    if (versions > before) memories += 1;
    running.progress('exporting', 'memories', memories, Math.max(total, memories));
  }
  yield { kind: 'end', memories, versions };
}

/** All versions of a memory in one read, so that they fit together, whatever is stored or purged meanwhile. */
async function* memoryLines(connection: SqliteConnection, resourceId: number, fingerprint: EmbeddingFingerprint | undefined): AsyncGenerator<VersionLine> {
  await connection.all('BEGIN');
  try {
    const ids = await connection.all<{ id: number }>(VERSION_IDS, { $resourceId: resourceId });
    for (const { id } of ids) yield await versionLine(connection, id, fingerprint);
  } finally {
    await connection.all('COMMIT');
  }
}

async function versionLine(sql: Sql, versionId: number, fingerprint: EmbeddingFingerprint | undefined): Promise<VersionLine> {
  const { resourceId, tags, metadata, content, of, conversation_id: conversationId, told_at_ms: toldAtMs, ...row } = await onlyRow<VersionRow>(sql, VERSION, { $versionId: versionId });
  const chunks = await sql.all<ChunkRow>(CHUNKS, { $versionId: versionId, $fingerprint: fingerprint?.id ?? null });
  if (!covers(content, chunks)) {
    throw new LtmcError('LTMC_STORE_CORRUPT', `The chunks of version ${row.version} of "${row.file_name}" do not cover its text, so that an export would lose something; restore the record from a backup`);
  }
  const facts = row.version === 1 ? await KIND_FACTS[of]?.read(sql, resourceId) : undefined;
  const parsedTags: string[] = JSON.parse(tags);
  const parsedMetadata: JsonObject = JSON.parse(metadata);
  return {
    kind: 'version', ...(of === 'memory' ? {} : { of }), ...(conversationId === null ? {} : { conversation_id: conversationId }), ...(toldAtMs === null ? {} : { told_at_ms: toldAtMs }), ...row,
    tags: parsedTags, metadata: parsedMetadata, content, ...(facts ? { facts } : {}), chunks: chunks.map(chunkField),
  };
}

/** The text of a chunk is a part of the content and need not be told twice. */
function chunkField({ startOffset, endOffset, heading, context, vector }: ChunkRow): ChunkField {
  return { start: startOffset, end: endOffset, heading, ...(context === null ? {} : { context }), ...(vector ? { embedding: vector.toString('base64') } : {}) };
}

/** @throws LtmcError `LTMC_NOT_FOUND` for a namespace that never held anything. */
async function countMemories(connection: SqliteConnection, namespace: string | undefined): Promise<number> {
  if (namespace !== undefined && !(await firstRow(connection, KNOWN, { $namespace: namespace }))) {
    throw new LtmcError('LTMC_NOT_FOUND', `The record has no namespace "${namespace}"; leave it out to export all`);
  }
  return (await onlyRow<{ count: number }>(connection, COUNT, { $namespace: namespace ?? null })).count;
}
