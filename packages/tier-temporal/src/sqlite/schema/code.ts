/**
 * Code attempts, and the patterns they add up to. The texts a pattern is found by are resources of the kind `pattern`, named by its fingerprint and their
 * key. `uid` names an attempt in any record: imported twice into a namespace, it is there once.
 */
export const CODE_TABLES = `
CREATE TABLE code_patterns (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  namespace_id INTEGER NOT NULL REFERENCES namespaces (id),
  fingerprint TEXT NOT NULL,
  UNIQUE (namespace_id, fingerprint)
) STRICT;

CREATE TABLE pattern_texts (
  resource_id INTEGER PRIMARY KEY REFERENCES resources (id),
  pattern_id INTEGER NOT NULL REFERENCES code_patterns (id)
) STRICT;
CREATE INDEX pattern_texts_pattern ON pattern_texts (pattern_id);

CREATE TABLE code_attempts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL,
  pattern_id INTEGER NOT NULL REFERENCES code_patterns (id),
  namespace_id INTEGER NOT NULL REFERENCES namespaces (id),
  input_prompt TEXT NOT NULL,
  generated_code TEXT NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('pass', 'fail', 'error', 'partial')),
  execution_time_ms REAL,
  error_message TEXT,
  tags TEXT NOT NULL,
  language TEXT,
  function_name TEXT,
  file_name TEXT,
  module_name TEXT,
  agent_id TEXT,
  session_id TEXT,
  recorded_at_ms INTEGER NOT NULL,
  UNIQUE (namespace_id, uid)
) STRICT;
CREATE INDEX code_attempts_pattern ON code_attempts (pattern_id, recorded_at_ms, id);
CREATE INDEX code_attempts_session ON code_attempts (namespace_id, session_id, recorded_at_ms) WHERE session_id IS NOT NULL;
CREATE INDEX code_attempts_newest ON code_attempts (namespace_id, recorded_at_ms, id);
`;
