import { LtmcError, type JsonObject, type Related, type Relation, type RelationInput } from '@ltmc/contracts';
import { unknownMemories } from '../../refusals.js';
import { appendChanges } from '../change-log.js';
import { firstRow, onlyRow, type Sql } from '../connection.js';
import type { Done } from '../idempotency.js';
import { current, NAMESPACE_ID } from './edge-sql.js';

const KNOWN = `
SELECT v.resource_id AS id FROM json_each($ids) AS node
CROSS JOIN resource_versions AS v ON v.resource_id = node.value AND v.kind = 'memory' AND v.namespace_id = ${NAMESPACE_ID} AND ${current('v')}`;

/** What an agent stated is not changed by LTMC itself; what was forgotten is made anew. */
const RELATE = `
INSERT INTO edges (namespace_id, source_id, target_id, type, strength, automatic, metadata, agent_id, revision, created_at_ms)
VALUES (${NAMESPACE_ID}, $sourceId, $targetId, $type, $strength, $automatic, $metadata, $agentId, 1, $atMs)
ON CONFLICT (source_id, target_id, type) DO UPDATE SET
  strength = excluded.strength, automatic = excluded.automatic, metadata = excluded.metadata, agent_id = excluded.agent_id,
  revision = edges.revision + 1, forgotten_by = NULL, created_at_ms = iif(edges.forgotten_by IS NULL, edges.created_at_ms, excluded.created_at_ms)
WHERE edges.forgotten_by IS NOT NULL OR ((edges.automatic = 1 OR excluded.automatic = 0)
  AND (edges.strength, edges.automatic, edges.metadata, edges.agent_id) IS NOT (excluded.strength, excluded.automatic, excluded.metadata, excluded.agent_id))
RETURNING id`;

const FIND = `
SELECT id AS relationshipId, source_id AS sourceId, target_id AS targetId, type, strength, automatic, metadata, agent_id AS agentId, revision,
  created_at_ms AS createdAtMs, forgotten_by IS NULL AS known
FROM edges WHERE source_id = $sourceId AND target_id = $targetId AND type = $type`;

type Row = Omit<Relation, 'automatic' | 'metadata'> & { readonly automatic: 0 | 1; readonly metadata: string; readonly known: 0 | 1 };

interface Write {
  readonly namespace: string;
  readonly relations: readonly RelationInput[];
  readonly atMs: number;
}

/** The whole write, inside the caller's transaction. */
export async function relate(sql: Sql, write: Write): Promise<Done<Related>> {
  const { namespace, relations } = write;
  await requireMemories(sql, namespace, relations);
  return { resourceId: relations[0]?.sourceId ?? 0, result: await relateAll(sql, write) };
}

async function requireMemories(sql: Sql, namespace: string, relations: readonly RelationInput[]): Promise<void> {
  const ids = [...new Set(relations.flatMap(({ sourceId, targetId }) => [sourceId, targetId]))];
  const known = new Set((await sql.all<{ id: number }>(KNOWN, { $namespace: namespace, $ids: JSON.stringify(ids), $nowMs: null })).map(({ id }) => id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) throw unknownMemories(unknown);
}

async function relateAll(sql: Sql, { namespace, relations, atMs }: Write): Promise<Related> {
  const changed = new Set<number>();
  const held: Relation[] = [];
  let created = 0;
  for (const relation of relations) {
    const { sourceId, targetId, type } = relation;
    const key = { $sourceId: sourceId, $targetId: targetId, $type: type };
    const before = await firstRow<Row>(sql, FIND, key);
    const written = await sql.all(RELATE, { ...key, ...valuesOf(relation), $namespace: namespace, $atMs: atMs });
    if (written.length > 0) changed.add(sourceId);
    if (before?.known !== 1) created += 1;
    held.push(toRelation(await onlyRow<Row>(sql, FIND, key)));
  }
  if (changed.size > 0) await logLinked(sql, namespace, [...changed], atMs);
  return { relations: held, created };
}

/** One change for each memory at which relations start that are not as they were. */
async function logLinked(sql: Sql, namespace: string, sources: readonly number[], atMs: number): Promise<void> {
  const { id: namespaceId } = await onlyRow<{ id: number }>(sql, `SELECT ${NAMESPACE_ID} AS id`, { $namespace: namespace });
  await appendChanges(sql, sources.map((resourceId) => ({ namespaceId, kind: 'edge' as const, op: 'linked' as const, resourceId, version: 0, first: 1, last: 0, atMs })));
}

function valuesOf({ strength, automatic, metadata, agentId }: RelationInput) {
  if (!(strength >= 0 && strength <= 1)) throw new LtmcError('LTMC_INVALID_INPUT', `A relation's strength is from 0 to 1, got ${strength}`);
  return { $strength: strength, $automatic: Number(automatic), $metadata: JSON.stringify(metadata), $agentId: agentId };
}

function toRelation({ known: _known, automatic, metadata, ...row }: Row): Relation {
  const parsed: JsonObject = JSON.parse(metadata);
  return { ...row, automatic: automatic === 1, metadata: parsed };
}
