import type { CoordinationFile } from './coordination-file.js';
import { machineNowUs } from './machine-clock.js';

/** The rows there are, less those that have ended and are not swept yet: the index over ends holds them in front, and they are few. */
const COUNT = {
  state: count('state INDEXED BY state_ending', 'until_us <= $nowUs AND kind = $kind'),
  members: count('members INDEXED BY members_ending', 'until_us <= $nowUs AND kind = $kind'),
  locks: count('locks INDEXED BY locks_held', 'until_us > 0 AND until_us <= $nowUs AND $kind IS NOT NULL'),
} as const;

function count(table: string, ended: string): string {
  return `
SELECT coalesce((SELECT number FROM totals WHERE namespace = $namespace AND what = $what), 0)
     - (SELECT count(*) FROM ${table} WHERE ${ended} AND namespace = $namespace) AS number`;
}

/** How many entries, living members or held locks there are, in constant time. */
export async function countRows(file: CoordinationFile, table: keyof typeof COUNT, namespace: string, kind = ''): Promise<number> {
  const params = { $namespace: namespace, $kind: kind, $what: kind === '' ? table : `${table} ${kind}` };
  const [row] = await file.read((sql) => sql.all<{ readonly number: number }>(COUNT[table], { ...params, $nowUs: machineNowUs() }));
  return row?.number ?? 0;
}
