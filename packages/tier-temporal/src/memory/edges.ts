import { LtmcError, type EdgeRecord, type Related, type Relation, type RelationInput } from '@ltmc/contracts';
import { unknownMemories } from '../refusals.js';
import { visibleEdges } from './edge-state.js';
import type { MemoryAccess } from './access.js';
import { createMemoryGraph } from './graph.js';
import { currentOf, type MemoryEdge, type MemoryState } from './state.js';
import type { Done } from './writes.js';

/** Relations of the reference driver. */
export function createMemoryEdges({ open, write }: MemoryAccess): EdgeRecord {
  return {
    relate: async (namespace, relations, atMs, claim) => write({ namespace, claim, atMs }, () => relate(open(), namespace, relations, atMs)),
    count: async (namespace, resourceId) => (currentIds(open(), namespace).has(resourceId) ? visibleEdges(open(), resourceId).length : 0),
    types: async (namespace) => [...new Set(open().edges.filter((edge) => edge.namespace === namespace).map(({ relation }) => relation.type))].toSorted(),
    source: (nowMs) => createMemoryGraph(open, () => nowMs?.()),
  };
}

function relate(state: MemoryState, namespace: string, relations: readonly RelationInput[], atMs: number): Done<Related> {
  const known = currentIds(state, namespace);
  const unknown = [...new Set(relations.flatMap(({ sourceId, targetId }) => [sourceId, targetId]))].filter((id) => !known.has(id));
  if (unknown.length > 0) throw unknownMemories(unknown);
  const odd = relations.find(({ strength }) => !(strength >= 0 && strength <= 1));
  if (odd) throw new LtmcError('LTMC_INVALID_INPUT', `A relation's strength is from 0 to 1, got ${odd.strength}`);
  const changed = new Set<number>();
  let created = 0;
  const held = relations.map((input) => {
    const edge = state.edges.find(({ relation }) => relation.sourceId === input.sourceId && relation.targetId === input.targetId && relation.type === input.type);
    if (!edge || edge.forgottenBy !== null) created += 1;
    if (edge && edge.forgottenBy === null && !saysMore(edge.relation, input)) return edge.relation;
    changed.add(input.sourceId);
    return put(state, namespace, edge, input, atMs);
  });
  for (const resourceId of changed) state.changes.push({ seq: state.changes.length + 1, namespace, kind: 'edge', op: 'linked', resourceId, version: 0, vectors: { first: 1, last: 0 }, atMs });
  return { resourceId: relations[0]?.sourceId ?? 0, result: { relations: held, created } };
}

/** What an agent stated is not changed by LTMC itself. */
function saysMore(held: Relation, { strength, automatic, metadata, agentId }: RelationInput): boolean {
  if (automatic && !held.automatic) return false;
  return held.strength !== strength || held.automatic !== automatic || held.agentId !== agentId || JSON.stringify(held.metadata) !== JSON.stringify(metadata);
}

function put(state: MemoryState, namespace: string, edge: MemoryEdge | undefined, input: RelationInput, atMs: number): Relation {
  if (!edge) {
    const relation = { ...input, relationshipId: ++state.lastEdgeId, revision: 1, createdAtMs: atMs };
    state.edges.push({ namespace, relation, forgottenBy: null });
    return relation;
  }
  const createdAtMs = edge.forgottenBy === null ? edge.relation.createdAtMs : atMs;
  edge.relation = { ...edge.relation, ...input, revision: edge.relation.revision + 1, createdAtMs };
  edge.forgottenBy = null;
  return edge.relation;
}

function currentIds(state: MemoryState, namespace: string): Set<number> {
  return new Set(currentOf(state, { namespace, kind: 'memory' }).map(({ resourceId }) => resourceId));
}
