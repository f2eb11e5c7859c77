import { hash } from 'node:crypto';
import type { GraphEdge, GraphNode, GraphRef, GraphSource } from '@ltmc/contracts';
import { nodeKey } from './graph-projection-keys.js';
import type { ProjectedGraph } from './graph-projection-patience.js';

const PER_PAGE = 5000;
/** Digests are sums of hashes of 48 bits, so that neither order nor pages count. */
const MODULUS = 2 ** 48;
const HASH_DIGITS = 12;

/** What one comparison found. */
export interface GraphReconciliation {
  /** Edges of the record that were looked at. */
  readonly compared: number;
  /** Memories, messages and chunks put right: edges or properties were missing, extra or different. */
  readonly repaired: number;
}

/** What is not in the graph as it is in the record. */
export interface Differing {
  readonly compared: number;
  readonly documents: readonly number[];
  readonly messages: readonly number[];
  /** Whose nodes differ, not their edges. */
  readonly chunks: readonly number[];
  /** Edges of a form that the record does not have. */
  readonly strays: readonly Pick<GraphEdge, 'source' | 'target' | 'type'>[];
}

export interface ComparedGraphs {
  readonly source: GraphSource;
  readonly store: ProjectedGraph;
  readonly namespace: string;
}

/**
 * Compares all edges and nodes of a namespace by one digest for each memory, message and chunk. Held in memory: a number for each of these, never the
 * edges themselves.
 */
export async function findDiffering({ source, store, namespace }: ComparedGraphs): Promise<Differing> {
  const digests = createDigests();
  const strays: GraphEdge[] = [];
  let compared = 0;
  const described = new Set<string>();
  for await (const edges of pagesOf((page) => source.listEdges({ namespace, ...page }).then(({ edges: items, next }) => ({ items, next })))) {
    compared += edges.length;
    for (const edge of edges) digests.add(ownerOf(edge.source), edgeText(edge), 1);
    for (const node of await source.nodesOf(namespace, newEnds(edges, described))) digests.add(nodeKey(node), nodeText(node), 1);
  }
  for await (const edges of pagesOf((page) => store.listEdges({ namespace, ...page }).then(({ edges: items, next }) => ({ items, next })))) {
    for (const edge of edges) {
      if (edge.source.kind === 'document' || edge.source.kind === 'message') digests.add(ownerOf(edge.source), edgeText(edge), -1);
      else strays.push(edge);
    }
  }
  for await (const nodes of pagesOf((page) => store.listNodes({ namespace, ...page }).then(({ nodes: items, next }) => ({ items, next })))) {
    for (const node of nodes) if (node.kind !== 'concept') digests.add(nodeKey(node), nodeText(node), -1);
  }
  return { compared, ...digests.differing(), strays: strays.map(({ source: from, target, type }) => ({ source: from, target, type })) };
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

async function* pagesOf<Item>(read: (page: { readonly limit: number; readonly after?: string }) => Promise<Page<Item>>): AsyncGenerator<readonly Item[]> {
  for (let after: string | undefined; ;) {
    const { items, next } = await read({ limit: PER_PAGE, ...(after === undefined ? {} : { after }) });
    yield items;
    if (next === undefined) return;
    after = next;
  }
}

function createDigests() {
  const sums = new Map<string, number>();
  return {
    add(owner: string, text: string, sign: 1 | -1): void {
      const value = Number.parseInt(hash('sha256', text).slice(0, HASH_DIGITS), 16);
      const sum = ((sums.get(owner) ?? 0) + sign * value + MODULUS) % MODULUS;
      sums.set(owner, sum);
    },
    differing(): Pick<Differing, 'documents' | 'messages' | 'chunks'> {
      const found = { document: [] as number[], message: [] as number[], chunk: [] as number[] };
      for (const [owner, sum] of sums) {
        const [kind = '', id = ''] = owner.split(':');
        if (sum !== 0 && (kind === 'document' || kind === 'message' || kind === 'chunk')) found[kind].push(Number(id));
      }
      return { documents: found.document, messages: found.message, chunks: found.chunk };
    },
  };
}

/** Every edge belongs to the node it starts at. */
function ownerOf(source: GraphRef): string {
  return nodeKey(source);
}

/** A chunk is the end of one edge of its document; documents and messages come again and again. */
function newEnds(edges: readonly GraphEdge[], described: Set<string>): GraphRef[] {
  const refs = edges.flatMap(({ source, target }) => (source.kind === 'document' && target.kind === 'chunk' ? [source, target] : [source]));
  const fresh: GraphRef[] = [];
  for (const ref of refs) {
    if (ref.kind !== 'chunk' && described.has(nodeKey(ref))) continue;
    if (ref.kind !== 'chunk') described.add(nodeKey(ref));
    fresh.push(ref);
  }
  return fresh;
}

function edgeText({ target, type, strength, automatic }: GraphEdge): string {
  return JSON.stringify([nodeKey(target), type, strength, automatic]);
}

function nodeText(node: GraphNode): string {
  switch (node.kind) {
    case 'document': return JSON.stringify([node.title, node.type]);
    case 'chunk': return JSON.stringify([node.vectorId]);
    case 'message': return JSON.stringify([node.timestampMs]);
    case 'concept': return '';
  }
}
