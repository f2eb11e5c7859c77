import type { GraphBatch, GraphEdge, GraphRef } from '@ltmc/contracts';

/** The namespace of most tests; another one holds what must not be seen. */
export const HERE = 'here';
export const THERE = 'there';

export const doc = (id: number): GraphRef => ({ kind: 'document', id });
export const chunk = (id: number): GraphRef => ({ kind: 'chunk', id });
export const message = (id: number): GraphRef => ({ kind: 'message', id });
export const concept = (id: string): GraphRef => ({ kind: 'concept', id });

/** Relations of a strength that float32 would not keep. */
export function edge(source: GraphRef, target: GraphRef, { type = typeOf(source, target), strength = 1, automatic = false }: Partial<Pick<GraphEdge, 'type' | 'strength' | 'automatic'>> = {}): GraphEdge {
  return { source, target, type, strength, automatic };
}

function typeOf(source: GraphRef, target: GraphRef): string {
  if (target.kind === 'chunk') return source.kind === 'document' ? 'has_chunk' : 'references';
  return target.kind === 'concept' ? 'tagged' : 'related_to';
}

/** As the projection of a record would write them. */
export function upsertEdges(edges: readonly GraphEdge[], { namespace = HERE, revision = 1 }: { namespace?: string; revision?: number } = {}): GraphBatch {
  return { edges: edges.map((edge) => ({ namespace, revision, edge })) };
}

/**
 * Three documents in a ring, one of them with two chunks that messages refer to, two tags, and an automatic link beside a stated one.
 *
 * 1 -depends_on 0.5-> 2 -depends_on 0.8-> 3 -part_of 1-> 1, and 1 -similar_content 0.9, automatic-> 2
 */
export const STORY: readonly GraphEdge[] = [
  edge(doc(1), doc(2), { type: 'depends_on', strength: 0.5 }),
  edge(doc(1), doc(2), { type: 'similar_content', strength: 0.9, automatic: true }),
  edge(doc(2), doc(3), { type: 'depends_on', strength: 0.8 }),
  edge(doc(3), doc(1), { type: 'part_of' }),
  edge(doc(1), concept('billing')),
  edge(doc(4), concept('billing')),
  edge(doc(4), concept('tax')),
  edge(doc(2), chunk(20)),
  edge(doc(2), chunk(21)),
  edge(message(7), chunk(20), { strength: 0.7, automatic: true }),
  edge(message(8), chunk(21), { strength: 0.3 }),
];
