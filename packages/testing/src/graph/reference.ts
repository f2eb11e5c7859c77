import type { EdgeFilter, GraphEdge, GraphHop, GraphNeighbour, GraphPath, GraphRef, GraphRelated } from '@ltmc/contracts';

/** What a graph should answer, worked out by trying every way: right by being too simple to be wrong, and slow. */
export interface ReferenceGraph {
  neighbours(node: GraphRef, maxDepth: number, filter?: EdgeFilter): GraphNeighbour[];
  paths(from: GraphRef, to: GraphRef, maxDepth: number, filter?: EdgeFilter): GraphPath[];
  related(node: GraphRef, filter?: EdgeFilter): GraphRelated[];
}

export function createReferenceGraph(edges: readonly GraphEdge[]): ReferenceGraph {
  const hopsOf = (filter: EdgeFilter): GraphHop[] => edges.filter((edge) => counts(edge, filter)).flatMap((edge) => walks(edge, filter));
  const everyPath = (from: GraphRef, maxDepth: number, filter: EdgeFilter): GraphHop[][] => {
    const hops = hopsOf(filter);
    const found: GraphHop[][] = [];
    let ways: GraphHop[][] = [[]];
    for (let depth = 1; depth <= maxDepth; depth += 1) {
      ways = ways.flatMap((way) => hops.filter((hop) => same(hop.from, way.at(-1)?.to ?? from) && !same(hop.to, from) && !way.some(({ to }) => same(to, hop.to))).map((hop) => [...way, hop]));
      found.push(...ways);
    }
    return found;
  };
  return {
    neighbours: (node, maxDepth, filter = {}) => {
      const best = new Map<string, GraphHop[]>();
      for (const way of everyPath(node, maxDepth, filter)) {
        const key = nameOf(endOf(way));
        const known = best.get(key);
        if (!known || comparePaths(way, known) < 0) best.set(key, way);
      }
      return [...best.values()]
        .map((hops) => ({ node: endOf(hops), depth: hops.length, path: pathOf(hops) }))
        .toSorted((a, b) => a.depth - b.depth || b.path.strength - a.path.strength || compareNames(a.node, b.node));
    },
    paths: (from, to, maxDepth, filter = {}) => everyPath(from, maxDepth, filter).filter((way) => same(endOf(way), to)).toSorted(comparePaths).map(pathOf),
    related: (node, filter = {}) => {
      const shared = new Map<string, GraphRelated>();
      const hops = hopsOf(filter);
      const strengthOf = (from: GraphRef, to: GraphRef): number => Math.max(...hops.filter((hop) => same(hop.from, from) && same(hop.to, to)).map(({ strength }) => strength));
      const around = (of: GraphRef): GraphRef[] => distinct(hops.filter((hop) => same(hop.from, of)).map(({ to }) => to));
      const against = (of: GraphRef): GraphRef[] => distinct(hops.filter((hop) => same(hop.to, of)).map(({ from }) => from));
      for (const middle of around(node)) {
        const others = against(middle);
        for (const other of others) {
          if (same(other, node)) continue;
          const entry = shared.get(nameOf(other)) ?? { node: other, shared: [], score: 0 };
          const score = entry.score + (strengthOf(node, middle) * strengthOf(other, middle)) / Math.log(others.length);
          shared.set(nameOf(other), { node: other, shared: [...entry.shared, middle], score });
        }
      }
      return [...shared.values()].toSorted((a, b) => b.score - a.score || compareNames(a.node, b.node));
    },
  };
}

function counts({ source, target, type, automatic }: GraphEdge, filter: EdgeFilter): boolean {
  const relation = target.kind !== 'chunk' ? 'RELATED_TO' : source.kind === 'message' ? 'REFERENCES' : 'HAS_CHUNK';
  return !same(source, target) && (filter.types?.includes(type) ?? true) && (filter.relations?.includes(relation) ?? true) && (filter.automatic ?? automatic) === automatic;
}

function walks({ source, target, type, strength, automatic }: GraphEdge, { direction = 'both' }: EdgeFilter): GraphHop[] {
  const along: GraphHop = { from: source, to: target, type, strength, automatic, direction: 'out' };
  const back: GraphHop = { from: target, to: source, type, strength, automatic, direction: 'in' };
  return direction === 'both' ? [along, back] : direction === 'out' ? [along] : [back];
}

function pathOf(hops: readonly GraphHop[]): GraphPath {
  return { hops, strength: strengthOfHops(hops) };
}

function strengthOfHops(hops: readonly GraphHop[]): number {
  return hops.reduce((product, { strength }) => product * strength, 1);
}

/** Shorter, stronger; then, read from the end: node before, type, `in` after `out`, and the same for the way without its last hop. */
function comparePaths(a: readonly GraphHop[], b: readonly GraphHop[]): number {
  const [lastA, lastB] = [a.at(-1), b.at(-1)];
  if (!lastA || !lastB) return 0;
  return a.length - b.length
    || strengthOfHops(b) - strengthOfHops(a)
    || compareNames(lastA.from, lastB.from)
    || compareStrings(lastA.type, lastB.type)
    || compareStrings(lastB.direction, lastA.direction)
    || comparePaths(a.slice(0, -1), b.slice(0, -1));
}

function endOf(hops: readonly GraphHop[]): GraphRef {
  const last = hops.at(-1);
  if (!last) throw new Error('a way has a hop at least');
  return last.to;
}

function same(a: GraphRef, b: GraphRef): boolean {
  return nameOf(a) === nameOf(b);
}

function nameOf({ kind, id }: GraphRef): string {
  return `${kind} ${id}`;
}

function distinct(refs: readonly GraphRef[]): GraphRef[] {
  return [...new Map(refs.map((ref) => [nameOf(ref), ref])).values()].toSorted(compareNames);
}

function compareNames(a: GraphRef, b: GraphRef): number {
  if (a.kind !== b.kind) return compareStrings(a.kind, b.kind);
  return typeof a.id === 'number' && typeof b.id === 'number' ? a.id - b.id : compareStrings(String(a.id), String(b.id));
}

/** As UTF-8 sorts. */
function compareStrings(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
