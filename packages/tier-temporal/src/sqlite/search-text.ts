import type { CandidateReads, MemoryFilter, RecordStore, TextHit } from '@ltmc/contracts';
import { queryTerms } from '../words/query-terms.js';
import { onlyRow, type Sql } from './connection.js';
import { filterParams, passes } from './filter-sql.js';
import type { FullTextTable } from './full-text.js';
import { matchExpression, scopeOfFilter } from './match.js';
import { expressionsFor, MAX_WORDS, ROW_BUDGET } from './query-plan.js';
import type { Readers } from './readers.js';
import { createSearchHints } from './search-hints.js';
import { termFrequencies } from './term-frequencies.js';
import type { Vocabulary } from './vocabulary.js';

/** How much deeper each further look goes when the outer filter left too few. */
const DEEPEN_BY = 8;
/** How much deeper the first look goes for what is of certain times: few of all are, and each look ranks all matches anew. */
const DEEPER_FOR_TIMES = 32;

/**
 * The ranking stands alone in its CTE: joined to anything, or with a second sort key, FTS5 loses its fast path. What the scope tokens cannot
 * say (times, validity) is filtered outside; `count` tells how many were ranked. Scores have the 15 digits that SQLite writes in JSON.
 */
const RANKED = (table: FullTextTable, condition: string): string => `
WITH ranked AS MATERIALIZED (
  SELECT rowid AS id, rank FROM ${table} WHERE ${table} MATCH $match ORDER BY rank LIMIT $depth
)
SELECT (SELECT count(*) FROM ranked) AS count, json_group_array(json_array(c.id, c.vector_id, -ranked.rank)) AS rows
FROM ranked CROSS JOIN resource_chunks AS c ON c.id = ranked.id CROSS JOIN resource_versions AS v ON v.id = c.version_id
WHERE ${condition}`;

/** Without an order, FTS5 ranks only the rows that are read: the plus keeps it from being asked anew for each id, which counts the words of the query each time. */
const SCORED = (table: FullTextTable, condition: string): string => `
WITH wanted AS MATERIALIZED (
  SELECT c.id, c.vector_id FROM json_each($vectorIds) AS one CROSS JOIN resource_chunks AS c ON c.vector_id = one.value CROSS JOIN resource_versions AS v ON v.id = c.version_id
  WHERE ${condition}
), scored AS MATERIALIZED (SELECT rowid AS id, rank FROM ${table} WHERE ${table} MATCH $match AND +rowid IN (SELECT id FROM wanted))
SELECT json_group_array(json_array(wanted.id, wanted.vector_id, -scored.rank)) AS rows FROM scored CROSS JOIN wanted ON wanted.id = scored.id`;

/** `searchText` and `scoreText` of a record. */
export type TextSearch = Pick<RecordStore, 'searchText'> & Pick<CandidateReads, 'scoreText'>;

/** Search by words, best first. */
export function createTextSearch(readers: Readers, vocabulary: Vocabulary): TextSearch {
  const hints = createSearchHints(readers);

  async function bestHits(text: string, filter: MemoryFilter, ask: Ask): Promise<TextHit[]> {
    const terms = queryTerms(text);
    if (terms.length === 0) return [];
    const { namespaceId, severalNamespaces, kinds, mostChunks } = await hints(filter.namespace);
    if (namespaceId === undefined) return [];
    const scope = scopeOfFilter(filter, { namespaceId: severalNamespaces ? namespaceId : undefined, kinds });
    // Whatever the words, ranking all of them is affordable: one statement does.
    const isSmall = filter.asOfMs === undefined && terms.length <= MAX_WORDS && terms.length * mostChunks <= ROW_BUDGET;
    const single: Sql = { all: readers.query };
    if (isSmall) return bestFirst(await ask(single, 'chunk_fts', matchExpression(terms, 'OR', scope)));
    const expressions = expressionsFor(await termFrequencies(vocabulary, terms), scope);
    if (filter.asOfMs === undefined) return bestOfAll(await Promise.all(expressions.map((match) => ask(single, 'chunk_fts', match))));
    // The past has no vocabulary of its own: it is searched rarely, and then in full.
    const past = matchExpression(terms.slice(0, MAX_WORDS), 'OR', scope);
    return readers.read(async (sql) => {
      const found: TextHit[][] = [];
      for (const match of expressions) found.push(await ask(sql, 'chunk_fts', match));
      return bestOfAll([...found, await ask(sql, 'chunk_fts_past', past)]);
    });
  }

  return {
    searchText: async (text, filter, limit) => (await bestHits(text, filter, ranked(filter, limit))).slice(0, limit),
    scoreText: async (text, filter, vectorIds) => (vectorIds.length === 0 ? [] : bestHits(text, filter, scored(filter, vectorIds))),
  };
}

/** Runs one full-text expression over one table. */
type Ask = (sql: Sql, table: FullTextTable, match: string) => Promise<TextHit[]>;

/** Of each chunk the best of what several expressions give it. */
function bestOfAll(found: readonly (readonly TextHit[])[]): TextHit[] {
  const best = new Map<number, TextHit>();
  for (const hit of found.flat()) if (hit.score > (best.get(hit.chunkId)?.score ?? 0)) best.set(hit.chunkId, hit);
  return bestFirst([...best.values()]);
}

/** The best of all. Looks deeper until enough hits pass the outer filter or the matches are used up. */
function ranked(filter: MemoryFilter, limit: number): Ask {
  return async (sql, table, match) => {
    const statement = RANKED(table, passes(filter));
    for (let depth = filter.times ? limit * DEEPER_FOR_TIMES : limit; ; depth *= DEEPEN_BY) {
      const { count, rows } = await onlyRow<{ count: number; rows: string }>(sql, statement, { ...filterParams(filter), $match: match, $depth: depth });
      const hits = hitsOf(rows);
      if (hits.length >= limit || count < depth) return bestFirst(hits).slice(0, limit);
    }
  };
}

/** Those of the given chunks that match. */
function scored(filter: MemoryFilter, vectorIds: readonly number[]): Ask {
  const params = { ...filterParams(filter), $vectorIds: JSON.stringify([...new Set(vectorIds)]) };
  return async (sql, table, match) => hitsOf((await onlyRow<{ rows: string }>(sql, SCORED(table, passes(filter)), { ...params, $match: match })).rows);
}

/** One text for all rows: see `readJson`. */
function hitsOf(rows: string): TextHit[] {
  const found: [chunkId: number, vectorId: number, score: number][] = JSON.parse(rows);
  return found.map(([chunkId, vectorId, score]) => ({ chunkId, vectorId, score }));
}

function bestFirst(hits: readonly TextHit[]): TextHit[] {
  return hits.toSorted((a, b) => b.score - a.score || a.chunkId - b.chunkId);
}
