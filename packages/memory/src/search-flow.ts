import { LtmcError, type CallContext, type ChunkView, type Clock, type Embedder, type MemoryFilter, type RecordStore, type TextHit, type VectorHit, type VectorStore } from '@ltmc/contracts';
import { checkQuery, checkResourceType, checkTags } from './content-rules.js';
import { rankChunks, type ChunkCandidate, type RankedChunk } from './rank-chunks.js';
import type { MemoryHit, SearchInput, SearchMode, SearchResult } from './types.js';
import type { VectorProjection } from './vector-projection.js';

/** Candidates from each side. Well above any `top_k`, so that what the record's join drops does not show. */
const CANDIDATES = 200;

export interface SearchFlowParts {
  readonly record: RecordStore;
  readonly embedder: Embedder;
  readonly vectors: VectorStore;
  readonly clock: Clock;
  projection(namespace: string): Promise<VectorProjection>;
}

/** What the semantic side found, and the way to score what only the other side found. */
interface SemanticSide {
  readonly hits: readonly VectorHit[];
  similarityOf(vectorIds: readonly number[]): Promise<readonly VectorHit[]>;
}

/** (embed -> nearest) beside words -> join to the record -> fuse -> answer. Everything filters before it ranks. */
export async function searchMemory(parts: SearchFlowParts, context: CallContext, input: SearchInput): Promise<SearchResult> {
  const { record, clock } = parts;
  const mode = input.mode ?? 'hybrid';
  const topK = input.topK ?? 10;
  const query = checkQuery(input.query);
  const nowMs = clock.nowMs();
  const filter = filterOf(context.namespace, input, nowMs);

  const [text, semantic] = await Promise.all([
    mode === 'semantic' ? [] : record.searchText(query, filter, CANDIDATES),
    mode === 'keyword' ? undefined : semanticSide(parts, query, filter, mode, context.signal),
  ]);
  const views = await join(record, text, semantic?.hits ?? [], filter);
  const similarity = await similarities(semantic, views);
  const keyword = new Map(text.map((hit) => [hit.chunkId, hit.score]));
  const candidates = views.map((view): ChunkCandidate => ({
    id: view.chunkId,
    view,
    semantic: similarity.get(view.vectorId) ?? null,
    keyword: keyword.get(view.chunkId) ?? null,
  }));
  const hits = rankChunks(candidates, filter.asOfMs ?? nowMs)
    .filter(({ score }) => score >= (input.minScore ?? 0))
    .slice(0, topK);
  return { hits: hits.map(hitOf), mode, ...(mode !== 'keyword' && !semantic ? { degraded: ['vectors'] } : {}) };
}

function filterOf(namespace: string, input: SearchInput, nowMs: number): MemoryFilter {
  const { resourceType, tags, agentId, sinceMs, untilMs, asOfMs } = input;
  return {
    namespace,
    validAtMs: input.validAtMs ?? asOfMs ?? nowMs,
    ...(resourceType === undefined ? {} : { resourceType: checkResourceType(resourceType) }),
    ...(tags === undefined || tags.length === 0 ? {} : { tags: checkTags(tags) }),
    ...(agentId === undefined ? {} : { agentId }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(asOfMs === undefined ? {} : { asOfMs }),
  };
}

/** Undefined when the embedder or the index is away and words can still answer; the caller then says so. */
async function semanticSide(parts: SearchFlowParts, query: string, filter: MemoryFilter, mode: SearchMode, signal: AbortSignal | undefined): Promise<SemanticSide | undefined> {
  try {
    const vector = await parts.embedder.embed(query, { priority: 'query', ...(signal ? { signal } : {}) });
    return filter.asOfMs === undefined ? await nearest(parts, vector, filter) : await nearestAsOf(parts, vector, { ...filter, asOfMs: filter.asOfMs });
  } catch (error) {
    if (mode === 'hybrid' && LtmcError.is(error) && SEMANTIC_AWAY.has(error.code)) return undefined;
    throw error;
  }
}

const SEMANTIC_AWAY: ReadonlySet<string> = new Set([
  'LTMC_EMBEDDER_FAILED', 'LTMC_EMBEDDER_OVERLOADED', 'LTMC_MODEL_DAMAGED', 'LTMC_NATIVE_MISSING', 'LTMC_INDEX_UNAVAILABLE',
]);

async function nearest({ record, embedder, projection }: SearchFlowParts, vector: Float32Array, filter: MemoryFilter): Promise<SemanticSide> {
  const index = await projection(filter.namespace);
  const [allowed] = await Promise.all([record.allowedVectors(filter, embedder.fingerprint.id), index.catchUp()]);
  const hits = await index.search(vector, { limit: CANDIDATES, ...(allowed ? { allowed } : {}) });
  return {
    hits,
    similarityOf: (vectorIds) => index.search(vector, { limit: vectorIds.length, allowed: Float64Array.from(vectorIds).toSorted() }),
  };
}

/** The index holds current chunks only; the past is scanned exactly. */
async function nearestAsOf({ record, vectors, embedder }: SearchFlowParts, vector: Float32Array, filter: MemoryFilter & { readonly asOfMs: number }): Promise<SemanticSide> {
  const entries = await record.vectorsAsOf(filter, embedder.fingerprint.id);
  const all = entries.length === 0 ? [] : await vectors.scan(vector, entries, entries.length);
  const wanted = (vectorIds: readonly number[]): VectorHit[] => {
    const ids = new Set(vectorIds);
    return all.filter(({ vectorId }) => ids.has(vectorId));
  };
  return { hits: all.slice(0, CANDIDATES), similarityOf: async (vectorIds) => wanted(vectorIds) };
}

/** One read of the record decides what may appear, whatever the projections said. */
async function join(record: RecordStore, text: readonly TextHit[], semantic: readonly VectorHit[], filter: MemoryFilter): Promise<readonly ChunkView[]> {
  if (text.length === 0 && semantic.length === 0) return [];
  return record.readChunks({ chunkIds: text.map(({ chunkId }) => chunkId), vectorIds: semantic.map(({ vectorId }) => vectorId) }, filter);
}

/** A chunk that only the words found has a cosine too; without it fusion would take it for unrelated. */
async function similarities(semantic: SemanticSide | undefined, views: readonly ChunkView[]): Promise<ReadonlyMap<number, number>> {
  if (!semantic) return new Map();
  const known = new Map(semantic.hits.map(({ vectorId, similarity }) => [vectorId, similarity]));
  const missing = views.map(({ vectorId }) => vectorId).filter((vectorId) => !known.has(vectorId));
  if (missing.length > 0) for (const { vectorId, similarity } of await semantic.similarityOf(missing)) known.set(vectorId, similarity);
  return known;
}

function hitOf({ candidate: { view, semantic }, score, why }: RankedChunk): MemoryHit {
  const { resourceId, chunkId, chunkIndex, content, heading, fileName, resourceType, version, agentId, tags } = view;
  return { resourceId, chunkId, chunkIndex, content, heading, similarity: semantic, score, why, fileName, resourceType, version, createdAtMs: view.recordedAtMs, agentId, tags };
}
