import type { MemoryFilter, ResourcePage, ResourceSummary } from '@ltmc/contracts';
import { decodeCursor, FIRST_PAGE, pageOf } from '../page-cursor.js';
import { queryTerms } from '../words/query-terms.js';
import { onlyRow, type SqlParams } from './connection.js';
import { filterParams, passes } from './filter-sql.js';
import type { FullTextTable } from './full-text.js';
import { matchExpression } from './match.js';
import type { Readers } from './readers.js';

/** What a page may be asked for. */
export interface PageRequest {
  readonly text?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Words one listing looks for; the rest of a longer text is left out. */
const MAX_WORDS = 32;

const MATCHES = (table: FullTextTable): string => `
    SELECT c.version_id, word.key FROM json_each($matches) AS word CROSS JOIN ${table} CROSS JOIN resource_chunks AS c ON c.id = ${table}.rowid
    WHERE ${table} MATCH word.value`;

/** Versions whose chunks hold all words, each word in any of them. */
const HAS_WORDS = (tables: readonly FullTextTable[]): string => `
  SELECT version_id FROM (${tables.map(MATCHES).join(' UNION ')})
  GROUP BY version_id HAVING count(DISTINCT key) = json_array_length($matches)`;

const HAS_TEXT = (filter: MemoryFilter): string => `
  AND (instr(r.file_name_folded, $folded) > 0
    OR v.id IN (${HAS_WORDS(filter.asOfMs === undefined ? ['chunk_fts'] : ['chunk_fts', 'chunk_fts_past'])}))`;

const JOINED = 'FROM resource_versions AS v JOIN resources AS r ON r.id = v.resource_id';

/** Without a text, names are not asked for: the index alone is read. */
const COUNT = (filter: MemoryFilter, hasText: boolean): string =>
  `SELECT count(*) AS count ${hasText ? JOINED : 'FROM resource_versions AS v'} WHERE ${passes(filter)} ${hasText ? HAS_TEXT(filter) : ''}`;

const PAGE = (filter: MemoryFilter, hasText: boolean): string => `
SELECT v.resource_id AS resourceId, r.file_name AS fileName, v.resource_type AS resourceType, v.version, v.chunk_count AS chunkCount, v.recorded_at_ms AS updatedAtMs
${JOINED}
WHERE ${passes(filter)} ${hasText ? HAS_TEXT(filter) : ''}
  AND (v.recorded_at_ms, v.resource_id) < ($beforeMs, $beforeId)
ORDER BY v.recorded_at_ms DESC, v.resource_id DESC LIMIT $rows`;

/** Newest first; memories only, whatever kinds the filter names. */
export async function listResources(readers: Readers, { kinds: _kinds, ...filter }: MemoryFilter, { text, limit, cursor }: PageRequest): Promise<ResourcePage> {
  const after = cursor === undefined ? FIRST_PAGE : decodeCursor(cursor);
  const hasText = text !== undefined && text.trim() !== '';
  const params = { ...filterParams(filter), ...(hasText ? textParams(text) : {}) };
  return readers.read(async (sql) => {
    const total = await onlyRow<{ count: number }>(sql, COUNT(filter, hasText), params);
    const rows = await sql.all<ResourceSummary>(PAGE(filter, hasText), { ...params, $beforeMs: after.atMs, $beforeId: after.id, $rows: limit + 1 });
    const { page, next } = pageOf(rows, limit, ({ updatedAtMs, resourceId }) => ({ atMs: updatedAtMs, id: resourceId }));
    return { resources: page, totalCount: total.count, ...next };
  });
}

function textParams(text: string): SqlParams {
  const trimmed = text.trim();
  const matches = queryTerms(trimmed).slice(0, MAX_WORDS).map((term) => matchExpression([term], 'OR', [], 'content'));
  return { $folded: trimmed.toLowerCase(), $matches: JSON.stringify(matches) };
}
