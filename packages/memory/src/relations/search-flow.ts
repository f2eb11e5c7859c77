import type { CallContext, GraphEdge, GraphNeighbour, GraphReader, GraphRef, ResourceSummary } from '@ltmc/contracts';
import { checkQuery } from '../content-rules.js';
import { findMemoryId, readMemories } from './find-memory.js';
import { askGraph, type Asked } from './graph-question.js';
import { memoriesOn, relationFilter, wayAlong, type GraphParts } from './neighbour-flow.js';
import { TAGGED } from './relation-rules.js';
import type { GraphHit, GraphSearchInput, GraphSearchResult, SeenRelation } from './types.js';

const DEFAULT_LIMIT = 20;
/** Memories that fit a text, from which the search through the graph sets out. */
const STARTS = 10;
/** Nodes that one start may reach. */
const PER_START = 500;
const EDGES = 5000;
/** A file name or a tag is no longer. */
const MAX_NAME = 1024;

/** Where the way through the graph begins, and how well that fits the query. */
interface Start {
  readonly node: GraphRef;
  readonly relevance: number;
}

interface Reached {
  readonly relevance: number;
  readonly depth: number;
}

/** What fits the query, what is reached from there, and their relations. */
export async function searchGraph({ engine, graph }: GraphParts, context: CallContext, input: GraphSearchInput): Promise<GraphSearchResult> {
  const { record, clock } = engine;
  const { namespace, signal } = context;
  const { maxDepth = 1, limit = DEFAULT_LIMIT } = input;
  const { matched, starts, degraded = [] } = await findStarts({ engine, graph }, context, input);
  const filter = await relationFilter(engine, namespace, input.types);
  const { found, ...answered } = await askGraph({ record, graph, namespace, signal }, async (reader, asked) => {
    const { reached, passed, truncated } = await walk(reader, { ...asked, ...filter }, { starts, maxDepth, limit });
    const memories = await readMemories(record, { namespace, validAtMs: clock.nowMs() }, [...reached.keys(), ...passed]);
    // The server does not know what has expired meanwhile; a longer way may lead round it.
    if (!reader.capabilities.live && passed.some((id) => !memories.has(id))) return undefined;
    const best = [...reached].filter(([id]) => memories.has(id)).toSorted(([a, x], [b, y]) => y.relevance - x.relevance || x.depth - y.depth || a - b);
    const shown = best.slice(0, limit);
    const edges = await reader.edges({ ...asked, ...filter, nodes: shown.map(([id]): GraphRef => ({ kind: 'document', id })), limit: EDGES });
    return { shown, memories, edges: edges.found, truncated: truncated || best.length > limit || edges.truncated };
  });
  const hits = await Promise.all(found.shown.map(([id, reached]) => hitOf(id, { reached, memory: found.memories.get(id), edges: found.edges, content: contentOf(id) })));
  async function contentOf(resourceId: number): Promise<string | undefined> {
    return (await record.getVersion(namespace, { resourceId }))?.content;
  }
  const missing = [...(answered.degraded ?? []), ...degraded];
  return { matched, hits: hits.flat(), truncated: found.truncated, source: answered.source, ...(missing.length > 0 ? { degraded: missing } : {}) };
}

interface Starts {
  readonly matched: GraphSearchResult['matched'];
  readonly starts: readonly Start[];
  readonly degraded?: readonly string[];
}

