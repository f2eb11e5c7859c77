import type { GraphDirection, GraphEdge, GraphHop, GraphRef } from '@ltmc/contracts';
import { edgeKeyOf, keyOf } from '../node-order.js';

/** The edges at some nodes, under the filter and in the namespace of one query; at most `limit`. */
export type EdgeSource = (nodes: readonly GraphRef[], options: { readonly direction: GraphDirection; readonly limit: number }) => Promise<readonly GraphEdge[]>;

/** So many nodes are asked about at once. */
const NODES_AT_ONCE = 10_000;

/** What one search may still look at. */
export interface BoundedEdges {
  /** Edges at these nodes, each once. After the bound is reached: those that still fitted, then none. */
  at(nodes: readonly GraphRef[], direction: GraphDirection): Promise<readonly GraphEdge[]>;
  /** True when edges were left out. */
  readonly exhausted: boolean;
}

/** Keeps a search from looking at more than `maxEdges` edges in all, so that no hub and no depth can make it endless. */
export function boundEdges(source: EdgeSource, maxEdges: number): BoundedEdges {
  let left = maxEdges;
  let exhausted = false;
  const at = async (nodes: readonly GraphRef[], direction: GraphDirection): Promise<readonly GraphEdge[]> => {
    const found = new Map<string, GraphEdge>();
    for (let start = 0; start < nodes.length && !exhausted; start += NODES_AT_ONCE) {
      const edges = await source(nodes.slice(start, start + NODES_AT_ONCE), { direction, limit: left + 1 });
      exhausted = edges.length > left;
      for (const edge of edges.slice(0, left)) found.set(edgeKeyOf(edge), edge);
      left -= Math.min(left, edges.length);
    }
    return [...found.values()];
  };
  return { at, get exhausted() { return exhausted; } };
}

/** The hops that lead along these edges away from nodes of `from` (keys), to other nodes: one or two for each edge. */
export function hopsFrom(edges: readonly GraphEdge[], from: { has(key: string): boolean }, direction: GraphDirection): GraphHop[] {
  const hops: GraphHop[] = [];
  for (const { source, target, type, strength, automatic } of edges) {
    const [sourceKey, targetKey] = [keyOf(source), keyOf(target)];
    if (sourceKey === targetKey) continue;
    if (direction !== 'in' && from.has(sourceKey)) hops.push({ from: source, to: target, type, strength, automatic, direction: 'out' });
    if (direction !== 'out' && from.has(targetKey)) hops.push({ from: target, to: source, type, strength, automatic, direction: 'in' });
  }
  return hops;
}

/** The same way seen from its end. */
export function opposite(direction: GraphDirection): GraphDirection {
  return direction === 'both' ? 'both' : direction === 'out' ? 'in' : 'out';
}
