import type { GraphEdge, GraphNode, GraphRef } from '@ltmc/contracts';

export function nodeKey({ kind, id }: GraphRef | GraphNode): string {
  return `${kind}:${id}`;
}

/** Of two nodes in one direction there is one edge per type. */
export function edgeKey({ source, target, type }: Pick<GraphEdge, 'source' | 'target' | 'type'>): string {
  return JSON.stringify([nodeKey(source), nodeKey(target), type]);
}

export function documentRef(id: number): GraphRef {
  return { kind: 'document', id };
}

export function chunkRef(id: number): GraphRef {
  return { kind: 'chunk', id };
}

export function messageRef(id: number): GraphRef {
  return { kind: 'message', id };
}

/** The ids of the chunks that edges lead to. */
export function chunksAt(edges: Iterable<GraphEdge>, from: GraphRef['kind']): Set<number> {
  const ids = new Set<number>();
  for (const { source, target } of edges) if (source.kind === from && target.kind === 'chunk') ids.add(target.id);
  return ids;
}

/** The ids of the messages that edges start at. */
export function messagesAt(edges: Iterable<GraphEdge>): Set<number> {
  const ids = new Set<number>();
  for (const { source } of edges) if (source.kind === 'message') ids.add(source.id);
  return ids;
}
