import type { GraphAnswer, GraphDirection, GraphNeighbour, GraphRef } from '@ltmc/contracts';
import { compareNodes, keyOf } from '../node-order.js';
import { hopsFrom, type BoundedEdges } from './edge-source.js';
import { compareWays, extend, pathOf, type Way } from './path-order.js';

export interface NeighbourSearch {
  readonly node: GraphRef;
  readonly direction: GraphDirection;
  readonly maxDepth: number;
  readonly limit: number;
}

/** Breadth first, one question for each level; the best way to every node of a level is known when the level is done. */
export async function findNeighbours(edges: BoundedEdges, { node, direction, maxDepth, limit }: NeighbourSearch): Promise<GraphAnswer<GraphNeighbour>> {
  const start = keyOf(node);
  const reached = new Map<string, Way>();
  const found: GraphNeighbour[] = [];
  let level = new Map<string, Way | undefined>([[start, undefined]]);
  let nodes: GraphRef[] = [node];
  for (let depth = 1; depth <= maxDepth && nodes.length > 0 && found.length <= limit; depth += 1) {
    const next = new Map<string, Way>();
    for (const hop of hopsFrom(await edges.at(nodes, direction), level, direction)) {
      const key = keyOf(hop.to);
      if (key === start || reached.has(key)) continue;
      const way = extend(level.get(keyOf(hop.from)), hop);
      const best = next.get(key);
      if (!best || compareWays(way, best) < 0) next.set(key, way);
    }
    for (const [key, way] of next) reached.set(key, way);
    found.push(...sortLevel(next));
    nodes = [...next.values()].map(({ hop }) => hop.to);
    level = next;
  }
  return { found: found.slice(0, limit), truncated: found.length > limit || edges.exhausted };
}

function sortLevel(level: ReadonlyMap<string, Way>): GraphNeighbour[] {
  const neighbours = [...level.values()].map((way) => ({ node: way.hop.to, depth: way.length, path: pathOf(way) }));
  return neighbours.toSorted((a, b) => b.path.strength - a.path.strength || compareNodes(a.node, b.node));
}
