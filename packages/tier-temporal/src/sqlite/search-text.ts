import type { MemoryFilter, TextHit } from '@ltmc/contracts';
import { queryWords } from '../words.js';
import { firstRow, type Sql } from './connection.js';
import { filterParams, passes } from './filter-sql.js';
import type { FullTextTable } from './full-text.js';
import { matchExpression, scopeOfFilter } from './match.js';
import type { Readers } from './readers.js';
import { termFrequencies, type TermFrequency } from './term-frequencies.js';

/** Index rows one OR may rank; more would take a tenth of a second and longer. */
const ROW_BUDGET = 20_000;
/** Words one expression may hold; of a longer query the rarest count. */
const MAX_WORDS = 64;
/** How much deeper each further look goes when the outer filter left too few. */
const DEEPEN_BY = 8;

const NAMESPACE = `
SELECT id, (SELECT count(*) FROM (SELECT 1 FROM namespaces LIMIT 2)) AS namespaces FROM namespaces WHERE name = $namespace`;

/**
 * The ranking stands alone in its CTE: joined to anything, or with a second sort key, FTS5 loses its fast path. What the scope tokens cannot
 * say (times, validity) is filtered outside. The last row tells how many were ranked.
 */
const RANKED = (table: FullTextTable, condition: string): string => `
WITH ranked AS MATERIALIZED (
  SELECT rowid AS id, rank FROM ${table} WHERE ${table} MATCH $match ORDER BY rank LIMIT $depth
)
SELECT c.id AS chunkId, c.vector_id AS vectorId, -ranked.rank AS score
FROM ranked JOIN resource_chunks AS c ON c.id = ranked.id JOIN resource_versions AS v ON v.id = c.version_id
WHERE ${condition}
UNION ALL SELECT 0, 0, count(*) FROM ranked`;

/** The best chunks by words, best first. */
export function searchText(readers: Readers, text: string, filter: MemoryFilter, limit: number): Promise<TextHit[]> {
  const words = queryWords(text);
  if (words.length === 0) return Promise.resolve([]);
  return readers.read(async (sql) => {
    const namespace = await firstRow<{ id: number; namespaces: number }>(sql, NAMESPACE, { $namespace: filter.namespace });
    if (!namespace) return [];
    const scope = scopeOfFilter(filter, namespace.namespaces > 1 ? namespace.id : undefined);
    const best = new Map<number, TextHit>();
    for (const { table, expressions } of await plan(sql, words, filter, scope)) {
      for (const match of expressions) {
        for (const hit of await rankedHits(sql, { table, match, filter, limit })) {
          if (hit.score > (best.get(hit.chunkId)?.score ?? 0)) best.set(hit.chunkId, hit);
        }
      }
    }
    return [...best.values()].toSorted((a, b) => b.score - a.score || a.chunkId - b.chunkId).slice(0, limit);
  });
}

interface TablePlan {
  readonly table: FullTextTable;
  readonly expressions: readonly string[];
}

/** Which expressions to rank in which table. The past has no vocabulary of its own: it is searched rarely, and then in full. */
async function plan(sql: Sql, words: readonly string[], filter: MemoryFilter, scope: readonly string[]): Promise<TablePlan[]> {
  const expressions = expressionsFor(await termFrequencies(sql, words), scope);
  const live: TablePlan = { table: 'chunk_fts', expressions };
  if (filter.asOfMs === undefined) return [live];
  return [live, { table: 'chunk_fts_past', expressions: [matchExpression(words.slice(0, MAX_WORDS), 'OR', scope)] }];
}

/** OR of the words; where that would rank too many rows, AND of all, then OR of the rarest. */
function expressionsFor(terms: readonly TermFrequency[], scope: readonly string[]): string[] {
  const rarest = terms.slice(0, MAX_WORDS);
  if (rarest.length === 0) return [];
  const affordable = withinBudget(rarest);
  const or = matchExpression(affordable, 'OR', scope);
  if (affordable.length === rarest.length) return [or];
  return [matchExpression(rarest.map(({ word }) => word), 'AND', scope), or];
}

/** At least one word, however frequent. */
function withinBudget(rarestFirst: readonly TermFrequency[]): string[] {
  let rows = 0;
  return rarestFirst.filter(({ frequency }, index) => (rows += frequency) <= ROW_BUDGET || index === 0).map(({ word }) => word);
}

interface Ranking {
  readonly table: FullTextTable;
  readonly match: string;
  readonly filter: MemoryFilter;
  readonly limit: number;
}

/** Looks deeper until enough hits pass the outer filter or the matches are used up. */
async function rankedHits(sql: Sql, { table, match, filter, limit }: Ranking): Promise<TextHit[]> {
  const statement = RANKED(table, passes(filter));
  for (let depth = limit; ; depth *= DEEPEN_BY) {
    const rows = await sql.all<TextHit>(statement, { ...filterParams(filter), $match: match, $depth: depth });
    const ranked = rows.pop()?.score ?? 0;
    if (rows.length >= limit || ranked < depth) return rows;
  }
}
