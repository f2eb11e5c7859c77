import type { EdgePageQuery, EdgeQuery, GraphEdge, GraphNode, GraphRef, GraphSource } from '@ltmc/contracts';
import { decodePosition, encodePosition } from '../edge-position.js';
import { isVisible } from './edge-state.js';
import { currentOf, isCurrent, type MemoryMessage, type MemoryState, type MemoryVersion } from './state.js';

/** The graph that the record holds, made anew for each question. */
export function createMemoryGraph(open: () => MemoryState, nowMs: () => number | undefined): GraphSource {
  const current = (namespace: string): MemoryVersion[] => currentOf(open(), { namespace, kind: 'memory' }).filter((version) => isValid(version, nowMs()));
  const messagesIn = (namespace: string): MemoryMessage[] => open().messages.filter(({ input, version }) => input.namespace === namespace && isCurrent(version));

  const references = (namespace: string): GraphEdge[] => {
    const chunkIds = new Set(current(namespace).flatMap(({ chunks }) => chunks).map(({ chunkId }) => chunkId));
    const messageIds = new Set(messagesIn(namespace).map(({ messageId }) => messageId));
    return open().links.filter(({ messageId, chunkId }) => messageIds.has(messageId) && chunkIds.has(chunkId)).map(({ messageId, chunkId, strength, automatic }) =>
      ({ source: { kind: 'message', id: messageId }, target: { kind: 'chunk', id: chunkId }, type: 'references', strength, automatic }));
  };
  const allEdges = (namespace: string): GraphEdge[] => {
    const versions = current(namespace);
    const ids = new Set(versions.map(({ resourceId }) => resourceId));
    const related = open().edges
      .filter((edge) => isVisible(edge) && edge.namespace === namespace && ids.has(edge.relation.sourceId) && ids.has(edge.relation.targetId))
      .map(({ relation: { sourceId, targetId, type, strength, automatic } }): GraphEdge =>
        ({ source: { kind: 'document', id: sourceId }, target: { kind: 'document', id: targetId }, type, strength, automatic }));
    return [...versions.flatMap(chunkEdges), ...references(namespace), ...related, ...versions.flatMap(tagEdges)];
  };

  return {
    edgesOf: async (query) => {
      query.signal?.throwIfAborted();
      return allEdges(query.namespace).filter((edge) => touches(edge, query)).slice(0, query.limit);
    },
    listEdges: async ({ namespace, after, limit, signal }: EdgePageQuery) => {
      signal?.throwIfAborted();
      const from = after === undefined ? 0 : decodePosition(after).part;
      const edges = allEdges(namespace);
      return { edges: edges.slice(from, from + limit), ...(edges.length > from + limit ? { next: encodePosition({ part: from + limit, a: 0, b: 0 }) } : {}) };
    },
    nodesOf: async (namespace, nodes) => {
      const asked = new Set(nodes.map(keyOf));
      const versions = current(namespace);
      const linking = new Set(references(namespace).map(({ source }) => source.id));
      return [
        ...versions.map(({ resourceId, input }): GraphNode => ({ kind: 'document', id: resourceId, title: input.fileName, type: input.resourceType })),
        ...versions.flatMap(({ chunks }) => chunks).map(({ chunkId, vectorId }): GraphNode => ({ kind: 'chunk', id: chunkId, vectorId })),
        ...messagesIn(namespace).filter(({ messageId }) => linking.has(messageId)).map(({ messageId, input }): GraphNode => ({ kind: 'message', id: messageId, timestampMs: input.timestampMs })),
        ...[...new Set(versions.flatMap(({ input }) => input.tags))].map((id): GraphNode => ({ kind: 'concept', id })),
      ].filter((node) => asked.has(keyOf(node)));
    },
    messageIds: async (namespace, resourceIds) => open().messages.filter(({ input, version }) => input.namespace === namespace && resourceIds.includes(version.resourceId)).map(({ messageId }) => messageId),
  };
}

function isValid({ input }: MemoryVersion, nowMs: number | undefined): boolean {
  return nowMs === undefined || ((input.validFromMs ?? -Infinity) <= nowMs && (input.expiresAtMs ?? Infinity) > nowMs);
}

function chunkEdges({ resourceId, chunks }: MemoryVersion): GraphEdge[] {
  return chunks.map(({ chunkId }) => ({ source: { kind: 'document', id: resourceId }, target: { kind: 'chunk', id: chunkId }, type: 'has_chunk', strength: 1, automatic: false }));
}

function tagEdges({ resourceId, input }: MemoryVersion): GraphEdge[] {
  return input.tags.map((tag) => ({ source: { kind: 'document', id: resourceId }, target: { kind: 'concept', id: tag }, type: 'tagged', strength: 1, automatic: false }));
}

function touches(edge: GraphEdge, { nodes, direction = 'both', types, relations, automatic }: EdgeQuery): boolean {
  const asked = new Set(nodes.map(keyOf));
  const along = direction !== 'in' && asked.has(keyOf(edge.source));
  const against = direction !== 'out' && asked.has(keyOf(edge.target));
  return (along || against)
    && (types?.includes(edge.type) ?? true)
    && (relations?.includes(relationOf(edge)) ?? true)
    && (automatic === undefined || edge.automatic === automatic);
}

function relationOf({ source, target }: GraphEdge): 'HAS_CHUNK' | 'REFERENCES' | 'RELATED_TO' {
  if (target.kind !== 'chunk') return 'RELATED_TO';
  return source.kind === 'message' ? 'REFERENCES' : 'HAS_CHUNK';
}

function keyOf({ kind, id }: GraphRef | GraphNode): string {
  return `${kind}:${id}`;
}
