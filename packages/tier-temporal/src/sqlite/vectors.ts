import { endianness } from 'node:os';
import type { KindOf, MemoryFilter, VectorEntry, VectorIdRange } from '@ltmc/contracts';
import { kindsOf } from '../kinds.js';
import { mergeRanges } from '../merge-ranges.js';
import { onlyRow, type Sql } from './connection.js';
import { requireActive } from './embedding-spaces.js';
import { filterParams, passes } from './filter-sql.js';
import type { Readers } from './readers.js';

interface VectorRow {
  readonly vectorId: number;
  readonly vector: Buffer;
}

const ACTIVE_KEY = "(SELECT key FROM fingerprints WHERE role = 'active') AS activeKey";

const FINGERPRINT = '(SELECT id FROM fingerprints WHERE key = $fingerprint)';

const IS_CURRENT = 'v.namespace_id = (SELECT id FROM namespaces WHERE name = $namespace) AND v.kind = $kind AND v.superseded_at_ms IS NULL AND v.forgotten_at_ms IS NULL';

/** Here and below CROSS JOIN fixes the order of the loops; the planner knows nothing of the sizes. */
const IN_RANGES = `
SELECT e.vector_id AS vectorId, e.vector
FROM json_each($ranges) AS range
CROSS JOIN chunk_embeddings AS e ON e.fingerprint_id = ${FINGERPRINT} AND e.vector_id BETWEEN range.value ->> 'first' AND range.value ->> 'last'
CROSS JOIN resource_versions AS v ON v.id = e.version_id
WHERE ${IS_CURRENT}`;

const AFTER = `
SELECT e.vector_id AS vectorId, e.vector
FROM chunk_embeddings AS e CROSS JOIN resource_versions AS v ON v.id = e.version_id
WHERE e.fingerprint_id = ${FINGERPRINT} AND e.vector_id > $after AND ${IS_CURRENT}
ORDER BY e.vector_id LIMIT $limit`;

const AS_OF = (condition: string): string => `
SELECT e.vector_id AS vectorId, e.vector
FROM resource_versions AS v
CROSS JOIN chunk_embeddings AS e ON e.fingerprint_id = ${FINGERPRINT} AND e.vector_id BETWEEN v.first_vector_id AND v.last_vector_id
WHERE ${condition} ORDER BY e.vector_id`;

/** One row with one text: a hundred thousand rows would cost the main thread as many objects. The model is asked along with them, which costs nothing. */
const ALLOWED = (condition: string): string => `
SELECT ${ACTIVE_KEY}, json_group_array(vector_id) AS ids FROM (
  SELECT e.vector_id FROM resource_versions AS v
  CROSS JOIN chunk_embeddings AS e ON e.fingerprint_id = ${FINGERPRINT} AND e.vector_id BETWEEN v.first_vector_id AND v.last_vector_id
  WHERE v.superseded_at_ms IS NULL AND ${condition} LIMIT $limit)`;

/** Whether some current version is kept out of answers at `$validAtMs` by its own validity. */
const SOME_INVALID = `
SELECT json_array((SELECT key FROM fingerprints WHERE role = 'active'), EXISTS (SELECT 1 FROM resource_versions AS v
WHERE ${IS_CURRENT} AND (v.valid_from_ms IS NOT NULL OR v.expires_at_ms IS NOT NULL)
  AND (v.valid_from_ms > $validAtMs OR v.expires_at_ms <= $validAtMs)))`;

type WithActive<Row> = Row & { readonly activeKey: string | null };

/** See `RecordStore.allowedVectors`. */
export interface AllowedOptions {
  readonly filter: MemoryFilter;
  readonly fingerprint: string;
  readonly most: number | undefined;
}

/** LIMIT -1 is none. */
const NO_LIMIT = -1;

/** Ids that pass, ascending; undefined when nothing is kept out. */
export async function allowedVectors(readers: Readers, { filter, fingerprint, most }: AllowedOptions): Promise<Float64Array | undefined> {
  const sql: Sql = { all: readers.query }; // each statement tells the model by itself, so that they need not see one state
  const [kind, ...otherKinds] = kindsOf(filter);
  if (kind !== undefined && otherKinds.length === 0 && hasNoFields(filter)) {
    const [activeKey, invalid]: [string | null, number] = JSON.parse(await readers.look<string>(SOME_INVALID, { $namespace: filter.namespace, $kind: kind, $validAtMs: filter.validAtMs }));
    await requireActive(sql, activeKey, fingerprint);
    if (invalid === 0) return undefined;
  }
  const { activeKey, ids } = await onlyRow<WithActive<{ ids: string }>>(sql, ALLOWED(passes(filter)), { ...filterParams(filter), $fingerprint: fingerprint, $limit: most === undefined ? NO_LIMIT : most + 1 });
  await requireActive(sql, activeKey, fingerprint);
  return Float64Array.from(JSON.parse(ids)).toSorted();
}

/** Whether a filter asks for nothing beside namespace, kind and validity. */
function hasNoFields(filter: MemoryFilter): boolean {
  const { resourceIds, resourceType, agentId, sinceMs, untilMs, times, asOfMs } = filter;
  const conversationId = kindsOf(filter).includes('message') ? filter.conversationId : undefined;
  return [conversationId, resourceIds, resourceType, agentId, sinceMs, untilMs, times, asOfMs].every((field) => field === undefined) && (filter.tags ?? []).length === 0;
}

export function vectorsAsOf(readers: Readers, filter: MemoryFilter & { readonly asOfMs: number }, fingerprint: string): Promise<VectorEntry[]> {
  return readers.read(async (sql) => {
    const { activeKey } = await onlyRow<WithActive<object>>(sql, `SELECT ${ACTIVE_KEY}`);
    await requireActive(sql, activeKey, fingerprint);
    return entries(await sql.all<VectorRow>(AS_OF(passes(filter)), { ...filterParams(filter), $fingerprint: fingerprint }));
  });
}

export async function currentVectors(readers: Readers, { namespace, kind }: KindOf, fingerprint: string, ranges: readonly VectorIdRange[]): Promise<VectorEntry[]> {
  const params = { $namespace: namespace, $kind: kind, $fingerprint: fingerprint, $ranges: JSON.stringify(mergeRanges(ranges)) };
  return entries(await readers.query<VectorRow>(IN_RANGES, params));
}

export async function currentVectorsAfter(readers: Readers, space: KindOf & { readonly fingerprint: string }, after: number, limit: number): Promise<VectorEntry[]> {
  const params = { $namespace: space.namespace, $kind: space.kind, $fingerprint: space.fingerprint, $after: after, $limit: limit };
  return entries(await readers.query<VectorRow>(AFTER, params));
}

function entries(rows: readonly VectorRow[]): VectorEntry[] {
  return rows.map(({ vectorId, vector }) => ({ vectorId, vector: fromBlob(vector) }));
}

/** Float32 numbers, little endian, one vector after the other. */
export function toBlob(vectors: readonly Float32Array[]): Buffer {
  const bytes = Buffer.concat(vectors.map((vector) => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)));
  return endianness() === 'BE' ? bytes.swap32() : bytes;
}

function fromBlob(blob: Buffer): Float32Array {
  if (endianness() === 'BE') blob.swap32();
  // A view where the bytes lie on a multiple of four, as the binding gives them; else a copy.
  const { buffer, byteOffset, byteLength } = byteOffset4(blob) ? blob : new Uint8Array(blob);
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}

function byteOffset4(blob: Buffer): boolean {
  return blob.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0;
}
