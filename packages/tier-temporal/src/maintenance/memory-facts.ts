import type { JsonObject } from '@ltmc/contracts';
import { appendChanges } from '../sqlite/change-log.js';
import type { Sql } from '../sqlite/connection.js';
import type { KindFacts } from './kind-facts.js';

/** A relation that starts at the memory; its other end by name, the same in any record. */
interface RelationFields {
  readonly target: string;
  readonly type: string;
  readonly strength: number;
  readonly automatic: boolean;
  readonly metadata: JsonObject;
  readonly agent_id: string | null;
  readonly revision: number;
  readonly created_at_ms: number;
  /** Which of its memories was forgotten and took it along; null while it is in answers. */
  readonly forgotten_by: 'source' | 'target' | null;
}

const READ = `
SELECT r.file_name AS target, e.type, e.strength, e.automatic, e.metadata, e.agent_id, e.revision, e.created_at_ms,
  CASE e.forgotten_by WHEN e.source_id THEN 'source' WHEN e.target_id THEN 'target' END AS forgotten_by
FROM edges AS e JOIN resources AS r ON r.id = e.target_id WHERE e.source_id = $resourceId ORDER BY r.file_name, e.type`;

/** Relations wait here for memories that come later in the file; of the connection alone. */
const WAITING = 'CREATE TEMP TABLE IF NOT EXISTS waiting_relations (source_id INTEGER, relation TEXT)';

const WAIT = 'INSERT INTO temp.waiting_relations (source_id, relation) SELECT $sourceId, value FROM json_each($relations)';

/** One to a memory that is in neither the file nor the record is left out; one that the record has stays as it is. */
const SETTLE = `
INSERT INTO edges (namespace_id, source_id, target_id, type, strength, automatic, metadata, agent_id, revision, forgotten_by, created_at_ms)
SELECT s.namespace_id, s.id, t.id, w.relation ->> 'type', w.relation ->> 'strength', w.relation ->> 'automatic', w.relation -> 'metadata', w.relation ->> 'agent_id', w.relation ->> 'revision',
  CASE w.relation ->> 'forgotten_by' WHEN 'source' THEN s.id WHEN 'target' THEN t.id END, w.relation ->> 'created_at_ms'
FROM temp.waiting_relations AS w JOIN resources AS s ON s.id = w.source_id
JOIN resources AS t ON t.namespace_id = s.namespace_id AND t.kind = 'memory' AND t.file_name = w.relation ->> 'target'
WHERE t.id <> s.id ON CONFLICT DO NOTHING RETURNING namespace_id AS namespaceId, source_id AS resourceId, created_at_ms AS atMs`;

type Row = Omit<RelationFields, 'automatic' | 'metadata'> & { readonly automatic: 0 | 1; readonly metadata: string };

/** Relations travel with the memory they start at. */
export const memoryFacts: KindFacts = {
  read: async (sql, resourceId) => {
    const rows = await sql.all<Row>(READ, { $resourceId: resourceId });
    const relations = rows.map(({ automatic, metadata, ...row }): JsonObject => ({ ...row, automatic: automatic === 1, metadata: parsed(metadata) }));
    return relations.length === 0 ? undefined : { relations };
  },
  optional: true,
  isUsable: ({ relations }) => Array.isArray(relations) && relations.every(isRelation),
  write: async (sql, { resourceId }, { relations }) => {
    await sql.all(WAITING);
    await sql.all(WAIT, { $sourceId: resourceId, $relations: JSON.stringify(relations) });
  },
  settle: async (sql) => {
    await sql.all(WAITING);
    const added = await sql.all<{ namespaceId: number; resourceId: number; atMs: number }>(SETTLE);
    await logAdded(sql, added);
    await sql.all('DELETE FROM temp.waiting_relations');
  },
};

/** One change for each memory at which relations were added. */
async function logAdded(sql: Sql, added: readonly { readonly namespaceId: number; readonly resourceId: number; readonly atMs: number }[]): Promise<void> {
  const sources = [...new Map(added.map((row) => [row.resourceId, row])).values()];
  if (sources.length > 0) await appendChanges(sql, sources.map((row) => ({ ...row, kind: 'edge', op: 'linked', version: 0, first: 1, last: 0 })));
}

function parsed(metadata: string): JsonObject {
  return JSON.parse(metadata);
}

const FORGOTTEN_BY: ReadonlySet<unknown> = new Set(['source', 'target', null]);

function isRelation(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { target, type, strength, automatic, metadata, agent_id: agent, revision, created_at_ms: created, forgotten_by: by }: Partial<Record<keyof RelationFields, unknown>> = value;
  return typeof target === 'string' && typeof type === 'string' && type !== '' && typeof strength === 'number' && strength >= 0 && strength <= 1 && typeof automatic === 'boolean'
    && typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) && (agent === null || typeof agent === 'string')
    && Number.isSafeInteger(revision) && Number(revision) >= 1 && Number.isSafeInteger(created) && FORGOTTEN_BY.has(by);
}
