import type { QueryTerm } from '../words/query-terms.js';
import { onlyRow, type Sql } from './connection.js';

/**
 * Set up on each reader: a scratch index that runs a query's words through the same tokenizer, so that their stems can be looked up in the
 * vocabulary. Temporary, in memory; the record itself is not touched.
 */
export const TERM_SCRATCH = `
CREATE VIRTUAL TABLE IF NOT EXISTS temp.query_words USING fts5 (word, content = '', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS temp.query_stems USING fts5vocab ('temp', 'query_words', 'instance');`;

const FILL = 'INSERT INTO temp.query_words (rowid, word) SELECT key, value FROM json_each($words)';

const EMPTY = "INSERT INTO temp.query_words (query_words) VALUES ('delete-all')";

/** A word of several tokens is as frequent as its rarest. Ids of chunks are never used twice, so the last one is an upper bound, and costs nothing; its row has no position. */
const LOOK_UP = `
SELECT q.doc AS position, min(coalesce((SELECT t.doc FROM main.chunk_fts_terms AS t WHERE t.term = q.term), 0)) AS frequency
FROM temp.query_stems AS q GROUP BY q.doc
UNION ALL SELECT NULL, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'resource_chunks'), 0)`;

const LOOK_UP_PREFIX = 'SELECT coalesce(sum(doc), 0) AS frequency FROM main.chunk_fts_terms WHERE term >= $prefix AND term < $prefix || char(1114111)';

/** A term of the query, and in how many current chunks (of all namespaces) it occurs. */
export interface TermFrequency {
  readonly term: QueryTerm;
  readonly frequency: number;
}

/** Terms that occur in at least one current chunk, rarest first; of each only the forms that occur. */
export async function termFrequencies(sql: Sql, terms: readonly QueryTerm[]): Promise<TermFrequency[]> {
  const forms = terms.flatMap((term) => term.forms.map((form) => ({ term, form })));
  const { counts } = await countForms(sql, forms.map(({ form }) => form));
  const known = new Map<QueryTerm, { forms: string[]; frequency: number }>();
  for (const [position, { term, form }] of forms.entries()) {
    const count = term.isPrefix ? (await onlyRow<{ frequency: number }>(sql, LOOK_UP_PREFIX, { $prefix: form })).frequency : (counts.get(position) ?? 0);
    if (count === 0) continue;
    const before = known.get(term);
    known.set(term, { forms: [...(before?.forms ?? []), form], frequency: (before?.frequency ?? 0) + count });
  }
  return [...known]
    .map(([{ isPrefix }, { forms: held, frequency }]) => ({ term: { forms: held, isPrefix }, frequency }))
    .toSorted((a, b) => a.frequency - b.frequency);
}

/** How common tokens are. */
export interface FormCounts {
  /** No fewer than there are chunks. */
  readonly chunks: number;
  /** In how many current chunks each token occurs, by its place; absent where in none. */
  readonly counts: ReadonlyMap<number, number>;
}

export async function countForms(sql: Sql, words: readonly string[]): Promise<FormCounts> {
  await sql.all(FILL, { $words: JSON.stringify(words) });
  try {
    const rows = await sql.all<{ position: number | null; frequency: number }>(LOOK_UP);
    const counts = new Map(rows.flatMap(({ position, frequency }) => (position === null ? [] : [[position, frequency] as const])));
    return { chunks: rows.find(({ position }) => position === null)?.frequency ?? 0, counts };
  } finally {
    await sql.all(EMPTY);
  }
}
