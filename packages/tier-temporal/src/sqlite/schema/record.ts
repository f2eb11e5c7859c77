import { CONTEXT_WEIGHT } from '../../context-weight.js';

/**
 * The core: everything findable by its text is a version with chunks, of some kind. Times are Unix epoch milliseconds, UTC. A version is current
 * while both `superseded_at_ms` and `forgotten_at_ms` are null; `kind` and `conversation_id` stand in it again for the sake of its indexes.
 * `resource_chunks` is the content of both full-text tables: `chunk_fts` holds the chunks of current versions, `chunk_fts_past` those of
 * superseded ones; forgotten ones are in neither. `scope` holds the tokens that let a filter take part in the match (see `scope.ts`).
 * Foreign keys stand only where their column leads an index: without one, each delete in the parent reads the whole child.
 */
export const RECORD_TABLES = `
CREATE TABLE record_identity (id TEXT NOT NULL) STRICT;
INSERT INTO record_identity (id) VALUES (lower(hex(randomblob(16))));

CREATE TABLE namespaces (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE resources (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  namespace_id INTEGER NOT NULL REFERENCES namespaces (id),
  kind TEXT NOT NULL CHECK (kind IN ('memory', 'message', 'todo', 'pattern')),
  file_name TEXT NOT NULL,
  file_name_folded TEXT NOT NULL,
  UNIQUE (namespace_id, kind, file_name)
) STRICT;

CREATE TABLE resource_versions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  resource_id INTEGER NOT NULL REFERENCES resources (id),
  version INTEGER NOT NULL,
  namespace_id INTEGER NOT NULL REFERENCES namespaces (id),
  kind TEXT NOT NULL,
  conversation_id TEXT,
  resource_type TEXT NOT NULL,
  tags TEXT NOT NULL,
  metadata TEXT NOT NULL,
  valid_from_ms INTEGER,
  expires_at_ms INTEGER,
  agent_id TEXT,
  session_id TEXT,
  recorded_at_ms INTEGER NOT NULL,
  superseded_at_ms INTEGER,
  forgotten_at_ms INTEGER,
  chunk_count INTEGER NOT NULL,
  first_vector_id INTEGER NOT NULL,
  last_vector_id INTEGER NOT NULL,
  content_hash TEXT NOT NULL,
  content TEXT NOT NULL,
  UNIQUE (resource_id, version)
) STRICT;
-- Holds all that a filter asks for: counting what passes reads no text.
CREATE INDEX resource_versions_current ON resource_versions (namespace_id, kind, recorded_at_ms, resource_id, valid_from_ms, expires_at_ms, resource_type, agent_id, tags)
  WHERE superseded_at_ms IS NULL AND forgotten_at_ms IS NULL;
CREATE INDEX resource_versions_forgotten ON resource_versions (namespace_id, kind, resource_id) WHERE forgotten_at_ms IS NOT NULL;
CREATE INDEX resource_versions_conversation ON resource_versions (namespace_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX resource_versions_session ON resource_versions (namespace_id, session_id, recorded_at_ms)
  WHERE session_id IS NOT NULL AND superseded_at_ms IS NULL AND forgotten_at_ms IS NULL;
CREATE INDEX resource_versions_bounded ON resource_versions (namespace_id, kind, valid_from_ms, expires_at_ms)
  WHERE superseded_at_ms IS NULL AND forgotten_at_ms IS NULL AND (valid_from_ms IS NOT NULL OR expires_at_ms IS NOT NULL);

CREATE TABLE resource_chunks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  vector_id INTEGER NOT NULL UNIQUE,
  version_id INTEGER NOT NULL REFERENCES resource_versions (id),
  resource_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  chunk_index INTEGER NOT NULL,
  start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL,
  heading TEXT,
  context TEXT,
  scope TEXT NOT NULL,
  content TEXT NOT NULL,
  UNIQUE (version_id, chunk_index)
) STRICT;

CREATE VIRTUAL TABLE chunk_fts USING fts5 (
  content, context, scope, content = 'resource_chunks', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE chunk_fts_past USING fts5 (
  content, context, scope, content = 'resource_chunks', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE chunk_fts_terms USING fts5vocab ('chunk_fts', 'row');
INSERT INTO chunk_fts (chunk_fts, rank) VALUES ('rank', 'bm25(1.0, ${CONTEXT_WEIGHT}, 0.0)');
INSERT INTO chunk_fts_past (chunk_fts_past, rank) VALUES ('rank', 'bm25(1.0, ${CONTEXT_WEIGHT}, 0.0)');

-- Embedding models. Searches ask the active one; the one being built takes its place; embeddings of retired ones wait to be dropped.
-- queued_to: chunks up to this id are queued for the one being built; null once all are.
CREATE TABLE fingerprints (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  model TEXT NOT NULL,
  dimension INTEGER NOT NULL,
  pooling TEXT NOT NULL,
  tokenizer_hash TEXT NOT NULL,
  model_hash TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('active', 'building', 'retired')),
  queued_to INTEGER
) STRICT;
CREATE UNIQUE INDEX fingerprints_in_use ON fingerprints (role) WHERE role <> 'retired';

CREATE TABLE chunk_embeddings (
  fingerprint_id INTEGER NOT NULL REFERENCES fingerprints (id),
  vector_id INTEGER NOT NULL REFERENCES resource_chunks (vector_id),
  version_id INTEGER NOT NULL,
  vector BLOB NOT NULL,
  UNIQUE (fingerprint_id, vector_id)
) STRICT;
CREATE INDEX chunk_embeddings_vector ON chunk_embeddings (vector_id);

-- The embedding queue: for the active model (building = 0), and for the one being built (1). Chunks of superseded versions (stale) come last.
CREATE TABLE pending_chunks (
  chunk_id INTEGER NOT NULL REFERENCES resource_chunks (id),
  building INTEGER NOT NULL,
  resource_id INTEGER NOT NULL,
  namespace_id INTEGER NOT NULL,
  stale INTEGER NOT NULL,
  claimed_by TEXT,
  claimed_until_ms INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (chunk_id, building)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_chunks_order ON pending_chunks (building, stale, chunk_id);
CREATE INDEX pending_chunks_resource ON pending_chunks (resource_id);

CREATE TABLE idempotency_keys (
  namespace TEXT NOT NULL,
  tool TEXT NOT NULL,
  key TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  answer TEXT NOT NULL,
  resource_id INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (namespace, tool, key)
) STRICT;
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at_ms);
CREATE INDEX idempotency_keys_resource ON idempotency_keys (resource_id);

CREATE TABLE change_log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  namespace_id INTEGER NOT NULL REFERENCES namespaces (id),
  kind TEXT NOT NULL,
  op TEXT NOT NULL,
  resource_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  first_vector_id INTEGER NOT NULL,
  last_vector_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX change_log_kind ON change_log (namespace_id, kind, seq);
`;
