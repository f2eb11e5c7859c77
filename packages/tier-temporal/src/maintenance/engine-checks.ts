import { onlyRow, type Sql } from '../sqlite/connection.js';

/** SQLite tells at most so many findings. */
const MAX_FINDINGS = 20;

/** SQLite's own check of every page, index and full-text table. @returns what is wrong, undefined when nothing is. */
export async function findDamage(sql: Sql): Promise<string | undefined> {
  const rows = await sql.all<{ integrity_check: string }>(`PRAGMA integrity_check(${MAX_FINDINGS})`);
  const [first, ...others] = rows.map(({ integrity_check: finding }) => finding);
  if (first === undefined || first === 'ok') return undefined;
  return others.length === 0 ? `SQLite finds "${first}"` : `SQLite finds "${first}" and ${others.length === MAX_FINDINGS - 1 ? 'at least ' : ''}${others.length} more`;
}

/** How many rows point to rows that are not there. */
export async function countBrokenReferences(sql: Sql): Promise<number> {
  return (await onlyRow<{ count: number }>(sql, 'SELECT count(*) AS count FROM pragma_foreign_key_check')).count;
}
