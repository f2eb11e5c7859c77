/** Where edges are read: `current` holds of a version that counts now. `$nowMs` null: whatever its validity. */
export const current = (v: string): string => `${v}.superseded_at_ms IS NULL AND ${v}.forgotten_at_ms IS NULL
  AND ($nowMs IS NULL OR ((${v}.valid_from_ms IS NULL OR ${v}.valid_from_ms <= $nowMs) AND (${v}.expires_at_ms IS NULL OR ${v}.expires_at_ms > $nowMs)))`;

export const NAMESPACE_ID = '(SELECT id FROM namespaces WHERE name = $namespace)';

/** A current memory, by an expression that gives its resource id. */
export const memory = (v: string, resourceId: string): string =>
  `CROSS JOIN resource_versions AS ${v} ON ${v}.resource_id = ${resourceId} AND ${v}.kind = 'memory' AND ${v}.namespace_id = ${NAMESPACE_ID} AND ${current(v)}`;

/** The columns of an edge, by where it comes from. */
const HAS_CHUNK = "'document' AS sourceKind, c.resource_id AS sourceId, 'chunk' AS targetKind, c.id AS targetId, 'has_chunk' AS type, 1.0 AS strength, 0 AS automatic";
const REFERENCES = "'message' AS sourceKind, l.message_id AS sourceId, 'chunk' AS targetKind, l.chunk_id AS targetId, 'references' AS type, l.strength, l.automatic";
const RELATED_TO = "'document' AS sourceKind, e.source_id AS sourceId, 'document' AS targetKind, e.target_id AS targetId, e.type, e.strength, e.automatic";
const tagged = (tag: string, resourceId: string): string =>
  `'document' AS sourceKind, ${resourceId} AS sourceId, 'concept' AS targetKind, ${tag} AS targetId, 'tagged' AS type, 1.0 AS strength, 0 AS automatic`;

/** The version of a chunk, of a current memory. */
export const OF_CURRENT = `CROSS JOIN resource_versions AS v ON v.id = c.version_id AND v.kind = 'memory' AND v.namespace_id = ${NAMESPACE_ID} AND ${current('v')}`;

/** A current message, by an expression that gives its id. A message has no validity. */
export const message = (messageId: string): string => `
  CROSS JOIN chat_messages AS m ON m.id = ${messageId} AND m.namespace_id = ${NAMESPACE_ID}
  CROSS JOIN resource_versions AS mv ON mv.resource_id = m.resource_id AND mv.superseded_at_ms IS NULL AND mv.forgotten_at_ms IS NULL`;

const RELATION = `e.forgotten_by IS NULL AND ($types IS NULL OR e.type IN (SELECT value FROM json_each($types))) AND ($automatic IS NULL OR e.automatic = $automatic)`;

const nodes = (parameter: string): string => `json_each(${parameter}) AS node`;

/**
 * The edges at nodes of one kind, along them (`out`) or against them (`in`). CROSS JOIN fixes the order of the loops: from the few nodes asked about,
 * each step by an index. Each gives its rows in the order of its indexes, so that a limit keeps the same ones.
 */
export const EDGES_AT = {
  'HAS_CHUNK out': `SELECT ${HAS_CHUNK} FROM ${nodes('$documents')} ${memory('v', 'node.value')} CROSS JOIN resource_chunks AS c ON c.version_id = v.id`,
  'HAS_CHUNK in': `SELECT ${HAS_CHUNK} FROM ${nodes('$chunks')} CROSS JOIN resource_chunks AS c ON c.id = node.value ${OF_CURRENT}`,
  'REFERENCES out': `SELECT ${REFERENCES} FROM ${nodes('$messages')} ${message('node.value')}
    CROSS JOIN context_links AS l ON l.message_id = m.id AND ($automatic IS NULL OR l.automatic = $automatic)
    CROSS JOIN resource_chunks AS c ON c.id = l.chunk_id ${OF_CURRENT}`,
  'REFERENCES in': `SELECT ${REFERENCES} FROM ${nodes('$chunks')}
    CROSS JOIN context_links AS l ON l.chunk_id = node.value AND ($automatic IS NULL OR l.automatic = $automatic) ${message('l.message_id')}
    CROSS JOIN resource_chunks AS c ON c.id = l.chunk_id ${OF_CURRENT}`,
  'RELATED_TO out': `SELECT ${RELATED_TO} FROM ${nodes('$documents')} ${memory('v', 'node.value')}
    CROSS JOIN edges AS e ON e.source_id = node.value AND ${RELATION} ${memory('w', 'e.target_id')}`,
  'RELATED_TO in': `SELECT ${RELATED_TO} FROM ${nodes('$documents')} ${memory('v', 'node.value')}
    CROSS JOIN edges AS e ON e.target_id = node.value AND ${RELATION} ${memory('w', 'e.source_id')}`,
  'tagged out': `SELECT DISTINCT ${tagged('tag.value', 'v.resource_id')} FROM ${nodes('$documents')} ${memory('v', 'node.value')} CROSS JOIN json_each(v.tags) AS tag`,
  'tagged in': `SELECT ${tagged('t.tag', 't.resource_id')} FROM ${nodes('$concepts')}
    CROSS JOIN resource_tags AS t ON t.namespace_id = ${NAMESPACE_ID} AND t.tag = node.value ${memory('v', 't.resource_id')}`,
} as const;

export type EdgesAt = keyof typeof EDGES_AT;

/** All edges of a namespace, source by source, each after the keys `$a` and `$b` of the last one read. */
export const ALL_EDGES: readonly string[] = [
  `SELECT ${HAS_CHUNK}, c.id AS a, 0 AS b FROM resource_chunks AS c ${OF_CURRENT} WHERE c.id > $a ORDER BY c.id LIMIT $limit`,
  `SELECT ${REFERENCES}, l.message_id AS a, l.chunk_id AS b FROM context_links AS l ${message('l.message_id')}
    CROSS JOIN resource_chunks AS c ON c.id = l.chunk_id ${OF_CURRENT}
    WHERE (l.message_id, l.chunk_id) > ($a, $b) ORDER BY l.message_id, l.chunk_id LIMIT $limit`,
  `SELECT ${RELATED_TO}, e.id AS a, 0 AS b FROM edges AS e ${memory('v', 'e.source_id')} ${memory('w', 'e.target_id')}
    WHERE e.id > $a AND e.forgotten_by IS NULL ORDER BY e.id LIMIT $limit`,
  `SELECT ${tagged('t.tag', 't.resource_id')}, t.tag AS a, t.resource_id AS b FROM resource_tags AS t ${memory('v', 't.resource_id')}
    WHERE t.namespace_id = ${NAMESPACE_ID} AND (t.tag, t.resource_id) > ($a, $b) ORDER BY t.tag, t.resource_id LIMIT $limit`,
];

/** Before the first edge of each source. */
export const BEFORE_ALL: readonly (readonly [number | string, number])[] = [[0, 0], [0, 0], [0, 0], ['', 0]];
