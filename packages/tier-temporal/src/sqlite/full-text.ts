import type { VectorIdRange } from '@ltmc/contracts';
import type { Sql } from './connection.js';

/** `chunk_fts` holds the chunks of current versions, `chunk_fts_past` those of superseded ones. */
export type FullTextTable = 'chunk_fts' | 'chunk_fts_past';

const CHUNKS = 'resource_chunks WHERE vector_id BETWEEN $first AND $last';

/** Adds a version's chunks. They must not be in the table. */
export async function addToFullText(sql: Sql, table: FullTextTable, { first, last }: VectorIdRange): Promise<void> {
  await sql.all(`INSERT INTO ${table} (rowid, content, scope) SELECT id, content, scope FROM ${CHUNKS}`, { $first: first, $last: last });
}

/** Takes a version's chunks out, bytes and all. They must be in the table, their rows still there: FTS5 finds the words by reading them. */
export async function removeFromFullText(sql: Sql, table: FullTextTable, { first, last }: VectorIdRange): Promise<void> {
  await sql.all(`DELETE FROM ${table} WHERE rowid IN (SELECT id FROM ${CHUNKS})`, { $first: first, $last: last });
}
