/** A rule that the tables must keep. */
export interface TableRule {
  readonly check: string;
  /** Counts what breaks it. */
  readonly count: string;
  message(count: number): string;
  readonly mend: string;
}

const CURRENT = 'v.superseded_at_ms IS NULL AND v.forgotten_at_ms IS NULL';
const PAST = 'v.superseded_at_ms IS NOT NULL AND v.forgotten_at_ms IS NULL';

/** An export holds nothing that is derived, so an import makes all of it anew. */
const REBUILD = 'run "ltmc export FILE --embeddings", set DB_PATH to a new file, and run "ltmc import FILE"';
const EMBED_AGAIN = 'run "ltmc export FILE", set DB_PATH to a new file, and run "ltmc import FILE"; the embeddings are made anew';
export const RESTORE = 'stop the servers and run "ltmc restore FILE --overwrite" with your last good backup';

const chunksOf = (condition: string): string => `SELECT c.id FROM resource_versions AS v CROSS JOIN resource_chunks AS c ON c.version_id = v.id WHERE ${condition}`;
/** The rows of a full-text table by the lengths it keeps of each. */
const indexed = (table: string): string => `SELECT id FROM ${table}_docsize`;
const difference = (all: string, without: string): string => `SELECT count(*) AS count FROM (${all} EXCEPT ${without})`;

/** @param of - which chunks the table is to hold. */
function fullTextRules(table: string, condition: string, of: string): TableRule[] {
  return [
    { check: 'full text', count: difference(chunksOf(condition), indexed(table)), message: (count) => `${count} chunks of ${of} cannot be found by their words`, mend: REBUILD },
    { check: 'full text', count: difference(indexed(table), chunksOf(condition)), message: (count) => `The full-text index holds ${count} chunks that are none of ${of}`, mend: REBUILD },
  ];
}

const WITHOUT_NEXT = `
SELECT count(*) AS count FROM (
  SELECT superseded_at_ms AS ended, recorded_at_ms AS began,
    lead(recorded_at_ms) OVER (PARTITION BY resource_id ORDER BY version) AS next FROM resource_versions)
WHERE ended IS NOT next OR next <= began`;

const WRONG_CHUNKS = `
SELECT count(*) AS count FROM resource_versions AS v
WHERE (SELECT count(*) FROM resource_chunks AS c WHERE c.version_id = v.id AND c.vector_id BETWEEN v.first_vector_id AND v.last_vector_id) <> v.chunk_count
   OR (SELECT count(*) FROM resource_chunks AS c WHERE c.version_id = v.id) <> v.chunk_count`;

const REUSABLE_IDS = `
SELECT count(*) AS count FROM (SELECT max(vector_id) AS vector, max(id) AS chunk FROM resource_chunks)
WHERE max(vector, chunk) > coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'resource_chunks'), 0)`;

const WRONG_LENGTH = `
SELECT count(*) AS count FROM chunk_embeddings AS e JOIN fingerprints AS f ON f.id = e.fingerprint_id WHERE length(e.vector) <> 4 * f.dimension`;

const NEVER_EMBEDDED = `
SELECT count(*) AS count FROM resource_versions AS v CROSS JOIN resource_chunks AS c ON c.version_id = v.id
WHERE ${CURRENT}
  AND NOT EXISTS (SELECT 1 FROM pending_chunks AS p WHERE p.chunk_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM chunk_embeddings AS e WHERE e.vector_id = c.vector_id)`;

const LOG_GAPS = `
SELECT coalesce(max(seq) - min(seq) + 1 - count(*), 0) + (coalesce(max(seq), 0) > coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'change_log'), 0)) AS count
FROM change_log`;

const NOT_LOGGED = difference('SELECT resource_id, version FROM resource_versions', "SELECT resource_id, version FROM change_log WHERE op = 'stored'");

/** Stands in a version again, for its indexes. */
const WRONG_KIND = `
SELECT count(*) AS count FROM resource_versions AS v JOIN resources AS r ON r.id = v.resource_id
WHERE v.kind <> r.kind OR v.namespace_id <> r.namespace_id OR (v.conversation_id IS NOT NULL) <> (v.kind = 'message')`;

/** A todo without its facts is in no list, a text without its pattern in no answer. */
const WITHOUT_FACTS = `
SELECT (SELECT count(*) FROM resources AS r WHERE r.kind = 'todo' AND r.id NOT IN (SELECT resource_id FROM todos))
  + (SELECT count(*) FROM resources AS r WHERE r.kind = 'pattern' AND r.id NOT IN (SELECT resource_id FROM pattern_texts))
  + (SELECT count(*) FROM todos AS t JOIN resources AS r ON r.id = t.resource_id WHERE r.kind <> 'todo' OR r.namespace_id <> t.namespace_id)
  + (SELECT count(*) FROM pattern_texts AS t JOIN resources AS r ON r.id = t.resource_id JOIN code_patterns AS p ON p.id = t.pattern_id
     WHERE r.kind <> 'pattern' OR r.namespace_id <> p.namespace_id) AS count`;

