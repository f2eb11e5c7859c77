import type { GraphAnswer, GraphDirection, GraphHop, GraphRef, GraphRelated } from '@ltmc/contracts';
import { compareNodes, compareText, keyOf } from '../node-order.js';
import { hopsFrom, opposite, type BoundedEdges } from './edge-source.js';

export interface RelatedSearch {
  readonly node: GraphRef;
  /** As seen from both nodes alike: with `out`, those that point at the same nodes as this one. */
  readonly direction: GraphDirection;
  readonly limit: number;
}

/** Two questions: the neighbours, and theirs. */
export async function findRelated(edges: BoundedEdges, { node, direction, limit }: RelatedSearch): Promise<GraphAnswer<GraphRelated>> {
  const start = keyOf(node);
  const own = strongestByEnds(hopsFrom(await edges.at([node], direction), new Set([start]), direction)).get(start) ?? new Map<string, GraphHop>();
  const middles = [...own.values()].map(({ to }) => to).toSorted(compareNodes);
  const back = opposite(direction);
  const around = strongestByEnds(hopsFrom(await edges.at(middles, back), own, back));
  const related = new Map<string, { readonly node: GraphRef; readonly shared: GraphRef[]; score: number }>();
  for (const middle of middles) {
    const others = around.get(keyOf(middle)) ?? new Map<string, GraphHop>();
    for (const [key, hop] of others) {
      if (key === start) continue;
      const entry = related.get(key) ?? { node: hop.to, shared: [], score: 0 };
      entry.shared.push(middle);
      // Whoever is shared has two neighbours at least, so the logarithm is above 0.
      entry.score += ((own.get(keyOf(middle))?.strength ?? 0) * hop.strength) / Math.log(others.size);
      related.set(key, entry);
    }
  }
  const found = [...related.values()].toSorted((a, b) => b.score - a.score || compareNodes(a.node, b.node));
  return { found: found.slice(0, limit), truncated: found.length > limit || edges.exhausted };
}

/** For each node left, each node reached with the strongest hop there. */
function strongestByEnds(hops: readonly GraphHop[]): ReadonlyMap<string, ReadonlyMap<string, GraphHop>> {
  const ends = new Map<string, Map<string, GraphHop>>();
  for (const hop of hops) {
    const reached = ends.get(keyOf(hop.from)) ?? new Map<string, GraphHop>();
    const best = reached.get(keyOf(hop.to));
    if (!best || hop.strength > best.strength || (hop.strength === best.strength && compareText(hop.type, best.type) < 0)) reached.set(keyOf(hop.to), hop);
    ends.set(keyOf(hop.from), reached);
  }
  return ends;
}
