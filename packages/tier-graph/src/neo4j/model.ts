import type { GraphEdge, GraphNode, GraphNodeKind, GraphRef, GraphRelation } from '@ltmc/contracts';
import { int, type Integer } from 'neo4j-driver';
import { compareText, relationOf } from '../node-order.js';

/**
 * How the graph lies in Neo4j. Only these names ever stand in the text of a statement; whatever comes from a caller is a parameter.
 * Nodes carry `namespace`, `id`, `revision`; edges `type`, `strength`, `automatic`, `revision`.
 */
export const LABELS = { concept: 'Concept', document: 'Document', message: 'Message', chunk: 'Chunk' } as const satisfies Record<GraphNodeKind, string>;

/** In node order. */
export const KINDS = (['concept', 'document', 'message', 'chunk'] as const).toSorted(compareText);
export const RELATIONS: readonly GraphRelation[] = ['HAS_CHUNK', 'REFERENCES', 'RELATED_TO'];

/** The one node that says where the graph stands. */
export const STATE = 'LtmcGraph';

/** An expression that gives the kind of the node `name`, null for one that is not ours. */
export function kindOf(name: string): string {
  return `CASE ${KINDS.map((kind) => `WHEN ${name}:${LABELS[kind]} THEN '${kind}'`).join(' ')} END`;
}

/** What a statement returns for an edge `r` from `a` to `b`. */
export const EDGE_COLUMNS = `${kindOf('a')} AS sourceKind, a.id AS sourceId, ${kindOf('b')} AS targetKind, b.id AS targetId, r.type AS type, r.strength AS strength, r.automatic AS automatic`;

type Row = Readonly<Record<string, unknown>>;

/** Undefined for what somebody else drew between our nodes. */
export function edgeOf(row: Row): GraphEdge | undefined {
  const source = refOf(row['sourceKind'], row['sourceId']);
  const target = refOf(row['targetKind'], row['targetId']);
  const { type, strength, automatic } = row;
  if (!source || !target || !relationOf(source, target) || typeof type !== 'string' || typeof strength !== 'number') return undefined;
  return { source, target, type, strength, automatic: automatic === true };
}

export function refOf(kind: unknown, id: unknown): GraphRef | undefined {
  if (kind === 'concept') return typeof id === 'string' ? { kind, id } : undefined;
  if (kind !== 'document' && kind !== 'chunk' && kind !== 'message') return undefined;
  return typeof id === 'number' ? { kind, id } : undefined;
}

export function nodeOf({ kind, id, title, type, vectorId, timestamp }: Row): GraphNode | undefined {
  const ref = refOf(kind, id);
  switch (ref?.kind) {
    case undefined: return undefined;
    case 'document': return { ...ref, kind: 'document', title: textOf(title), type: textOf(type) };
    case 'chunk': return { ...ref, kind: 'chunk', vectorId: wholeOf(vectorId) };
    case 'message': return { ...ref, kind: 'message', timestampMs: wholeOf(timestamp) };
    case 'concept': return ref;
  }
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function wholeOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** A number would arrive as a float. */
export function idParameter({ id }: GraphRef): Integer | string {
  return typeof id === 'number' ? int(id) : id;
}
