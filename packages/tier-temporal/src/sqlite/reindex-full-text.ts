import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger, RecordKind } from '@ltmc/contracts';
import { aroundTerms, indexTerms } from '../words/index-terms.js';
import { firstRow, type Sql } from './connection.js';
import { addChunksToFullText, removeChunksFromFullText, type FullTextTable } from './full-text.js';
import type { Writer } from './writer.js';

/** Brings the full-text index of a record from an older LTMC up to date, in the background: what is left to do stands in the record. */
export interface Reindexer {
  /** Resolves when nothing is left, or the reindexer is closed. */
  readonly done: Promise<void>;
  /** Ends after the slice at work; the next process goes on. Idempotent. */
  close(): Promise<void>;
}

export interface ReindexerOptions {
  readonly writer: Writer;
  readonly logger: Logger;
  /** Chunks of one transaction, which writers wait for. Default 200: some tens of milliseconds. */
  readonly sliceChunks?: number;
  /** Between two of them, milliseconds. Default 50. */
  readonly pauseMs?: number;
}

const DUE = 'SELECT max(up_to) AS upTo FROM full_text_due HAVING max(up_to) IS NOT NULL';

const CHUNKS = `
SELECT c.id, c.content, c.heading, c.context, c.content_terms AS contentTerms, c.context_terms AS contextTerms, v.kind, v.resource_type AS resourceType, v.tags, v.superseded_at_ms AS supersededAtMs, v.forgotten_at_ms AS forgottenAtMs
FROM resource_chunks AS c CROSS JOIN resource_versions AS v ON v.id = c.version_id
WHERE c.id <= $upTo ORDER BY c.id DESC LIMIT $limit`;

const SET_TERMS = `
UPDATE resource_chunks SET content_terms = t.value ->> 'content', context_terms = t.value ->> 'context'
FROM json_each($terms) AS t WHERE resource_chunks.id = t.value ->> 'id'`;

/** Begins at once where the record has anything to do. */
export function createReindexer({ writer, logger, sliceChunks = 200, pauseMs = 50 }: ReindexerOptions): Reindexer {
  const closing = new AbortController();

  async function work(): Promise<void> {
    let upTo = await writer.alone((connection) => dueUpTo(connection));
    if (upTo === undefined) return;
    logger.info('the full-text index is brought up to date: names of code, other languages, headings, tags; searches work meanwhile', { chunksAtMost: upTo });
    while (upTo !== undefined && !closing.signal.aborted) {
      upTo = await writer.transact((sql) => reindexSlice(sql, sliceChunks));
      if (upTo !== undefined) await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    if (upTo === undefined) logger.info('the full-text index is up to date');
  }

  const done = work().catch((cause: unknown) => {
    if (!closing.signal.aborted) logger.warn('the full-text index is not up to date yet; the next process to open the record goes on', { cause: String(cause) });
  });
  const close = async (): Promise<void> => {
    closing.abort();
    await done;
  };
  return { done, close };
}

async function dueUpTo(sql: Sql): Promise<number | undefined> {
  return (await firstRow<{ upTo: number }>(sql, DUE))?.upTo;
}

interface ChunkRow {
  readonly id: number;
  readonly content: string;
  readonly heading: string | null;
  readonly context: string | null;
  /** What the index holds of it now; see `indexTerms`. */
  readonly contentTerms: string | null;
  readonly contextTerms: string | null;
  readonly kind: RecordKind;
  readonly resourceType: string;
  /** JSON. */
  readonly tags: string;
  readonly supersededAtMs: number | null;
  readonly forgottenAtMs: number | null;
}

/**
 * The newest chunks that are due, inside the caller's transaction.
 * @returns up to which id others are due still; undefined when none is.
 */
async function reindexSlice(sql: Sql, limit: number): Promise<number | undefined> {
  const upTo = await dueUpTo(sql);
  if (upTo === undefined) return undefined;
  const chunks = await sql.all<ChunkRow>(CHUNKS, { $upTo: upTo, $limit: limit });
  const changed = chunks.flatMap((chunk) => {
    const terms = { id: chunk.id, content: indexTerms(chunk.content), context: aroundTerms(chunk, { ...chunk, tags: JSON.parse(chunk.tags) }) };
    return terms.content === chunk.contentTerms && terms.context === chunk.contextTerms ? [] : [{ chunk, terms }];
  });
  const tables = tablesOf(changed.map(({ chunk }) => chunk));
  for (const { table, ids } of tables) await removeChunksFromFullText(sql, table, ids);
  await sql.all(SET_TERMS, { $terms: JSON.stringify(changed.map(({ terms }) => terms)) });
  for (const { table, ids } of tables) await addChunksToFullText(sql, table, ids);
  await sql.all('DELETE FROM full_text_due');
  const last = chunks.at(-1);
  if (last === undefined || chunks.length < limit) return undefined;
  await sql.all('INSERT INTO full_text_due (up_to) VALUES ($upTo)', { $upTo: last.id - 1 });
  return last.id - 1;
}

/** Forgotten ones are in neither table. */
function tablesOf(chunks: readonly ChunkRow[]): { readonly table: FullTextTable; readonly ids: string }[] {
  const held = chunks.filter(({ forgottenAtMs }) => forgottenAtMs === null);
  const idsOf = (isPast: boolean): string => JSON.stringify(held.filter(({ supersededAtMs }) => (supersededAtMs !== null) === isPast).map(({ id }) => id));
  return [{ table: 'chunk_fts', ids: idsOf(false) }, { table: 'chunk_fts_past', ids: idsOf(true) }];
}
