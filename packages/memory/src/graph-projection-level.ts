import type { EdgeFilter, GraphBatch, GraphEdge, GraphNode, GraphRef, GraphSource } from '@ltmc/contracts';
import type { ProjectedGraph } from './graph-projection-patience.js';
import { chunkRef, chunksAt, documentRef, edgeKey, messageRef, messagesAt, nodeKey } from './graph-projection-keys.js';

/** What a driver gives and takes at once. */
const MOST = 10_000;
/** Edges of few things; the record bounds nothing by itself. */
const ALL_EDGES = 1_000_000;
/** Chunks asked about at once. */
const CHUNKS_AT_ONCE = 5000;

/** What is to be levelled, of one namespace: things as the change log names them. */
export interface Owners {
  readonly documents: readonly number[];
  readonly messages: readonly number[];
}

export interface LevelParts {
  readonly source: GraphSource;
  readonly store: ProjectedGraph;
  readonly namespace: string;
  /** Stamped on what is written. */
  readonly revision: number;
}

/** Without the move; may have more entries than one batch takes. */
export type Difference = Required<Omit<GraphBatch, 'move'>>;

type Edges = ReadonlyMap<string, GraphEdge>;

/**
 * Everything that makes the graph say of some memories and messages what the record says of them now: their nodes, their chunks, and the edges at any of
 * these. Both sides are read, so that what is level already is not written again, and a repeated step does no harm.
 */
export async function findDifference(parts: LevelParts, owners: Owners): Promise<Difference> {
  const { documents } = owners;
  const held = await readHeld(parts, [...documents.map(documentRef), ...owners.messages.map(messageRef)]);
  const heldChunks = chunksAt(held.edges.values(), 'document');
  const wanted = await readWanted(parts, documents, owners.messages);
  // A message whose last link goes with a chunk is no node any more, though nothing happened to the message.
  const messages = [...new Set([...owners.messages, ...messagesAt(held.edges.values())])];
  const chunks = chunksAt(wanted.values(), 'document');
  const added = [...wanted].filter(([key, edge]) => !isSame(held.edges.get(key), edge)).map(([, edge]) => edge);
  const nodes = await readNodes(parts, { documents, chunks: [...chunks].filter((id) => !heldChunks.has(id)), messages: [...new Set([...messages, ...messagesAt(added)])] });
  const known = new Set(nodes.map(nodeKey));

  const gone = [
    ...[...heldChunks].filter((id) => !chunks.has(id)).map(chunkRef),
    ...[...documents.map(documentRef), ...messages.map(messageRef)].filter((ref) => !known.has(nodeKey(ref))),
    ...held.overfull,
  ];
  const goneKeys = new Set(gone.map(nodeKey));
  const lost = [...held.edges].filter(([key, { source, target }]) => !wanted.has(key) && !goneKeys.has(nodeKey(source)) && !goneKeys.has(nodeKey(target)));
  const stamp = { namespace: parts.namespace, revision: parts.revision };
  return {
    removeNodes: gone.map((node) => ({ ...stamp, node })),
    removeEdges: lost.map(([, { source, target, type }]) => ({ ...stamp, source, target, type })),
    nodes: nodes.map((node) => ({ ...stamp, node })),
    edges: (held.overfull.length > 0 ? [...wanted.values()] : added).map((edge) => ({ ...stamp, edge })),
  };
}

interface Held {
  readonly edges: Edges;
  /** Nodes with more edges than can be read: they are removed and written whole. */
  readonly overfull: readonly GraphRef[];
}

/** The edges at these nodes in the graph, and those that lead from messages to their chunks. */
async function readHeld(parts: LevelParts, nodes: readonly GraphRef[]): Promise<Held> {
  const edges = new Map<string, GraphEdge>();
  const overfull = await collect(parts, nodes, {}, edges);
  const chunks = [...chunksAt(edges.values(), 'document')].map(chunkRef);
  for (const some of slices(chunks, CHUNKS_AT_ONCE)) await collect(parts, some, { relations: ['REFERENCES'] }, edges);
  return { edges, overfull };
}

/** Halves the question until the answer is whole. @returns the nodes whose edges alone are too many. */
async function collect({ store, namespace }: LevelParts, nodes: readonly GraphRef[], filter: EdgeFilter, into: Map<string, GraphEdge>): Promise<readonly GraphRef[]> {
  const overfull: GraphRef[] = [];
  const queue = [nodes];
  for (let asked = queue.shift(); asked; asked = queue.shift()) {
    if (asked.length === 0) continue;
    const { found, truncated } = await store.edges({ ...filter, namespace, nodes: asked, limit: MOST });
    if (truncated && asked.length > 1) {
      const half = Math.ceil(asked.length / 2);
      queue.push(asked.slice(0, half), asked.slice(half));
      continue;
    }
    if (truncated) overfull.push(...asked);
    for (const edge of found) into.set(edgeKey(edge), edge);
  }
  return overfull;
}

async function readWanted({ source, namespace }: LevelParts, documents: readonly number[], messages: readonly number[]): Promise<Edges> {
  const edges = new Map<string, GraphEdge>();
  const read = async (nodes: readonly GraphRef[], filter: EdgeFilter): Promise<void> => {
    for (const some of slices(nodes, CHUNKS_AT_ONCE)) {
      for (const edge of await source.edgesOf({ ...filter, namespace, nodes: some, limit: ALL_EDGES })) edges.set(edgeKey(edge), edge);
    }
  };
  await read([...documents.map(documentRef), ...messages.map(messageRef)], {});
  await read([...chunksAt(edges.values(), 'document')].map(chunkRef), { relations: ['REFERENCES'] });
  return edges;
}

async function readNodes({ source, namespace }: LevelParts, { documents, chunks, messages }: Owners & { readonly chunks: readonly number[] }): Promise<GraphNode[]> {
  const refs = [...documents.map(documentRef), ...chunks.map(chunkRef), ...messages.map(messageRef)];
  const nodes: GraphNode[] = [];
  for (const some of slices(refs, MOST)) nodes.push(...(await source.nodesOf(namespace, some)));
  return nodes;
}

function isSame(held: GraphEdge | undefined, wanted: GraphEdge): boolean {
  return held !== undefined && held.strength === wanted.strength && held.automatic === wanted.automatic;
}

/** In the order in which they must be applied, none larger than a driver takes; at least one. */
export function batchesOf({ removeNodes, removeEdges, nodes, edges }: Difference, most = MOST): GraphBatch[] {
  const batches: GraphBatch[] = [];
  if (removeNodes.length + removeEdges.length + nodes.length + edges.length <= most) return [{ removeNodes, removeEdges, nodes, edges }];
  for (const some of slices(removeNodes, most)) batches.push({ removeNodes: some });
  for (const some of slices(removeEdges, most)) batches.push({ removeEdges: some });
  for (const some of slices(nodes, most)) batches.push({ nodes: some });
  for (const some of slices(edges, most)) batches.push({ edges: some });
  return batches;
}

export function* slices<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
