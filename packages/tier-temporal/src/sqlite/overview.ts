import type { NameField, OverviewRecord, SessionEntry } from '@ltmc/contracts';
import type { RecordAccess } from './record-access.js';

const OWN_NAMESPACE = 'namespace_id = (SELECT id FROM namespaces WHERE name = $namespace)';

const CURRENT = `v.${OWN_NAMESPACE} AND v.superseded_at_ms IS NULL AND v.forgotten_at_ms IS NULL
  AND (v.valid_from_ms IS NULL OR v.valid_from_ms <= $validAtMs) AND (v.expires_at_ms IS NULL OR v.expires_at_ms > $validAtMs)`;

/** Every use of a name: `name`, and when it was used as `atMs`. */
const USES: Readonly<Record<NameField, string>> = {
  fileName: `SELECT r.file_name AS name, v.recorded_at_ms AS atMs FROM resource_versions AS v CROSS JOIN resources AS r ON r.id = v.resource_id WHERE ${CURRENT} AND v.kind = 'memory'`,
  tag: `SELECT tag.value AS name, v.recorded_at_ms AS atMs FROM resource_versions AS v CROSS JOIN json_each(v.tags) AS tag WHERE ${CURRENT} AND v.kind = 'memory'`,
  conversationId: `SELECT v.conversation_id AS name, v.recorded_at_ms AS atMs FROM resource_versions AS v WHERE ${CURRENT} AND v.conversation_id IS NOT NULL`,
  sessionId: `
    SELECT v.session_id AS name, v.recorded_at_ms AS atMs FROM resource_versions AS v WHERE ${CURRENT} AND v.session_id IS NOT NULL
    UNION ALL SELECT a.session_id, a.recorded_at_ms FROM code_attempts AS a WHERE a.${OWN_NAMESPACE} AND a.session_id IS NOT NULL`,
};

/** SQLite's `lower` knows ASCII only, which is what is promised. */
const NAMES = (field: NameField): string => `
SELECT name FROM (SELECT name, max(atMs) AS lastMs FROM (${USES[field]}) GROUP BY name)
WHERE instr(lower(name), lower($text)) > 0 OR $text = ''
ORDER BY instr(lower(name), lower($text)) > 1, lastMs DESC, name LIMIT $limit`;

const OF_SESSION = `${CURRENT} AND v.session_id = $sessionId`;

const ENTRIES = `
SELECT kind, id, substr(name, 1, $excerptLength) AS name, label, substr(excerpt, 1, $excerptLength) AS excerpt, agentId, atMs FROM (
  SELECT 'memory' AS kind, v.resource_id AS id, r.file_name AS name, 'version ' || v.version AS label, v.content AS excerpt, v.agent_id AS agentId, v.recorded_at_ms AS atMs
  FROM resource_versions AS v CROSS JOIN resources AS r ON r.id = v.resource_id WHERE ${OF_SESSION} AND v.kind = 'memory'
  UNION ALL SELECT 'message', m.id, m.conversation_id, m.role, v.content, v.agent_id, v.recorded_at_ms
  FROM resource_versions AS v CROSS JOIN chat_messages AS m ON m.resource_id = v.resource_id WHERE ${OF_SESSION}
  UNION ALL SELECT 'todo', t.id, t.title, iif(t.completed_at_ms IS NULL, 'pending', 'completed'), t.description, v.agent_id, v.recorded_at_ms
  FROM resource_versions AS v CROSS JOIN todos AS t ON t.resource_id = v.resource_id WHERE ${OF_SESSION}
  UNION ALL SELECT 'attempt', a.pattern_id, a.input_prompt, a.result, coalesce(a.error_message, ''), a.agent_id, a.recorded_at_ms
  FROM code_attempts AS a WHERE a.${OWN_NAMESPACE} AND a.session_id = $sessionId)
ORDER BY atMs DESC, kind, id DESC LIMIT $limit`;

/** What is there, across kinds. */
export function createSqliteOverview({ query }: RecordAccess): OverviewRecord {
  return {
    names: async (namespace, field, { text, limit, validAtMs }) => {
      const rows = await query<{ name: string }>(NAMES(field), { $namespace: namespace, $text: text, $limit: limit, $validAtMs: validAtMs });
      return rows.map(({ name }) => name);
    },
    sessionEntries: (namespace, sessionId, { limit, excerptLength, validAtMs }) =>
      query<SessionEntry>(ENTRIES, { $namespace: namespace, $sessionId: sessionId, $limit: limit, $excerptLength: excerptLength, $validAtMs: validAtMs }),
  };
}
