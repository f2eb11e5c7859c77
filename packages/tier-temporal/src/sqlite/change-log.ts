import type { Change } from '@ltmc/contracts';
import { RECORD_KINDS } from '../kinds.js';
import { onlyRow, type Sql } from './connection.js';
import type { Readers } from './readers.js';

/** A change about to be logged. `first > last` where a version has no chunks. */
export interface ChangeRow {
  readonly namespaceId: number;
  readonly kind: Change['kind'];
  readonly op: Change['op'];
  readonly resourceId: number;
  readonly version: number;
  readonly first: number;
  readonly last: number;
  readonly atMs: number;
}

/** The statement that appends rows, which are `ChangeRow`s as JSON; `rows` is SQL. */
export function appendingChanges(rows: string): string {
  return `
INSERT INTO change_log (namespace_id, kind, op, resource_id, version, first_vector_id, last_vector_id, at_ms)
SELECT value ->> 'namespaceId', value ->> 'kind', value ->> 'op', value ->> 'resourceId', value ->> 'version', value ->> 'first', value ->> 'last', value ->> 'atMs'
FROM json_each(${rows}) ORDER BY key`;
}

const APPEND = `${appendingChanges('$rows')} RETURNING seq`;

const APPEND_FOR_ALL = `
INSERT INTO change_log (namespace_id, kind, op, resource_id, version, first_vector_id, last_vector_id, at_ms)
SELECT n.id, kind.value, $op, 0, 0, 1, 0, $atMs FROM namespaces AS n CROSS JOIN json_each($kinds) AS kind
WHERE kind.value = 'memory' OR EXISTS (SELECT 1 FROM resources AS r WHERE r.namespace_id = n.id AND r.kind = kind.value)
ORDER BY n.id, kind.key`;

/** Position of the last change, 0 where there is none. */
export const LAST_SEQ = 'SELECT coalesce(max(seq), 0) AS seq FROM change_log';

const KIND_VERSIONS = `
SELECT coalesce((SELECT max(seq) FROM change_log WHERE namespace_id = (SELECT id FROM namespaces WHERE name = $namespace) AND change_log.kind = wanted.value), 0) AS seq
FROM json_each($kinds) AS wanted ORDER BY wanted.key`;

const KIND_STATES = `
SELECT coalesce((SELECT seq || '@' || at_ms FROM change_log WHERE namespace_id = (SELECT id FROM namespaces WHERE name = $namespace) AND change_log.kind = wanted.value ORDER BY seq DESC LIMIT 1), '0') AS state
FROM json_each($kinds) AS wanted ORDER BY wanted.key`;

const CHANGES_AFTER = `
SELECT c.seq, n.name AS namespace, c.kind, c.op, c.resource_id AS resourceId, c.version, c.first_vector_id AS first, c.last_vector_id AS last, c.at_ms AS atMs
FROM change_log AS c JOIN namespaces AS n ON n.id = c.namespace_id
WHERE c.seq > $seq ORDER BY c.seq LIMIT $limit`;

/** Appends in order; at least one row. @returns position of the last change. */
export async function appendChanges(sql: Sql, rows: readonly ChangeRow[]): Promise<number> {
  const added = await sql.all<{ seq: number }>(APPEND, { $rows: JSON.stringify(rows) });
  return Math.max(...added.map(({ seq }) => seq));
}

/** Appends a change without vectors to every namespace, for each kind of thing it holds. */
export async function logForAll(sql: Sql, op: Change['op'], atMs: number): Promise<void> {
  await sql.all(APPEND_FOR_ALL, { $op: op, $atMs: atMs, $kinds: JSON.stringify(RECORD_KINDS) });
}

export async function lastSeq(sql: Sql): Promise<number> {
  return (await onlyRow<{ seq: number }>(sql, LAST_SEQ)).seq;
}

/** Newest change of each kind, 0 where there is none. */
export async function kindVersions(sql: Sql, namespace: string, kinds: readonly Change['kind'][]): Promise<readonly number[]> {
  const rows = await sql.all<{ seq: number }>(KIND_VERSIONS, { $namespace: namespace, $kinds: JSON.stringify(kinds) });
  return rows.map(({ seq }) => seq);
}

/** Newest change of each kind with its moment, `0` where there is none. */
export async function kindStates(sql: Sql, namespace: string, kinds: readonly Change['kind'][]): Promise<readonly string[]> {
  const rows = await sql.all<{ state: string }>(KIND_STATES, { $namespace: namespace, $kinds: JSON.stringify(kinds) });
  return rows.map(({ state }) => state);
}

export async function changesAfter(readers: Readers, seq: number, limit: number): Promise<Change[]> {
  type Row = Omit<Change, 'vectors'> & { first: number; last: number };
  const rows = await readers.query<Row>(CHANGES_AFTER, { $seq: seq, $limit: limit });
  const asChange = ({ first, last, ...change }: Row): Change => ({ ...change, vectors: { first, last } });
  return rows.map(asChange);
}
