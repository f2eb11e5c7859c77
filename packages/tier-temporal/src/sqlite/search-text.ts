import type { CandidateReads, MemoryFilter, RecordStore, TextHit } from '@ltmc/contracts';
import { queryTerms, type QueryTerm } from '../words/query-terms.js';
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

/** Without an order, FTS5 ranks only the rows that are read: the plus keeps it from being asked anew for each id, which counts the words of the query each time. */
const SCORED = (table: FullTextTable, condition: string): string => `
WITH wanted AS MATERIALIZED (
  SELECT c.id, c.vector_id FROM json_each($vectorIds) AS one CROSS JOIN resource_chunks AS c ON c.vector_id = one.value CROSS JOIN resource_versions AS v ON v.id = c.version_id
  WHERE ${condition}
), scored AS MATERIALIZED (SELECT rowid AS id, rank FROM ${table} WHERE ${table} MATCH $match AND +rowid IN (SELECT id FROM wanted))
SELECT wanted.id AS chunkId, wanted.vector_id AS vectorId, -scored.rank AS score FROM scored CROSS JOIN wanted ON wanted.id = scored.id`;

/** `searchText` and `scoreText` of a record. */
export type TextSearch = Pick<RecordStore, 'searchText'> & Pick<CandidateReads, 'scoreText'>;

/** Search by words, best first. */
export function createTextSearch(readers: Readers): TextSearch {
  const hints = createSearchHints(readers);

  async function bestHits(text: string, filter: MemoryFilter, ask: Ask): Promise<TextHit[]> {
    const terms = queryTerms(text);
    if (terms.length === 0) return [];
    const { namespaceId, severalNamespaces, kinds, mostChunks } = await hints(filter.namespace);
    if (namespaceId === undefined) return [];
    const scope = scopeOfFilter(filter, { namespaceId: severalNamespaces ? namespaceId : undefined, kinds });
    // Whatever the words, ranking all of them is affordable: one statement does.
    const isSmall = filter.asOfMs === undefined && terms.length <= MAX_WORDS && terms.length * mostChunks <= ROW_BUDGET;
    if (isSmall) return bestFirst(await ask({ all: readers.query }, 'chunk_fts', matchExpression(terms, 'OR', scope)));
    return readers.read((sql) => plannedHits(sql, { terms, scope, withPast: filter.asOfMs !== undefined }, ask));
  }

  return {
    searchText: async (text, filter, limit) => (await bestHits(text, filter, ranked(filter, limit))).slice(0, limit),
    scoreText: async (text, filter, vectorIds) => (vectorIds.length === 0 ? [] : bestHits(text, filter, scored(filter, vectorIds))),
  };
}

/** Runs one full-text expression over one table. */
type Ask = (sql: Sql, table: FullTextTable, match: string) => Promise<TextHit[]>;

interface Request {
  readonly terms: readonly QueryTerm[];
  readonly scope: readonly string[];
  readonly withPast: boolean;
}

/** Of each chunk the best of what several expressions give it. */
async function plannedHits(sql: Sql, { terms, scope, withPast }: Request, ask: Ask): Promise<TextHit[]> {
  const best = new Map<number, TextHit>();
  const collect = async (table: FullTextTable, match: string): Promise<void> => {
    for (const hit of await ask(sql, table, match)) if (hit.score > (best.get(hit.chunkId)?.score ?? 0)) best.set(hit.chunkId, hit);
  };
  for (const match of expressionsFor(await termFrequencies(sql, terms), scope)) await collect('chunk_fts', match);
  // The past has no vocabulary of its own: it is searched rarely, and then in full.
  if (withPast) await collect('chunk_fts_past', matchExpression(terms.slice(0, MAX_WORDS), 'OR', scope));
  return bestFirst([...best.values()]);
}

/** The best of all. Looks deeper until enough hits pass the outer filter or the matches are used up. */
function ranked(filter: MemoryFilter, limit: number): Ask {
  return async (sql, table, match) => {
    const statement = RANKED(table, passes(filter));
    for (let depth = limit; ; depth *= DEEPEN_BY) {
      const rows = await sql.all<TextHit | RankedCount>(statement, { ...filterParams(filter), $match: match, $depth: depth });
      const hits = rows.filter((row): row is TextHit => row.chunkId !== null);
      const count = rows.find(({ chunkId }) => chunkId === null)?.score ?? 0;
      if (hits.length >= limit || count < depth) return bestFirst(hits).slice(0, limit);
    }
  };
}

/** Those of the given chunks that match. */
function scored(filter: MemoryFilter, vectorIds: readonly number[]): Ask {
  const params = { ...filterParams(filter), $vectorIds: JSON.stringify([...new Set(vectorIds)]) };
  return (sql, table, match) => sql.all<TextHit>(SCORED(table, passes(filter)), { ...params, $match: match });
}

interface RankedCount {
  readonly chunkId: null;
  readonly score: number;
}

function bestFirst(hits: readonly TextHit[]): TextHit[] {
  return hits.toSorted((a, b) => b.score - a.score || a.chunkId - b.chunkId);
}
