import type { VectorIdRange } from '@ltmc/contracts';
import { BESIDE } from '../words/index-terms.js';
import type { Sql } from './connection.js';

/** `chunk_fts` holds the chunks of current versions, `chunk_fts_past` those of superseded ones. */
export type FullTextTable = 'chunk_fts' | 'chunk_fts_past';

/** The SQL of `indexedText`. */
const indexed = (text: string, terms: string): string => `CASE WHEN ${terms} IS NULL THEN ${text} WHEN substr(${terms}, 1, 1) = '${BESIDE}' THEN ${text} || ${terms} ELSE ${terms} END`;

/** What the index holds of a row `c` of `resource_chunks`. FTS5 keeps no copy: to take a row out it has to be told again what was put in. */
const INDEXED = `c.id, ${indexed('c.content', 'c.content_terms')}, ${indexed('c.context', 'c.context_terms')}, c.scope`;

const adding = (table: FullTextTable, from: string): string => `INSERT INTO ${table} (rowid, content, context, scope) SELECT ${INDEXED} ${from}`;

const removing = (table: FullTextTable, from: string): string => `INSERT INTO ${table} (${table}, rowid, content, context, scope) SELECT 'delete', ${INDEXED} ${from}`;

const between = (first: string, last: string): string => `FROM resource_chunks AS c WHERE c.vector_id BETWEEN ${first} AND ${last}`;

const OF_VERSIONS = 'FROM json_each($versionIds) AS one CROSS JOIN resource_chunks AS c ON c.version_id = one.value';

const OF_CHUNKS = 'FROM json_each($chunkIds) AS one CROSS JOIN resource_chunks AS c ON c.id = one.value';

/** The statement that adds a range of chunks; `first` and `last` are SQL. */
export function addingToFullText(table: FullTextTable, first: string, last: string): string {
  return adding(table, between(first, last));
}

/** Adds a version's chunks. They must not be in the table. */
export async function addToFullText(sql: Sql, table: FullTextTable, { first, last }: VectorIdRange): Promise<void> {
  await sql.all(addingToFullText(table, '$first', '$last'), { $first: first, $last: last });
}

/**
 * Takes a version's chunks out. They must be in the table, their rows still there and as they were: FTS5 finds the words by reading them. Their bytes stay in
 * the index until its parts are merged; see `beginMerge`.
 */
export async function removeFromFullText(sql: Sql, table: FullTextTable, { first, last }: VectorIdRange): Promise<void> {
  await sql.all(removing(table, between('$first', '$last')), { $first: first, $last: last });
}

/** {@link addToFullText} for whole versions, by the ids of their rows. */
export async function addVersionsToFullText(sql: Sql, table: FullTextTable, versionIds: readonly number[]): Promise<void> {
  await sql.all(adding(table, OF_VERSIONS), { $versionIds: JSON.stringify(versionIds) });
}

/** {@link removeFromFullText} for whole versions, by the ids of their rows. */
export async function removeVersionsFromFullText(sql: Sql, table: FullTextTable, versionIds: readonly number[]): Promise<void> {
  await sql.all(removing(table, OF_VERSIONS), { $versionIds: JSON.stringify(versionIds) });
}

/** {@link addToFullText} for single chunks; `chunkIds` is JSON. */
export async function addChunksToFullText(sql: Sql, table: FullTextTable, chunkIds: string): Promise<void> {
  await sql.all(adding(table, OF_CHUNKS), { $chunkIds: chunkIds });
}

/** {@link removeFromFullText} for single chunks; `chunkIds` is JSON. */
export async function removeChunksFromFullText(sql: Sql, table: FullTextTable, chunkIds: string): Promise<void> {
  await sql.all(removing(table, OF_CHUNKS), { $chunkIds: chunkIds });
}
