import type { CallContext, GraphRef, Related, RelationInput, VectorEntry, VectorIdRange } from '@ltmc/contracts';
import { claimFor, replayOf } from '../idempotency.js';
import type { MemoryEngine } from '../engine/engine.js';
import type { AnswerFormat, Replayed } from '../types.js';
import { readMemories, requireMemoryId } from './find-memory.js';
import { SIMILAR_CONTENT } from './relation-rules.js';
import type { AutoLinkInput, AutoLinkResult } from './types.js';

const DEFAULT_THRESHOLD = 0.8;
const DEFAULT_LIMIT = 20;
/** How long a memory that was stored a moment ago is waited for. */
const EMBEDDING_WAIT_MS = 2000;
/** Chunks of the memory whose neighbours are looked for, spread over its length. */
const PROBES = 32;
const NEAREST_PER_PROBE = 100;
/** Candidates whose similarity is computed, for each link wanted. */
const CANDIDATES_PER_LINK = 5;
const MIN_CANDIDATES = 50;
const CHUNKS_AT_ONCE = 20_000;

/**
 * Links a memory to those that are like it as a whole: their similarity is the cosine of the means of their chunks' embeddings, computed exactly from the
 * record for every candidate that the index finds.
 */
export async function autoLink(engine: MemoryEngine, context: CallContext, input: AutoLinkInput, format: AnswerFormat<AutoLinkResult> | undefined): Promise<AutoLinkResult | Replayed> {
  const { record, clock, queue } = engine;
  const { namespace, signal } = context;
  const { threshold = DEFAULT_THRESHOLD, limit = DEFAULT_LIMIT } = input;
  const resourceId = await requireMemoryId(record, namespace, 'document_id', input.memory);
  const pending = await queue.waitFor(namespace, resourceId, { timeoutMs: EMBEDDING_WAIT_MS, ...(signal ? { signal } : {}) });
  const similar = (await findSimilar(engine, namespace, resourceId, limit)).filter(({ similarity }) => similarity >= threshold).slice(0, limit);

  const links = similar.map((other) => linkBetween(resourceId, other));
  const resultOf = ({ created }: Related): AutoLinkResult => ({ resourceId, created, similar: similar.map((one) => ({ ...one, type: SIMILAR_CONTENT })), ...(pending > 0 ? { degraded: ['vectors'] } : {}) });
  const claim = input.idempotency && format ? claimFor(input.idempotency, (related: Related) => format(resultOf(related))) : undefined;
  const outcome = await engine.writes(context).edges.relate(namespace, links, clock.nowMs(), claim);
  return outcome.kind === 'replayed' ? replayOf(outcome.answer) : resultOf(outcome.result);
}

interface Similar {
  readonly resourceId: number;
  readonly fileName: string;
  readonly similarity: number;
}

/** Likeness has no direction: the relation starts at the older memory, so that the two never link to each other twice. */
function linkBetween(resourceId: number, { resourceId: other, similarity }: Similar): RelationInput {
  const [sourceId, targetId] = [Math.min(resourceId, other), Math.max(resourceId, other)];
  return { sourceId, targetId, type: SIMILAR_CONTENT, strength: similarity, automatic: true, metadata: {}, agentId: null };
}

/** Nearest first, without the memory itself. */
async function findSimilar(engine: MemoryEngine, namespace: string, resourceId: number, limit: number): Promise<Similar[]> {
  const own = await readVectors(engine, namespace, [resourceId]);
  const mean = meanOf(own.get(resourceId) ?? []);
  if (!mean) return [];
  const candidates = await findCandidates(engine, namespace, own.get(resourceId) ?? [], Math.max(MIN_CANDIDATES, limit * CANDIDATES_PER_LINK));
  candidates.delete(resourceId);
  const memories = await readMemories(engine.record, { namespace, validAtMs: engine.clock.nowMs() }, candidates);
  const vectors = await readVectors(engine, namespace, [...memories.keys()]);
  const similar = [...memories.values()].flatMap(({ resourceId: id, fileName }): Similar[] => {
    const other = meanOf(vectors.get(id) ?? []);
    // Rounded: equal texts are equal, whatever the last bits of a sum.
    return other ? [{ resourceId: id, fileName, similarity: Math.min(1, Math.max(0, Math.round(dot(mean, other) * 1e6) / 1e6)) }] : [];
  });
  return similar.toSorted((a, b) => b.similarity - a.similarity || a.resourceId - b.resourceId);
}

/** Memories with a chunk near one of these, those with the nearest first. */
async function findCandidates(engine: MemoryEngine, namespace: string, entries: readonly VectorEntry[], most: number): Promise<Set<number>> {
  const index = await engine.projection({ namespace, kind: 'memory' });
  await index.catchUp();
  const step = Math.max(1, Math.ceil(entries.length / PROBES));
  const best = new Map<number, number>();
  for (let place = 0; place < entries.length; place += step) {
    const probe = entries[place];
    if (!probe) continue;
    for (const { vectorId, similarity } of await index.search(probe.vector, { limit: NEAREST_PER_PROBE })) best.set(vectorId, Math.max(similarity, best.get(vectorId) ?? -1));
  }
  const views = await engine.record.readChunks({ vectorIds: [...best.keys()] }, { namespace, validAtMs: engine.clock.nowMs() });
  const nearest = views.toSorted((a, b) => (best.get(b.vectorId) ?? 0) - (best.get(a.vectorId) ?? 0) || a.vectorId - b.vectorId);
  return new Set([...new Set(nearest.map(({ resourceId }) => resourceId))].slice(0, most + 1));
}

/** The embeddings of the chunks of memories, as the record has them. */
async function readVectors({ record, embedder }: MemoryEngine, namespace: string, ids: readonly number[]): Promise<Map<number, VectorEntry[]>> {
  if (ids.length === 0) return new Map();
  const source = record.edges.source();
  const documents = ids.map((id): GraphRef => ({ kind: 'document', id }));
  const edges = await source.edgesOf({ namespace, nodes: documents, relations: ['HAS_CHUNK'], direction: 'out', limit: CHUNKS_AT_ONCE });
  const nodes = await source.nodesOf(namespace, edges.map(({ target }) => target));
  const vectorIds = new Map(nodes.flatMap((node) => (node.kind === 'chunk' ? [[node.id, node.vectorId] as const] : [])));
  const ranges = nodes.flatMap((node): VectorIdRange[] => (node.kind === 'chunk' ? [{ first: node.vectorId, last: node.vectorId }] : []));
  const entries = new Map((await record.currentVectors({ namespace, kind: 'memory' }, embedder.fingerprint.id, ranges)).map((entry) => [entry.vectorId, entry]));
  const found = new Map<number, VectorEntry[]>();
  for (const { source: from, target } of edges) {
    const entry = target.kind === 'chunk' ? entries.get(vectorIds.get(target.id) ?? 0) : undefined;
    if (entry && from.kind === 'document') found.set(from.id, [...(found.get(from.id) ?? []), entry]);
  }
  return found;
}

/** Of length 1; undefined where there is nothing to take the mean of. */
function meanOf(entries: readonly VectorEntry[]): Float64Array | undefined {
  const [first] = entries;
  if (!first) return undefined;
  const sum = new Float64Array(first.vector.length);
  for (const { vector } of entries) for (const [place, value] of vector.entries()) sum[place] = (sum[place] ?? 0) + value;
  const length = Math.sqrt(dot(sum, sum));
  return length === 0 ? undefined : sum.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, place) => sum + value * (b[place] ?? 0), 0);
}
