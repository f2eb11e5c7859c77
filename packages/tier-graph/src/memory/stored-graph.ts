import type { GraphBatch, GraphCounts, GraphEdge, GraphNode, GraphRef, GraphStamp } from '@ltmc/contracts';
import { compareEdges, compareNodes, edgeKeyOf, keyOf } from '../node-order.js';

interface StoredEdge {
  readonly edge: GraphEdge;
  readonly revision: number;
}

interface StoredNode {
  node: GraphNode;
  /** 0 for one that is there only as an end of edges. */
  revision: number;
  readonly out: Map<string, StoredEdge>;
  readonly in: Map<string, StoredEdge>;
}

/** Nodes and edges of one namespace, in maps. */
export interface StoredGraph {
  edgesAt(nodes: readonly GraphRef[]): IterableIterator<GraphEdge>;
  /** In the order of their keys. */
  edges(): GraphEdge[];
  /** In node order. */
  nodes(): GraphNode[];
  counts(): GraphCounts;
  removeNode(entry: GraphStamp & { readonly node: GraphRef }): void;
  removeEdge(entry: GraphStamp & Pick<GraphEdge, 'source' | 'target' | 'type'>): void;
  putNode(entry: GraphStamp & { readonly node: GraphNode }): void;
  putEdge(entry: GraphStamp & { readonly edge: GraphEdge }): void;
}

export function createStoredGraph(): StoredGraph {
  const stored = new Map<string, StoredNode>();
  const nodeAt = (ref: GraphRef): StoredNode => {
    const known = stored.get(keyOf(ref));
    if (known) return known;
    const made = { node: bareNode(ref), revision: 0, out: new Map<string, StoredEdge>(), in: new Map<string, StoredEdge>() };
    stored.set(keyOf(ref), made);
    return made;
  };
  const dropIfBare = (ref: GraphRef): void => {
    const node = stored.get(keyOf(ref));
    if (node && node.revision === 0 && node.out.size === 0 && node.in.size === 0) stored.delete(keyOf(ref));
  };
  const cut = (edge: GraphEdge): void => {
    stored.get(keyOf(edge.source))?.out.delete(edgeKeyOf(edge));
    stored.get(keyOf(edge.target))?.in.delete(edgeKeyOf(edge));
    dropIfBare(edge.source);
    dropIfBare(edge.target);
  };
  const edges = (): GraphEdge[] => [...stored.values()].flatMap(({ out }) => [...out.values()].map(({ edge }) => edge)).toSorted(compareEdges);
  return {
    edges,
    *edgesAt(nodes) {
      for (const ref of nodes) {
        const node = stored.get(keyOf(ref));
        for (const { edge } of node?.out.values() ?? []) yield edge;
        for (const { edge } of node?.in.values() ?? []) yield edge;
      }
    },
    nodes: () => [...stored.values()].map(({ node }) => node).toSorted(compareNodes),
    counts: () => ({ nodes: stored.size, edges: [...stored.values()].reduce((sum, { out }) => sum + out.size, 0) }),
    removeNode: ({ node: ref, revision }) => {
      const node = stored.get(keyOf(ref));
      if (!node || node.revision > revision) return;
      stored.delete(keyOf(ref));
      for (const { edge } of [...node.out.values(), ...node.in.values()]) cut(edge);
    },
    removeEdge: ({ source, target, type, revision }) => {
      const found = stored.get(keyOf(source))?.out.get(edgeKeyOf({ source, target, type }));
      if (found && found.revision <= revision) cut(found.edge);
    },
    putNode: ({ node, revision }) => {
      const at = nodeAt(node);
      if (at.revision > revision) return;
      at.node = { ...node };
      at.revision = revision;
    },
    putEdge: ({ edge, revision }) => {
      const [source, target, key] = [nodeAt(edge.source), nodeAt(edge.target), edgeKeyOf(edge)];
      if ((source.out.get(key)?.revision ?? 0) > revision) return;
      const kept = { edge: { ...edge, source: { ...edge.source }, target: { ...edge.target } }, revision };
      source.out.set(key, kept);
      target.in.set(key, kept);
    },
  };
}

function bareNode(ref: GraphRef): GraphNode {
  switch (ref.kind) {
    case 'document': return { kind: ref.kind, id: ref.id, title: '', type: '' };
    case 'chunk': return { kind: ref.kind, id: ref.id, vectorId: 0 };
    case 'message': return { kind: ref.kind, id: ref.id, timestampMs: 0 };
    case 'concept': return { kind: ref.kind, id: ref.id };
  }
}

/** Applies a checked batch. `graphOf` makes the graph of a namespace where there is none. */
export function applyBatch({ removeNodes = [], removeEdges = [], nodes = [], edges = [] }: GraphBatch, graphOf: (namespace: string) => StoredGraph): void {
  for (const entry of removeEdges) graphOf(entry.namespace).removeEdge(entry);
  for (const entry of removeNodes) graphOf(entry.namespace).removeNode(entry);
  for (const entry of nodes) graphOf(entry.namespace).putNode(entry);
  for (const entry of edges) graphOf(entry.namespace).putEdge(entry);
}
