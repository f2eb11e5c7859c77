import type { CallContext, GraphEdge, GraphHop, GraphPath, GraphReader, ResourceSummary } from '@ltmc/contracts';
import type { MemoryEngine } from '../engine/engine.js';
import { readMemories, requireMemoryId } from './find-memory.js';
import { askGraph, type Asked, type GraphTiers } from './graph-question.js';
import type { NeighboursInput, NeighboursResult, RelatedMemory, RelationHop } from './types.js';

export interface GraphParts {
  readonly engine: MemoryEngine;
  readonly graph: GraphTiers;
}

const DEFAULT_DEPTH = 2;
const DEFAULT_LIMIT = 200;
/** A driver gives tags too, which are no memories. */
const SPARE = 4;
const MOST = 10_000;

/** Relations between memories, of all types but the tags unless these are asked for. */
export async function relationFilter({ record }: MemoryEngine, namespace: string, types: readonly string[] | undefined): Promise<{ readonly relations: readonly ['RELATED_TO']; readonly types: readonly string[] }> {
  return { relations: ['RELATED_TO'], types: types ?? (await record.edges.types(namespace)) };
}

/** What is reached from a memory, with the way to it. */
export async function findNeighbours({ engine, graph }: GraphParts, { namespace, signal }: CallContext, input: NeighboursInput): Promise<NeighboursResult> {
  const { record } = engine;
  const { maxDepth = DEFAULT_DEPTH, limit = DEFAULT_LIMIT } = input;
  const resourceId = await requireMemoryId(record, namespace, 'document_id', input.memory);
  const filter = await relationFilter(engine, namespace, input.types);
  const { found, ...answered } = await askGraph({ record, graph, namespace, signal }, async (reader, asked) => {
    const read = await readGraph(reader, { ...asked, ...filter }, { resourceId, maxDepth, limit: Math.min(MOST, limit * SPARE) });
    const memories = await readMemories(record, { namespace, validAtMs: engine.clock.nowMs() }, [resourceId, ...read.ways.flatMap(memoriesOn)]);
    // The server does not know what has expired meanwhile; a longer way may lead round it.
    if (!reader.capabilities.live && read.ways.some((way) => memoriesOn(way).some((id) => !memories.has(id)))) return undefined;
    const related = read.ways.flatMap((way) => relatedBy(way, memories));
    return { related: related.slice(0, limit), truncated: read.truncated || related.length > limit };
  });
  return { resourceId, ...found, ...answered };
}

type Filtered = Asked & { readonly relations: readonly ['RELATED_TO']; readonly types: readonly string[] };

interface Start {
  readonly resourceId: number;
  readonly maxDepth: number;
  readonly limit: number;
}

/** Every relation at depth 1, and the best way to everything further away. */
async function readGraph(reader: GraphReader, asked: Filtered, { resourceId, maxDepth, limit }: Start): Promise<{ readonly ways: readonly GraphPath[]; readonly truncated: boolean }> {
  const node = { kind: 'document', id: resourceId } as const;
  const [near, far] = await Promise.all([
    reader.edges({ ...asked, nodes: [node], limit }),
    maxDepth === 1 ? { found: [], truncated: false } : reader.neighbours({ ...asked, node, maxDepth, limit }),
  ]);
  const ways = [...near.found.flatMap((edge) => wayAlong(edge, resourceId)), ...far.found.filter(({ depth }) => depth > 1).map(({ path }) => path)];
  return { ways, truncated: near.truncated || far.truncated };
}

/** A relation as the one hop that it is, seen from one of its ends; none where it leads back. */
export function wayAlong({ source, target, type, strength, automatic }: GraphEdge, from: number): GraphPath[] {
  const isOut = source.kind === 'document' && source.id === from;
  const isIn = target.kind === 'document' && target.id === from;
  if (isOut === isIn) return [];
  const [start, to] = isOut ? [source, target] : [target, source];
  return [{ hops: [{ from: start, to, type, strength, automatic, direction: isOut ? 'out' : 'in' }], strength }];
}

/** The memories that a way leads over and to. */
export function memoriesOn({ hops }: GraphPath): number[] {
  return hops.flatMap(({ to }) => (to.kind === 'document' ? [to.id] : []));
}

/** None for a way that ends at a tag. */
function relatedBy({ hops, strength }: GraphPath, memories: ReadonlyMap<number, ResourceSummary>): RelatedMemory[] {
  const last = hops.at(-1);
  const memory = last?.to.kind === 'document' ? memories.get(last.to.id) : undefined;
  if (!last || !memory) return [];
  const { resourceId, fileName, resourceType } = memory;
  return [{ resourceId, fileName, resourceType, depth: hops.length, type: last.type, strength, path: hops.flatMap(toHop) }];
}

function toHop({ to, type, strength, automatic, direction }: GraphHop): RelationHop[] {
  const step = { type, strength, automatic, direction };
  if (to.kind === 'document') return [{ to: { resourceId: to.id }, ...step }];
  return to.kind === 'concept' ? [{ to: { tag: to.id }, ...step }] : [];
}
