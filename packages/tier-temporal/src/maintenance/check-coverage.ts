import type { RecordProblem } from '@ltmc/contracts';
import type { Sql } from '../sqlite/connection.js';
import { inReadTransaction } from '../sqlite/readers.js';
import type { Run } from './run.js';
import { RESTORE } from './table-rules.js';

/** Versions looked at in one read. */
const VERSIONS_PER_READ = 50;

/** Offsets count UTF-16 code units, which SQLite does not know, so the comparison is made here. */
const VERSIONS = 'SELECT id, content FROM resource_versions WHERE id > $after ORDER BY id LIMIT $limit';
const CHUNKS = `
SELECT version_id AS versionId, start_offset AS startOffset, end_offset AS endOffset, content FROM resource_chunks
WHERE version_id BETWEEN $first AND $last ORDER BY version_id, chunk_index`;

interface VersionRow {
  readonly id: number;
  readonly content: string;
}

interface ChunkRow {
  readonly versionId: number;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly content: string;
}

/** Whether every version's chunks are slices of its text and leave out no character of it. */
export async function findUncovered(sql: Sql, { checkpoint }: Run): Promise<RecordProblem | undefined> {
  let uncovered = 0;
  for (let after = 0; ; ) {
    checkpoint();
    // In one read: a memory purged in between would seem to lack its chunks.
    const { versions, chunks } = await inReadTransaction(sql, () => readSome(sql, after));
    const last = versions.at(-1);
    if (!last) break;
    uncovered += versions.filter(({ id, content }) => !covers(content, chunks.filter(({ versionId }) => versionId === id))).length;
    after = last.id;
  }
  return uncovered === 0 ? undefined : { check: 'chunks', message: `The chunks of ${uncovered} versions do not cover their text`, mend: RESTORE };
}

async function readSome(sql: Sql, after: number): Promise<{ versions: VersionRow[]; chunks: ChunkRow[] }> {
  const versions = await sql.all<VersionRow>(VERSIONS, { $after: after, $limit: VERSIONS_PER_READ });
  const chunks = await sql.all<ChunkRow>(CHUNKS, { $first: versions.at(0)?.id ?? 0, $last: versions.at(-1)?.id ?? 0 });
  return { versions, chunks };
}

/** In order, each a slice, none leaving a gap. A text of white space only has no chunk. */
export function covers(content: string, chunks: readonly Omit<ChunkRow, 'versionId'>[]): boolean {
  let covered = 0;
  for (const { startOffset, endOffset, content: slice } of chunks) {
    if (startOffset > covered || endOffset < covered || content.slice(startOffset, endOffset) !== slice) return false;
    covered = endOffset;
  }
  return covered === content.length || (chunks.length === 0 && content.trim() === '');
}
