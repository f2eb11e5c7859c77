import type { MemoryFilter, TextHit } from '@ltmc/contracts';
import { queryWords } from '../words.js';
import type { Sql } from './connection.js';
import { filterParams, passes } from './filter-sql.js';
import type { FullTextTable } from './full-text.js';
import { matchExpression, scopeOfFilter } from './match.js';
import { expressionsFor, MAX_WORDS, ROW_BUDGET } from './query-plan.js';
import type { Readers } from './readers.js';
import { createSearchHints } from './search-hints.js';
import { termFrequencies } from './term-frequencies.js';

/** How much deeper each further look goes when the outer filter left too few. */
const DEEPEN_BY = 8;

/**
 * The ranking stands alone in its CTE: joined to anything, or with a second sort key, FTS5 loses its fast path. What the scope tokens cannot
 * say (times, validity) is filtered outside. The row without a chunk tells how many were ranked.
 */
const RANKED = (table: FullTextTable, condition: string): string => `
WITH ranked AS MATERIALIZED (
  SELECT rowid AS id, rank FROM ${table} WHERE ${table} MATCH $match ORDER BY rank LIMIT $depth
)
SELECT c.id AS chunkId, c.vector_id AS vectorId, -ranked.rank AS score
FROM ranked CROSS JOIN resource_chunks AS c ON c.id = ranked.id CROSS JOIN resource_versions AS v ON v.id = c.version_id
WHERE ${condition}
UNION ALL SELECT NULL, NULL, count(*) FROM ranked`;

/** `RecordStore.searchText`. */
export type TextSearch = (text: string, filter: MemoryFilter, limit: number) => Promise<TextHit[]>;

/** Search by words, best first. */
export function createTextSearch(readers: Readers): TextSearch {
  const hints = createSearchHints(readers);
  return async (text, filter, limit) => {
    const words = queryWords(text);
    if (words.length === 0) return [];
    const { namespaceId, severalNamespaces, severalKinds, mostChunks } = await hints(filter.namespace);
    if (namespaceId === undefined) return [];
    const scope = scopeOfFilter(filter, { namespaceId: severalNamespaces ? namespaceId : undefined, onlyMemories: !severalKinds });
    const request: Request = { words, scope, filter, limit };
    // Whatever the words, ranking all of them is affordable: one statement does.
    const isSmall = filter.asOfMs === undefined && words.length <= MAX_WORDS && words.length * mostChunks <= ROW_BUDGET;
    if (isSmall) return rankedHits({ all: readers.query }, 'chunk_fts', matchExpression(words, 'OR', scope), request);
    return readers.read((sql) => plannedHits(sql, request));
  };
}

interface Request {
  readonly words: readonly string[];
  readonly scope: readonly string[];
  readonly filter: MemoryFilter;
  readonly limit: number;
}

async function plannedHits(sql: Sql, request: Request): Promise<TextHit[]> {
  const { words, scope, filter, limit } = request;
  const best = new Map<number, TextHit>();
  const collect = async (table: FullTextTable, match: string): Promise<void> => {
    for (const hit of await rankedHits(sql, table, match, request)) if (hit.score > (best.get(hit.chunkId)?.score ?? 0)) best.set(hit.chunkId, hit);
  };
  for (const match of expressionsFor(await termFrequencies(sql, words), scope)) await collect('chunk_fts', match);
  // The past has no vocabulary of its own: it is searched rarely, and then in full.
  if (filter.asOfMs !== undefined) await collect('chunk_fts_past', matchExpression(words.slice(0, MAX_WORDS), 'OR', scope));
  return bestFirst([...best.values()]).slice(0, limit);
}

/** Best first. Looks deeper until enough hits pass the outer filter or the matches are used up. */
async function rankedHits(sql: Sql, table: FullTextTable, match: string, { filter, limit }: Request): Promise<TextHit[]> {
  const statement = RANKED(table, passes(filter));
  for (let depth = limit; ; depth *= DEEPEN_BY) {
    const rows = await sql.all<TextHit | RankedCount>(statement, { ...filterParams(filter), $match: match, $depth: depth });
    const hits = rows.filter((row): row is TextHit => row.chunkId !== null);
    const ranked = rows.find(({ chunkId }) => chunkId === null)?.score ?? 0;
    if (hits.length >= limit || ranked < depth) return bestFirst(hits).slice(0, limit);
  }
}

interface RankedCount {
  readonly chunkId: null;
  readonly score: number;
}

function bestFirst(hits: readonly TextHit[]): TextHit[] {
  return hits.toSorted((a, b) => b.score - a.score || a.chunkId - b.chunkId);
}
