/** What a todo has beyond its text, which is a version of the kind `todo`; tags, agent and session stand there. */
export const TODO_TABLES = `
CREATE TABLE todos (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  resource_id INTEGER NOT NULL UNIQUE REFERENCES resources (id),
  namespace_id INTEGER NOT NULL REFERENCES namespaces (id),
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  priority INTEGER NOT NULL CHECK (priority IN (1, 2, 3)),
  due_at_ms INTEGER,
  assigned_agent TEXT,
  created_at_ms INTEGER NOT NULL,
  completed_at_ms INTEGER
) STRICT;
CREATE INDEX todos_newest ON todos (namespace_id, created_at_ms, id);
CREATE INDEX todos_pending ON todos (namespace_id, created_at_ms, id) WHERE completed_at_ms IS NULL;
CREATE INDEX todos_completed ON todos (namespace_id, created_at_ms, id) WHERE completed_at_ms IS NOT NULL;
`;
