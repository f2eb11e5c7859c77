import type { VectorIdRange } from '@ltmc/contracts';
import type { Sql } from './connection.js';

/** `chunk_fts` holds the chunks of current versions, `chunk_fts_past` those of superseded ones. */
export type FullTextTable = 'chunk_fts' | 'chunk_fts_past';

const CHUNKS = 'resource_chunks WHERE vector_id BETWEEN $first AND $last';

/** The statement that adds a range of chunks; `first` and `last` are SQL. */
export function addingToFullText(table: FullTextTable, first: string, last: string): string {
  return `INSERT INTO ${table} (rowid, content, context, scope) SELECT id, content, context, scope FROM resource_chunks WHERE vector_id BETWEEN ${first} AND ${last}`;
}

/** Adds a version's chunks. They must not be in the table. */
export async function addToFullText(sql: Sql, table: FullTextTable, { first, last }: VectorIdRange): Promise<void> {
  await sql.all(addingToFullText(table, '$first', '$last'), { $first: first, $last: last });
}

/**
 * Takes a version's chunks out. They must be in the table, their rows still there: FTS5 finds the words by reading them. Their bytes stay in
 * the index until its parts are merged; see `beginMerge`.
 */
export async function removeFromFullText(sql: Sql, table: FullTextTable, { first, last }: VectorIdRange): Promise<void> {
  await sql.all(`DELETE FROM ${table} WHERE rowid IN (SELECT id FROM ${CHUNKS})`, { $first: first, $last: last });
}

const OF_VERSIONS = 'FROM json_each($versionIds) AS one CROSS JOIN resource_chunks AS c ON c.version_id = one.value';

/** {@link addToFullText} for whole versions, by the ids of their rows. */
export async function addVersionsToFullText(sql: Sql, table: FullTextTable, versionIds: readonly number[]): Promise<void> {
  await sql.all(`INSERT INTO ${table} (rowid, content, context, scope) SELECT c.id, c.content, c.context, c.scope ${OF_VERSIONS}`, { $versionIds: JSON.stringify(versionIds) });
}

/** {@link removeFromFullText} for whole versions, by the ids of their rows. */
export async function removeVersionsFromFullText(sql: Sql, table: FullTextTable, versionIds: readonly number[]): Promise<void> {
  await sql.all(`DELETE FROM ${table} WHERE rowid IN (SELECT c.id ${OF_VERSIONS})`, { $versionIds: JSON.stringify(versionIds) });
}
