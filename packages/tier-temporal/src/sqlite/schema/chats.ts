/**
 * What a message has beyond its text, and its links to chunks of memories. A message is a version of the kind `message`, so `forgotten_at_ms` there hides
 * it; a link is in answers while its message and its chunk are current.
 */
export const CHAT_TABLES = `
CREATE TABLE chat_messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  resource_id INTEGER NOT NULL UNIQUE REFERENCES resources (id),
  namespace_id INTEGER NOT NULL REFERENCES namespaces (id),
  conversation_id TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool')),
  agent_name TEXT,
  source_tool TEXT,
  timestamp_ms INTEGER NOT NULL
) STRICT;
-- With all that counting and grouping ask for, so that these read no message.
CREATE INDEX chat_messages_conversation ON chat_messages (namespace_id, conversation_id, timestamp_ms, id, resource_id);
CREATE INDEX chat_messages_tool ON chat_messages (namespace_id, source_tool, timestamp_ms, id, resource_id, conversation_id);
CREATE INDEX chat_messages_time ON chat_messages (namespace_id, timestamp_ms, id);

-- Messages whose automatic links are still to be made; kept in the record, so that a crash loses none.
CREATE TABLE chat_links_due (message_id INTEGER PRIMARY KEY REFERENCES chat_messages (id)) STRICT;

CREATE TABLE context_links (
  message_id INTEGER NOT NULL REFERENCES chat_messages (id),
  chunk_id INTEGER NOT NULL REFERENCES resource_chunks (id),
  strength REAL NOT NULL CHECK (strength BETWEEN 0 AND 1),
  automatic INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (message_id, chunk_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX context_links_chunk ON context_links (chunk_id, message_id);
`;
