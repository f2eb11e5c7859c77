import { appendingChanges } from './change-log.js';
import type { Sql, SqlValue } from './connection.js';
import { QUEUES } from './embedding-spaces.js';
import { addingToFullText } from './full-text.js';

/** Everything that a new version writes, but what it takes over from the version before. */
export interface VersionRows {
  /** 1 where the name is new, so that its resource is written too. */
  readonly isNewName: 0 | 1;
  /** 1 where the chunks of the version before may lend their embeddings: the caller then fills the queue when it has carried them over. */
  readonly carries: 0 | 1;
  readonly resourceId: number;
  readonly versionId: number;
  readonly namespaceId: number;
  readonly kind: string;
  readonly fileName: string;
  readonly fileNameFolded: string;
  readonly version: number;
  readonly conversationId: string | null;
  readonly resourceType: string;
  /** JSON, as are metadata, chunks and changes. */
  readonly tags: string;
  readonly metadata: string;
  readonly validFromMs: number | null;
  readonly expiresAtMs: number | null;
  readonly toldAtMs: number | null;
  readonly agentId: string | null;
  readonly sessionId: string | null;
  readonly recordedAtMs: number;
  readonly chunkCount: number;
  readonly firstVectorId: number;
  readonly lastVectorId: number;
  readonly contentHash: string;
  readonly content: string;
  readonly scope: string;
  readonly chunks: string;
  /** Rows of the change log, see `ChangeRow`. */
  readonly changes: string;
}

const COLUMNS = [
  'isNewName', 'carries', 'resourceId', 'versionId', 'namespaceId', 'kind', 'fileName', 'fileNameFolded', 'version', 'conversationId', 'resourceType', 'tags', 'metadata',
  'validFromMs', 'expiresAtMs', 'toldAtMs', 'agentId', 'sessionId', 'recordedAtMs', 'chunkCount', 'firstVectorId', 'lastVectorId', 'contentHash', 'content', 'scope', 'chunks', 'changes',
] as const satisfies readonly (keyof VersionRows)[];

/**
 * Run once on each connection that writes versions: a temporary view whose trigger writes a whole version. Each statement of its own costs a
 * trip to another thread and back, more than the statement itself; on a busy machine the six saved are half of a store.
 */
export const VERSION_WRITER = `
CREATE TEMP VIEW new_version AS SELECT ${COLUMNS.map((column) => `NULL AS ${column}`).join(', ')};
CREATE TEMP TRIGGER write_version INSTEAD OF INSERT ON new_version BEGIN
  INSERT INTO resources (id, namespace_id, kind, file_name, file_name_folded)
  SELECT NEW.resourceId, NEW.namespaceId, NEW.kind, NEW.fileName, NEW.fileNameFolded WHERE NEW.isNewName;

  INSERT INTO resource_versions (id, resource_id, version, namespace_id, kind, conversation_id, resource_type, tags, metadata, valid_from_ms, expires_at_ms, told_at_ms,
    agent_id, session_id, recorded_at_ms, chunk_count, first_vector_id, last_vector_id, content_hash, content)
  VALUES (NEW.versionId, NEW.resourceId, NEW.version, NEW.namespaceId, NEW.kind, NEW.conversationId, NEW.resourceType, NEW.tags, NEW.metadata, NEW.validFromMs, NEW.expiresAtMs, NEW.toldAtMs,
    NEW.agentId, NEW.sessionId, NEW.recordedAtMs, NEW.chunkCount, NEW.firstVectorId, NEW.lastVectorId, NEW.contentHash, NEW.content);

  INSERT INTO resource_chunks (id, vector_id, version_id, resource_id, version, chunk_index, start_offset, end_offset, heading, context, scope, content,
    content_terms, context_terms)
  SELECT NEW.firstVectorId + key, NEW.firstVectorId + key, NEW.versionId, NEW.resourceId, NEW.version, key,
    value ->> 'startOffset', value ->> 'endOffset', value ->> 'heading', value ->> 'context', NEW.scope, value ->> 'content',
    value ->> 'contentTerms', value ->> 'contextTerms'
  FROM json_each(NEW.chunks) ORDER BY key;

  ${addingToFullText('chunk_fts', 'NEW.firstVectorId', 'NEW.lastVectorId')};

  INSERT INTO pending_chunks (building, chunk_id, resource_id, namespace_id, stale)
  SELECT q.building, c.id, NEW.resourceId, NEW.namespaceId, 0
  FROM ${QUEUES} AS q CROSS JOIN resource_chunks AS c ON c.version_id = NEW.versionId WHERE NOT NEW.carries;
${appendingChanges('NEW.changes')};
END`;

const ADD_VERSION = `INSERT INTO new_version (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((column) => `$${column}`).join(', ')})`;

/** Inside the caller's transaction, on a connection that has run {@link VERSION_WRITER}. */
export async function addVersionRows(sql: Sql, rows: VersionRows): Promise<void> {
  const params: Record<`$${string}`, SqlValue> = {};
  for (const column of COLUMNS) params[`$${column}`] = rows[column];
  await sql.all(ADD_VERSION, params);
}
