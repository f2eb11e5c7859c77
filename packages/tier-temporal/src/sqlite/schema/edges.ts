/**
 * Relations between memories, and which memories carry a tag. A relation is in answers while both its memories are current; `forgotten_by` is the memory
 * whose forgetting hid it, so that a newer version under the same name does not show it again. A relation goes with its memory.
 * `resource_tags` repeats the tags of current memories for the sake of its order: who carries a tag is asked at every step of a walk through the graph.
 */
export const EDGE_TABLES = `
CREATE TABLE edges (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  namespace_id INTEGER NOT NULL REFERENCES namespaces (id),
  source_id INTEGER NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
  target_id INTEGER NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  strength REAL NOT NULL CHECK (strength BETWEEN 0 AND 1),
  automatic INTEGER NOT NULL,
  metadata TEXT NOT NULL,
  agent_id TEXT,
  revision INTEGER NOT NULL,
  forgotten_by INTEGER,
  created_at_ms INTEGER NOT NULL,
  UNIQUE (source_id, target_id, type)
) STRICT;
CREATE INDEX edges_target ON edges (target_id, source_id);
CREATE INDEX edges_type ON edges (namespace_id, type);
CREATE INDEX edges_forgotten ON edges (forgotten_by) WHERE forgotten_by IS NOT NULL;

CREATE INDEX resource_versions_now ON resource_versions (resource_id) WHERE superseded_at_ms IS NULL AND forgotten_at_ms IS NULL;

CREATE TABLE resource_tags (
  namespace_id INTEGER NOT NULL,
  tag TEXT NOT NULL,
  resource_id INTEGER NOT NULL,
  PRIMARY KEY (namespace_id, tag, resource_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER resource_tags_stored AFTER INSERT ON resource_versions
WHEN NEW.kind = 'memory' AND NEW.superseded_at_ms IS NULL AND NEW.forgotten_at_ms IS NULL
BEGIN
  INSERT OR IGNORE INTO resource_tags (namespace_id, tag, resource_id) SELECT NEW.namespace_id, value, NEW.resource_id FROM json_each(NEW.tags);
END;

CREATE TRIGGER resource_tags_shown AFTER UPDATE OF superseded_at_ms, forgotten_at_ms ON resource_versions
WHEN NEW.kind = 'memory' AND NEW.superseded_at_ms IS NULL AND NEW.forgotten_at_ms IS NULL
BEGIN
  INSERT OR IGNORE INTO resource_tags (namespace_id, tag, resource_id) SELECT NEW.namespace_id, value, NEW.resource_id FROM json_each(NEW.tags);
END;

CREATE TRIGGER resource_tags_hidden AFTER UPDATE OF superseded_at_ms, forgotten_at_ms ON resource_versions
WHEN OLD.kind = 'memory' AND OLD.superseded_at_ms IS NULL AND OLD.forgotten_at_ms IS NULL AND (NEW.superseded_at_ms IS NOT NULL OR NEW.forgotten_at_ms IS NOT NULL)
BEGIN
  DELETE FROM resource_tags WHERE namespace_id = OLD.namespace_id AND tag IN (SELECT value FROM json_each(OLD.tags)) AND resource_id = OLD.resource_id;
END;

CREATE TRIGGER resource_tags_removed AFTER DELETE ON resource_versions
WHEN OLD.kind = 'memory' AND OLD.superseded_at_ms IS NULL AND OLD.forgotten_at_ms IS NULL
BEGIN
  DELETE FROM resource_tags WHERE namespace_id = OLD.namespace_id AND tag IN (SELECT value FROM json_each(OLD.tags)) AND resource_id = OLD.resource_id;
END;
`;