/** A memory by its name, else a tag, else what a search by words and meaning finds. */
async function findStarts({ engine }: GraphParts, context: CallContext, { query, limit = DEFAULT_LIMIT }: GraphSearchInput): Promise<Starts> {
  const { namespace } = context;
  const text = typeof query === 'number' ? undefined : checkQuery(query);
  const isName = text === undefined || (Buffer.byteLength(text) <= MAX_NAME && !/\p{Cc}/u.test(text));
  const memory = isName ? await findMemoryId(engine.record, namespace, text ?? query) : undefined;
  if (memory !== undefined) return { matched: 'memory', starts: [{ node: { kind: 'document', id: memory }, relevance: 1 }] };
  if (text === undefined) return { matched: 'memory', starts: [] };
  const tag: GraphRef = { kind: 'concept', id: text.normalize('NFC') };
  const known = isName ? await engine.record.edges.source(engine.clock.nowMs).nodesOf(namespace, [tag]) : [];
  if (known.length > 0) return { matched: 'tag', starts: [{ node: tag, relevance: 1 }] };
  const { hits, degraded } = await engine.search(context, { query: text, topK: Math.min(100, Math.max(STARTS, limit)) });
  const best = new Map<number, number>();
  for (const { resourceId, score } of hits) best.set(resourceId, Math.max(score, best.get(resourceId) ?? 0));
  return { matched: 'text', starts: [...best].map(([id, relevance]) => ({ node: { kind: 'document', id }, relevance })), ...(degraded ? { degraded } : {}) };
}

type Filtered = Asked & { readonly relations: readonly ['RELATED_TO']; readonly types: readonly string[] };

interface Walked {
  readonly reached: ReadonlyMap<number, Reached>;
  /** Memories on the ways, which must hold for the ways to hold. */
  readonly passed: readonly number[];
  readonly truncated: boolean;
}

async function walk(reader: GraphReader, asked: Filtered, { starts, maxDepth, limit }: { readonly starts: readonly Start[]; readonly maxDepth: number; readonly limit: number }): Promise<Walked> {
  const reached = new Map<number, Reached>();
  const passed = new Set<number>();
  let truncated = false;
  const take = (id: number, found: Reached): void => {
    if (found.relevance > (reached.get(id)?.relevance ?? -1)) reached.set(id, found);
  };
  for (const { node, relevance } of starts) if (node.kind === 'document') take(node.id, { relevance, depth: 0 });
  const answers = await Promise.all(starts.slice(0, STARTS).map(async ({ node, relevance }) => ({ relevance, ...(await neighboursOf(reader, asked, { node, maxDepth, limit })) })));
  for (const { relevance, found, truncated: cut } of answers) {
    truncated ||= cut;
    for (const { node, depth, path } of found) {
      for (const id of memoriesOn(path)) passed.add(id);
      if (node.kind === 'document') take(node.id, { relevance: relevance * path.strength, depth });
    }
  }
  return { reached, passed: [...passed], truncated };
}

/** The way from a tag begins with the memories that carry it, whatever types are asked for further on. */
function neighboursOf(reader: GraphReader, asked: Filtered, { node, maxDepth, limit }: { readonly node: GraphRef; readonly maxDepth: number; readonly limit: number }): Promise<{ readonly found: readonly GraphNeighbour[]; readonly truncated: boolean }> {
  const types = node.kind === 'concept' ? [...new Set([...asked.types, TAGGED])] : asked.types;
  return reader.neighbours({ ...asked, types, node, maxDepth, limit: Math.max(PER_START, limit) });
}

interface HitParts {
  readonly reached: Reached;
  readonly memory: ResourceSummary | undefined;
  readonly edges: readonly GraphEdge[];
  readonly content: Promise<string | undefined>;
}

/** None where the memory went while the answer was made. */
async function hitOf(id: number, { reached, memory, edges, content: reading }: HitParts): Promise<GraphHit[]> {
  const content = await reading;
  if (!memory || content === undefined) return [];
  const { resourceId, fileName, resourceType } = memory;
  return [{ resourceId, fileName, resourceType, content, relations: relationsSeen(edges, id), relevance: reached.relevance, depth: reached.depth }];
}

function relationsSeen(edges: readonly GraphEdge[], from: number): SeenRelation[] {
  return edges.flatMap((edge) => wayAlong(edge, from)).flatMap(({ hops }) => hops.flatMap(({ to, type, strength, direction }): SeenRelation[] =>
    (to.kind === 'document' ? [{ targetId: to.id, type, strength, direction }] : [])));
}