const MESSAGES_APART = `
SELECT (SELECT count(*) FROM resources AS r WHERE r.kind = 'message' AND r.id NOT IN (SELECT resource_id FROM chat_messages))
  + (SELECT count(*) FROM chat_messages AS m JOIN resources AS r ON r.id = m.resource_id JOIN resource_versions AS v ON v.resource_id = r.id
     WHERE r.kind <> 'message' OR r.namespace_id <> m.namespace_id OR v.conversation_id <> m.conversation_id) AS count`;

const WITHOUT_ATTEMPTS = `
SELECT (SELECT count(*) FROM code_patterns AS p WHERE NOT EXISTS (SELECT 1 FROM code_attempts AS a WHERE a.pattern_id = p.id))
  + (SELECT count(*) FROM code_attempts AS a JOIN code_patterns AS p ON p.id = a.pattern_id WHERE a.namespace_id <> p.namespace_id) AS count`;

const RELATIONS_APART = `
SELECT count(*) AS count FROM edges AS e JOIN resources AS s ON s.id = e.source_id JOIN resources AS t ON t.id = e.target_id
WHERE s.namespace_id <> e.namespace_id OR t.namespace_id <> e.namespace_id OR s.kind <> 'memory' OR t.kind <> 'memory'
  OR coalesce(e.forgotten_by, e.source_id) NOT IN (e.source_id, e.target_id)`;

const TAGS = `SELECT v.namespace_id, tag.value, v.resource_id FROM resource_versions AS v CROSS JOIN json_each(v.tags) AS tag WHERE v.kind = 'memory' AND ${CURRENT}`;
const TAGS_KEPT = 'SELECT namespace_id, tag, resource_id FROM resource_tags';

/** LTMC's own rules, beyond what the engine enforces. */
export const TABLE_RULES: readonly TableRule[] = [
  { check: 'identity', count: 'SELECT count(*) <> 1 AS count FROM record_identity', message: () => 'The record does not have exactly one id', mend: RESTORE },
  { check: 'versions', count: WITHOUT_NEXT, message: (count) => `${count} versions do not end when the next one begins`, mend: RESTORE },
  { check: 'versions', count: WRONG_KIND, message: (count) => `${count} versions are not of the kind of what they belong to`, mend: RESTORE },
  { check: 'messages', count: MESSAGES_APART, message: (count) => `${count} messages are in no conversation, or in another one than their text`, mend: RESTORE },
  { check: 'todos and patterns', count: WITHOUT_FACTS, message: (count) => `${count} todos or texts of code patterns lack what belongs to them`, mend: RESTORE },
  { check: 'todos and patterns', count: WITHOUT_ATTEMPTS, message: (count) => `${count} code patterns do not fit their attempts`, mend: RESTORE },
  { check: 'relations', count: RELATIONS_APART, message: (count) => `${count} relations are not between memories of their namespace`, mend: RESTORE },
  { check: 'tags', count: difference(TAGS, TAGS_KEPT), message: (count) => `${count} tags lead to none of the memories that carry them`, mend: REBUILD },
  { check: 'tags', count: difference(TAGS_KEPT, TAGS), message: (count) => `${count} tags lead to memories that do not carry them`, mend: REBUILD },
  { check: 'chunks', count: WRONG_CHUNKS, message: (count) => `${count} versions do not have the chunks they were stored with`, mend: RESTORE },
  { check: 'vector ids', count: REUSABLE_IDS, message: () => 'Ids of chunks could be given a second time', mend: REBUILD },
  ...fullTextRules('chunk_fts', CURRENT, 'current texts'),
  ...fullTextRules('chunk_fts_past', PAST, 'former versions'),
  { check: 'embeddings', count: WRONG_LENGTH, message: (count) => `${count} embeddings do not have the length their model makes`, mend: EMBED_AGAIN },
  { check: 'embeddings', count: NEVER_EMBEDDED, message: (count) => `${count} chunks have no embedding and wait for none, so that they are never found by meaning`, mend: EMBED_AGAIN },
  { check: 'change log', count: LOG_GAPS, message: () => 'The change log has gaps, or its numbers could be given a second time', mend: REBUILD },
  { check: 'change log', count: NOT_LOGGED, message: (count) => `${count} versions are not in the change log, so that indexes may lack them`, mend: REBUILD },
];
