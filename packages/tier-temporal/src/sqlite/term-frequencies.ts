import type { Sql } from './connection.js';

/**
 * Set up on each reader: a scratch index that runs a query's words through the same tokenizer, so that their stems can be looked up in the
 * vocabulary. Temporary, in memory; the record itself is not touched.
 */
export const TERM_SCRATCH = `
CREATE VIRTUAL TABLE IF NOT EXISTS temp.query_words USING fts5 (word, content = '', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS temp.query_stems USING fts5vocab ('temp', 'query_words', 'instance');`;

const FILL = 'INSERT INTO temp.query_words (rowid, word) SELECT key, value FROM json_each($words)';

const EMPTY = "INSERT INTO temp.query_words (query_words) VALUES ('delete-all')";

/** A word of several tokens is as frequent as its rarest. */
const LOOK_UP = `
SELECT q.doc AS position, min(coalesce((SELECT t.doc FROM main.chunk_fts_terms AS t WHERE t.term = q.term), 0)) AS frequency
FROM temp.query_stems AS q GROUP BY q.doc`;

/** A word of the query, and in how many current chunks (of all namespaces) it occurs. */
export interface TermFrequency {
  readonly word: string;
  readonly frequency: number;
}

/** Words that occur in at least one current chunk, rarest first. */
export async function termFrequencies(sql: Sql, words: readonly string[]): Promise<TermFrequency[]> {
  await sql.all(FILL, { $words: JSON.stringify(words) });
  try {
    const rows = await sql.all<{ position: number; frequency: number }>(LOOK_UP);
    return rows
      .filter(({ frequency }) => frequency > 0)
      .map(({ position, frequency }) => ({ word: words[position] ?? '', frequency }))
      .toSorted((a, b) => a.frequency - b.frequency);
  } finally {
    await sql.all(EMPTY);
  }
}
