import { MOST_STATEMENTS, type Citation, type StatedRelation, type Statements } from '@ltmc/contracts';
import type { SqlParams } from './connection.js';
import { current, memory, NAMESPACE_ID } from './edges/edge-sql.js';
import type { Readers } from './readers.js';

/** One look for both: a search asks it beside others, each time. */
const EXIST = `SELECT EXISTS (SELECT 1 FROM context_links WHERE automatic = 0) + 2 * EXISTS (SELECT 1 FROM edges WHERE automatic = 0)`;

/** The chunks asked about, with the version `v` of each. CROSS JOIN fixes the order of the loops, here and below: from the few that are asked about, each step by an index. */
const ASKED = `json_each($vectorIds) AS one
  CROSS JOIN resource_chunks AS c ON c.vector_id = one.value
  CROSS JOIN resource_versions AS v ON v.id = c.version_id AND v.namespace_id = ${NAMESPACE_ID} AND ${current('v')}`;

/** A message has no validity. */
const SAID = (v: string): string => `${v}.superseded_at_ms IS NULL AND ${v}.forgotten_at_ms IS NULL AND ${v}.namespace_id = ${NAMESPACE_ID}`;

/** Of memories among the chunks who cites them, and of messages what they cite. */
export const CITATIONS = `
SELECT c.vector_id AS vectorId, m.first_vector_id AS first, m.last_vector_id AS last, l.strength, l.message_id AS messageId
FROM ${ASKED}
CROSS JOIN context_links AS l ON l.chunk_id = c.id AND l.automatic = 0
CROSS JOIN chat_messages AS said ON said.id = l.message_id
CROSS JOIN resource_versions AS m ON m.resource_id = said.resource_id AND ${SAID('m')}
WHERE v.kind = 'memory'
UNION
SELECT cited.vector_id, v.first_vector_id, v.last_vector_id, l.strength, l.message_id
FROM ${ASKED}
CROSS JOIN chat_messages AS said ON said.resource_id = v.resource_id
CROSS JOIN context_links AS l ON l.message_id = said.id AND l.automatic = 0
CROSS JOIN resource_chunks AS cited ON cited.id = l.chunk_id
CROSS JOIN resource_versions AS w ON w.id = cited.version_id AND w.kind = 'memory' AND w.namespace_id = ${NAMESPACE_ID} AND ${current('w')}
WHERE v.kind = 'message'
ORDER BY messageId DESC, vectorId LIMIT ${MOST_STATEMENTS}`;

const RELATED = (here: 'source_id' | 'target_id'): string => `
SELECT e.id FROM (SELECT DISTINCT v.resource_id AS resourceId FROM ${ASKED} WHERE v.kind = 'memory') AS given
CROSS JOIN edges AS e ON e.${here} = given.resourceId AND e.automatic = 0 AND e.forgotten_by IS NULL`;

export const RELATIONS = `
SELECT e.source_id AS sourceId, s.first_vector_id AS sourceFirst, s.last_vector_id AS sourceLast,
  e.target_id AS targetId, t.first_vector_id AS targetFirst, t.last_vector_id AS targetLast, e.type, e.strength
FROM (${RELATED('source_id')} UNION ${RELATED('target_id')}) AS one CROSS JOIN edges AS e ON e.id = one.id
${memory('s', 'e.source_id')} ${memory('t', 'e.target_id')}
ORDER BY e.id DESC LIMIT ${MOST_STATEMENTS}`;

interface CitationRow {
  readonly vectorId: number;
  readonly first: number;
  readonly last: number;
  readonly strength: number;
}

interface RelationRow {
  readonly sourceId: number;
  readonly sourceFirst: number;
  readonly sourceLast: number;
  readonly targetId: number;
  readonly targetFirst: number;
  readonly targetLast: number;
  readonly type: string;
  readonly strength: number;
}

/** `RecordStore.statementsExist` */
export async function statementsExist(readers: Readers): Promise<{ readonly citations: boolean; readonly relations: boolean }> {
  const which = await readers.look<number>(EXIST);
  return { citations: which % 2 === 1, relations: which >= 2 };
}

/** `RecordStore.statementsAbout` */
export async function statementsAbout(readers: Readers, about: { readonly namespace: string; readonly vectorIds: readonly number[]; readonly validAtMs: number }): Promise<Statements> {
  const params: SqlParams = { $namespace: about.namespace, $vectorIds: JSON.stringify([...new Set(about.vectorIds)]), $nowMs: about.validAtMs };
  const [citations, relations] = await Promise.all([readers.query<CitationRow>(CITATIONS, params), readers.query<RelationRow>(RELATIONS, params)]);
  return { citations: citations.map(toCitation), relations: relations.map(toRelation) };
}

function toCitation({ vectorId, first, last, strength }: CitationRow): Citation {
  return { vectorId, messageVectors: { first, last }, strength };
}

function toRelation({ sourceId, sourceFirst, sourceLast, targetId, targetFirst, targetLast, type, strength }: RelationRow): StatedRelation {
  return { sourceId, sourceVectors: { first: sourceFirst, last: sourceLast }, targetId, targetVectors: { first: targetFirst, last: targetLast }, type, strength };
}
