import { onlyRow, type Sql } from './connection.js';

/** Served by the index of versions that have a bound at all. */
const BOUNDED = `resource_versions WHERE namespace_id = (SELECT id FROM namespaces WHERE name = $namespace)
  AND superseded_at_ms IS NULL AND forgotten_at_ms IS NULL AND (valid_from_ms IS NOT NULL OR expires_at_ms IS NOT NULL)`;

const NEXT_CHANGE = `
SELECT min(at) AS atMs FROM (
  SELECT min(valid_from_ms) AS at FROM ${BOUNDED} AND valid_from_ms > $afterMs
  UNION ALL SELECT min(expires_at_ms) FROM ${BOUNDED} AND expires_at_ms > $afterMs)`;

/** When anything current of the namespace next begins or ceases to be valid. */
export async function nextValidityChange(sql: Sql, namespace: string, afterMs: number): Promise<number | undefined> {
  const { atMs } = await onlyRow<{ atMs: number | null }>(sql, NEXT_CHANGE, { $namespace: namespace, $afterMs: afterMs });
  return atMs ?? undefined;
}
