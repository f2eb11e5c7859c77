import type { GraphEdge, GraphRef, GraphRelation } from '@ltmc/contracts';

/** One string per node of a namespace, for maps. */
export function keyOf({ kind, id }: GraphRef): string {
  return `${kind}:${id}`;
}

/** One string per edge of a namespace. No part can hold a NUL. */
export function edgeKeyOf({ source, target, type }: Pick<GraphEdge, 'source' | 'target' | 'type'>): string {
  return `${keyOf(source)}\0${keyOf(target)}\0${type}`;
}

/** By code point, as UTF-8 sorts, and so do SQLite and Neo4j; `<` would go by UTF-16 code unit. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [unitA, unitB] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (unitA !== unitB) return sortableUnit(unitA) - sortableUnit(unitB);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all that one unit can name. */
function sortableUnit(unit: number): number {
  return unit >= 0xd8_00 && unit <= 0xdf_ff ? unit + 0x1_00_00 : unit;
}

/** Node order: by kind, then by id, numbers by value and names by code point. */
export function compareNodes(a: GraphRef, b: GraphRef): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  if (typeof a.id === 'number' && typeof b.id === 'number') return a.id - b.id;
  return compareText(String(a.id), String(b.id));
}

/** By source, target and type. */
export function compareEdges(a: GraphEdge, b: GraphEdge): number {
  return compareNodes(a.source, b.source) || compareNodes(a.target, b.target) || compareText(a.type, b.type);
}

/** Which relation an edge between nodes of these kinds is; undefined where there can be none. */
export function relationOf(source: GraphRef, target: GraphRef): GraphRelation | undefined {
  if (target.kind === 'chunk') return source.kind === 'document' ? 'HAS_CHUNK' : source.kind === 'message' ? 'REFERENCES' : undefined;
  return relates(source) && relates(target) ? 'RELATED_TO' : undefined;
}

function relates({ kind }: GraphRef): boolean {
  return kind === 'document' || kind === 'concept';
}
