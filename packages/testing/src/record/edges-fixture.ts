import type { GraphEdge, GraphRef, RecordStore, Related, RelationInput } from '@ltmc/contracts';
import { NAMESPACE, store, version } from './fixture.js';

export function document(id: number): GraphRef {
  return { kind: 'document', id };
}

export function chunk(id: number): GraphRef {
  return { kind: 'chunk', id };
}

export function concept(id: string): GraphRef {
  return { kind: 'concept', id };
}

/** A relation as an agent states it. */
export function relation(sourceId: number, targetId: number, fields: Partial<RelationInput> = {}): RelationInput {
  return { sourceId, targetId, type: 'depends_on', strength: 0.5, automatic: false, metadata: {}, agentId: null, ...fields };
}

/** Relates and must not be a replay. */
export async function relate(record: RecordStore, relations: readonly RelationInput[], atMs = 2000): Promise<Related> {
  const outcome = await record.edges.relate(NAMESPACE, relations, atMs);
  if (outcome.kind !== 'written') throw new Error('a write without a key cannot be a replay');
  return outcome.result;
}

/** Memories of one chunk each. @returns their ids. */
export async function memories(record: RecordStore, ...names: readonly string[]): Promise<number[]> {
  const ids: number[] = [];
  for (const name of names) ids.push((await store(record, version(name, `text of ${name}`))).resourceId);
  return ids;
}

/** Edges as short lines, in order: `document:1 -depends_on 0.5-> document:2`; automatic ones have a star. */
export function lines(edges: readonly GraphEdge[]): string[] {
  return edges.map(({ source, target, type, strength, automatic }) =>
    `${source.kind}:${source.id} -${type} ${strength}${automatic ? '*' : ''}-> ${target.kind}:${target.id}`).toSorted();
}

/** The relations at memories, as {@link lines}. */
export async function related(record: RecordStore, ...ids: readonly number[]): Promise<string[]> {
  const edges = await record.edges.source().edgesOf({ namespace: NAMESPACE, nodes: ids.map(document), relations: ['RELATED_TO'], limit: 1000 });
  return lines(edges.filter(({ target }) => target.kind === 'document'));
}

/** Everything in the graph of a namespace, read in pages of `limit`. */
export async function everything(record: RecordStore, { namespace = NAMESPACE, limit = 3, nowMs }: { namespace?: string; limit?: number; nowMs?: number } = {}): Promise<string[]> {
  const source = record.edges.source(nowMs === undefined ? undefined : () => nowMs);
  const found: GraphEdge[] = [];
  for (let after: string | undefined; ;) {
    const page = await source.listEdges({ namespace, limit, ...(after === undefined ? {} : { after }) });
    found.push(...page.edges);
    if (page.next === undefined) return lines(found);
    after = page.next;
  }
}

