import type { GraphHop, GraphPath } from '@ltmc/contracts';
import { compareNodes, compareText } from '../node-order.js';

/** A way to a node, held as its last hop and the way before it: ways share their beginnings. */
export interface Way {
  readonly hop: GraphHop;
  readonly before: Way | undefined;
  readonly length: number;
  /** Product of the strengths from the first hop to this one. */
  readonly strength: number;
}

export function extend(before: Way | undefined, hop: GraphHop): Way {
  return { hop, before, length: (before?.length ?? 0) + 1, strength: (before?.strength ?? 1) * hop.strength };
}

/**
 * Shorter first, then stronger, then by the node before the last, by the last hop's type and direction; what is equal so far is decided by the
 * ways without their last hop. Read from the end, so that the best way to a node continues the best way to the node before it: a search level
 * by level then finds what an enumeration of all ways would find.
 */
export function compareWays(a: Way, b: Way): number {
  let [wayA, wayB]: [Way | undefined, Way | undefined] = [a, b];
  if (a.length !== b.length) return a.length - b.length;
  while (wayA && wayB) {
    const order = wayB.strength - wayA.strength || compareHops(wayA.hop, wayB.hop);
    if (order !== 0) return order;
    [wayA, wayB] = [wayA.before, wayB.before];
  }
  return 0;
}

function compareHops(a: GraphHop, b: GraphHop): number {
  if (a.direction !== b.direction) return compareNodes(a.from, b.from) || compareText(a.type, b.type) || (a.direction === 'out' ? -1 : 1);
  return compareNodes(a.from, b.from) || compareText(a.type, b.type);
}

export function pathOf(way: Way): GraphPath {
  const hops: GraphHop[] = [];
  for (let at: Way | undefined = way; at; at = at.before) hops.unshift(at.hop);
  return { hops, strength: way.strength };
}
