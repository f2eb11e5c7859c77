import { onlyRow, type Sql } from './connection.js';
import { addChunksToFullText, type FullTextTable } from './full-text.js';

/** Segments of an index by level, newest level first, each with its size in pages; and how many segments of the level are being merged. */
interface Level {
  readonly merging: number;
  readonly pages: readonly number[];
}

/** The record of FTS5's own table that tells the segments. */
const STRUCTURE = (table: FullTextTable): string => `SELECT block FROM ${table}_data WHERE id = 10`;
/** Before the numbers stands a cookie; what FTS5 writes for tables of another sort has this mark after it. */
const COOKIE_BYTES = 4;
const OTHER_FORMAT = 0xff;

/** @see https://www.sqlite.org/src/file?name=ext/fts5/fts5_index.c "STRUCTURE RECORDS": varints, 7 bits a byte, the high ones first. */
async function readLevels(sql: Sql, table: FullTextTable): Promise<Level[]> {
  const { block } = await onlyRow<{ block: Uint8Array }>(sql, STRUCTURE(table));
  if (block[COOKIE_BYTES] === OTHER_FORMAT) throw new Error('the full-text index is of a format that this driver never makes');
  let at = COOKIE_BYTES;
  const next = (): number => {
    for (let value = 0; ;) {
      const byte = block[at++] ?? 0;
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
  };
  const levelCount = next();
  next(); // segments in all
  next(); // writes so far
  return Array.from({ length: levelCount }, () => {
    const [merging, segments] = [next(), next()];
    const pages = Array.from({ length: segments }, () => {
      next(); // the segment's id
      const first = next();
      return next() - first + 1;
    });
    return { merging, pages };
  });
}

/**
 * Whether a merge of the whole index that begins now leaves nothing of what was taken out. For that its outcome has to be on the highest level: only there FTS5
 * drops the words it notes as deleted. Segments on several levels it lifts there first; those that are all on one it merges to the next level, whatever
 * empty levels are above, and a single one it leaves as it is.
 */
function dropsAll(levels: readonly Level[]): boolean {
  const used = levels.flatMap(({ pages }, level) => (pages.length > 0 ? [level] : []));
  const [lowest = 0] = used;
  const { merging, pages } = levels[lowest] ?? { merging: 0, pages: [] };
  const goesOn = used.length === 2 && merging === pages.length && levels[used[1] ?? 0]?.pages.length === 1;
  if (used.length > 1 && !goesOn) return true;
  return lowest >= levels.length - (pages.length > 1 || goesOn ? 2 : 1);
}

/** An index up to this size is made anew, which takes some tens of milliseconds; its segments, of a page each, could not be kept on several levels. */
const SMALL_PAGES = 64;
/** Pages one step merges; a step takes some tens of milliseconds. */
const PAGES_PER_STEP = 500;

/**
 * Begins to merge the whole index into one segment, which drops the bytes of all that was taken out; {@link mergeStep} goes on with it. FTS5's own
 * `secure-delete` does so at once, but makes each new version of a text ten times as slow.
 * @returns whether nothing of what was taken out is left once the merge is done; else it is to be begun again then.
 * @see https://www.sqlite.org/fts5.html#the_merge_command
 */
export async function beginMerge(sql: Sql, table: FullTextTable): Promise<boolean> {
  let levels = await readLevels(sql, table);
  const pages = levels.flatMap((level) => level.pages).reduce((sum, count) => sum + count, 0);
  if (pages <= SMALL_PAGES) {
    await makeAnew(sql, table);
    return true;
  }
  if (!dropsAll(levels)) {
    await stir(sql, table);
    levels = await readLevels(sql, table);
  }
  await merge(sql, table, -PAGES_PER_STEP);
  return dropsAll(levels);
}

const TOTAL_CHANGES = 'SELECT total_changes() AS count';

/** One step of a merge that was begun. @returns whether there is more to do. */
export async function mergeStep(sql: Sql, table: FullTextTable): Promise<boolean> {
  const before = await onlyRow<{ count: number }>(sql, TOTAL_CHANGES);
  await merge(sql, table, PAGES_PER_STEP);
  const after = await onlyRow<{ count: number }>(sql, TOTAL_CHANGES);
  return after.count - before.count >= 2;
}

async function merge(sql: Sql, table: FullTextTable, pages: number): Promise<void> {
  await sql.all(`INSERT INTO ${table} (${table}, rank) VALUES ('merge', $pages)`, { $pages: pages });
}

/** Adds a row and takes it out again: a new segment, on the lowest level. */
async function stir(sql: Sql, table: FullTextTable): Promise<void> {
  await sql.all(`INSERT INTO ${table} (rowid, content) VALUES (0, 'x')`);
  await sql.all(`INSERT INTO ${table} (${table}, rowid, content) VALUES ('delete', 0, 'x')`);
}

async function makeAnew(sql: Sql, table: FullTextTable): Promise<void> {
  const { ids } = await onlyRow<{ ids: string }>(sql, `SELECT json_group_array(id) AS ids FROM ${table}_docsize`);
  await sql.all(`INSERT INTO ${table} (${table}) VALUES ('delete-all')`);
  await addChunksToFullText(sql, table, ids);
}
