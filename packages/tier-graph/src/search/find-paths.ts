import type { GraphAnswer, GraphDirection, GraphHop, GraphPath, GraphRef } from '@ltmc/contracts';
import { groupBy } from '../group-by.js';
import { edgeKeyOf, keyOf } from '../node-order.js';
import { hopsFrom, opposite, type BoundedEdges } from './edge-source.js';
import { compareWays, extend, pathOf, type Way } from './path-order.js';

export interface PathSearch {
  readonly from: GraphRef;
  readonly to: GraphRef;
  readonly direction: GraphDirection;
  readonly maxDepth: number;
  readonly limit: number;
}

/** A graph of a few hundred nodes can hold millions of ways of five hops: a search takes no more steps than this. */
const MAX_STEPS = 100_000;

/**
 * Grows what is known of the graph from both ends, the narrower one first, one level at a time; after each level it lists the ways of exactly
 * that many hops. An edge of such a way is never farther from both ends than was looked.
 */
export async function findPaths(edges: BoundedEdges, { from, to, direction, maxDepth, limit }: PathSearch): Promise<GraphAnswer<GraphPath>> {
  const found: Way[] = [];
  if (keyOf(from) === keyOf(to)) return { found: [], truncated: false };
  const known = new Map<string, GraphHop>();
  const ends = [grow(edges, from, direction), grow(edges, to, opposite(direction))] as const;
  const steps = { left: MAX_STEPS };
  for (let length = 1; length <= maxDepth && found.length <= limit && steps.left > 0; length += 1) {
    const [near, far] = ends;
    const end = far.width < near.width ? far : near;
    for (const hop of await end.level()) {
      const forward = end === near ? hop : turn(hop);
      known.set(hopKeyOf(forward), forward);
    }
    found.push(...waysOfLength({ hops: [...known.values()], from, to, length, steps }).toSorted(compareWays));
  }
  return { found: found.slice(0, limit).map(pathOf), truncated: found.length > limit || edges.exhausted || steps.left <= 0 };
}

/** Looks around a node, one level farther with each call. */
function grow(edges: BoundedEdges, start: GraphRef, direction: GraphDirection): { readonly width: number; level(): Promise<GraphHop[]> } {
  const seen = new Set([keyOf(start)]);
  let border: GraphRef[] = [start];
  return {
    get width() { return border.length; },
    level: async () => {
      const hops = hopsFrom(await edges.at(border, direction), new Set(border.map(keyOf)), direction);
      border = [];
      for (const { to } of hops) {
        if (seen.has(keyOf(to))) continue;
        seen.add(keyOf(to));
        border.push(to);
      }
      return hops;
    },
  };
}

function turn({ from, to, direction, ...hop }: GraphHop): GraphHop {
  return { ...hop, from: to, to: from, direction: direction === 'out' ? 'in' : 'out' };
}

function hopKeyOf({ from, to, type, direction }: GraphHop): string {
  return `${direction} ${edgeKeyOf({ source: from, target: to, type })}`;
}

interface WalkOptions {
  readonly hops: readonly GraphHop[];
  readonly from: GraphRef;
  readonly to: GraphRef;
  readonly length: number;
  /** Counted down; the walk ends at 0. */
  readonly steps: { left: number };
}

/** Every way of exactly `length` hops that enters no node twice. */
function waysOfLength({ hops, from, to, length, steps }: WalkOptions): Way[] {
  const goal = keyOf(to);
  const leaving = groupBy(hops, ({ from }) => keyOf(from));
  const toGoal = distancesTo(goal, hops);
  const found: Way[] = [];
  const visited = new Set([keyOf(from)]);
  const walk = (at: string, way: Way | undefined): void => {
    const left = length - (way?.length ?? 0);
    for (const hop of leaving.get(at) ?? []) {
      if ((steps.left -= 1) <= 0) return;
      const key = keyOf(hop.to);
      if (left === 1 && key === goal) found.push(extend(way, hop));
      if (left === 1 || key === goal || visited.has(key) || (toGoal.get(key) ?? Infinity) > left - 1) continue;
      visited.add(key);
      walk(key, extend(way, hop));
      visited.delete(key);
    }
  };
  walk(keyOf(from), undefined);
  return found;
}

/** How many hops each node is from the goal. */
function distancesTo(goal: string, hops: readonly GraphHop[]): ReadonlyMap<string, number> {
  const arriving = groupBy(hops, ({ to }) => keyOf(to));
  const distances = new Map([[goal, 0]]);
  for (const [key, distance] of distances) {
    // A Map goes on with what is added to it on the way: this is the queue.
    for (const hop of arriving.get(key) ?? []) if (!distances.has(keyOf(hop.from))) distances.set(keyOf(hop.from), distance + 1);
  }
  return distances;
}
