import { MOST_STATEMENTS, type Citation, type StatedRelation, type Statements, type VectorIdRange } from '@ltmc/contracts';
import { isVisible } from './edge-state.js';
import { isCurrent, isThere, kindOf, type MemoryState, type MemoryVersion } from './state.js';

/** See `StatementReads`. */
export function statementsExist({ links, edges }: MemoryState): { readonly citations: boolean; readonly relations: boolean } {
  return { citations: links.some(({ automatic }) => !automatic), relations: edges.some(({ relation }) => !relation.automatic) };
}

/** See `StatementReads`. */
export function statementsAbout(state: MemoryState, namespace: string, vectorIds: readonly number[], validAtMs: number): Statements {
  const there = state.versions.filter((version) => version.input.namespace === namespace && isCurrent(version) && (kindOf(version) === 'message' || isThere(version, { namespace, validAtMs })));
  const memories = there.filter((version) => kindOf(version) === 'memory');
  return { citations: citations(state, there, vectorIds).slice(0, MOST_STATEMENTS), relations: relations(state, memories, vectorIds).slice(0, MOST_STATEMENTS) };
}

function citations({ links, messages }: MemoryState, there: readonly MemoryVersion[], vectorIds: readonly number[]): Citation[] {
  const chunks = new Map(there.filter((version) => kindOf(version) === 'memory').flatMap((version) => version.chunks.map(({ chunkId, vectorId }) => [chunkId, vectorId])));
  return links
    .filter(({ automatic }) => !automatic)
    .flatMap(({ messageId, chunkId, strength }) => {
      const version = messages.find((message) => message.messageId === messageId)?.version;
      const vectorId = chunks.get(chunkId);
      if (!version || !there.includes(version) || vectorId === undefined) return [];
      const isAsked = vectorIds.includes(vectorId) || version.chunks.some((chunk) => vectorIds.includes(chunk.vectorId));
      return isAsked ? [{ messageId, citation: { vectorId, messageVectors: rangeOf(version), strength } }] : [];
    })
    .toSorted((a, b) => b.messageId - a.messageId || a.citation.vectorId - b.citation.vectorId)
    .map(({ citation }) => citation);
}

function relations({ edges }: MemoryState, memories: readonly MemoryVersion[], vectorIds: readonly number[]): StatedRelation[] {
  const versions = new Map(memories.map((version) => [version.resourceId, version]));
  const asked = new Set(memories.filter(({ chunks }) => chunks.some(({ vectorId }) => vectorIds.includes(vectorId))).map(({ resourceId }) => resourceId));
  return edges
    .filter((edge) => isVisible(edge) && !edge.relation.automatic && (asked.has(edge.relation.sourceId) || asked.has(edge.relation.targetId)))
    .toSorted((a, b) => b.relation.relationshipId - a.relation.relationshipId)
    .flatMap(({ relation: { sourceId, targetId, type, strength } }) => {
      const [source, target] = [versions.get(sourceId), versions.get(targetId)];
      return source && target ? [{ sourceId, sourceVectors: rangeOf(source), targetId, targetVectors: rangeOf(target), type, strength }] : [];
    });
}

function rangeOf({ chunks }: MemoryVersion): VectorIdRange {
  return { first: chunks.at(0)?.vectorId ?? 1, last: chunks.at(-1)?.vectorId ?? 0 };
}
