import { LtmcError, type CallContext, type Clock, type Embedder, type KindOf, type MemoryFilter, type MessageView, type RecordKind, type TextHit, type VectorHit, type VectorStore } from '@ltmc/contracts';
import type { RecordView } from './engine/record-view.js';
import { fuse } from '@ltmc/ranking';
import { checkName, checkQuery, checkResourceType, checkTags } from './content-rules.js';
import type { EmbeddingQueue } from './embedding-queue.js';
import { rankChunks, type RankedChunk, type VectorCandidate } from './rank-chunks.js';
import type { MemoryHit, SearchInput, SearchMode, SearchResult } from './types.js';
import type { VectorProjection } from './vector-projection.js';

/** Candidates from each side, at least: above `top_k`, so that what the record's join drops does not show. */
const CANDIDATES = 100;
const CANDIDATES_PER_HIT = 2;

export interface SearchFlowParts {
  readonly record: RecordView;
  readonly embedder: Embedder;
  readonly vectors: VectorStore;
  readonly queue: EmbeddingQueue;
  readonly clock: Clock;
  projection(of: KindOf): Promise<VectorProjection>;
}

/** A search that lost a candidate is made so often: what was replaced between its reads is there under its new version. */
const ATTEMPTS = 3;

/** (embed -> nearest) beside words -> fuse -> join to the record -> answer. Everything filters before it ranks. */
export async function searchMemory(parts: SearchFlowParts, context: CallContext, input: SearchInput): Promise<SearchResult> {
  for (let attempt = 1; ; attempt += 1) {
    const { result, lost } = await searchOnce(parts, context, input);
    if (!lost || attempt === ATTEMPTS) return result;
  }
}

/** `lost`: a candidate was gone when it was joined, because it was replaced, forgotten or ran out meanwhile. */
async function searchOnce(parts: SearchFlowParts, context: CallContext, input: SearchInput): Promise<{ readonly result: SearchResult; readonly lost: boolean }> {
  const { record, clock } = parts;
  const mode = input.mode ?? 'hybrid';
  const query = checkQuery(input.query);
  const nowMs = clock.nowMs();
  const filter = filterOf(context.namespace, input, nowMs);

  const topK = input.topK ?? 10;
  const limit = Math.max(CANDIDATES, CANDIDATES_PER_HIT * topK);
  const words = mode === 'semantic' ? Promise.resolve([]) : record.searchText(query, filter, limit);
  const [text, semantic] = await Promise.all([words, mode === 'keyword' ? undefined : searchMeaning(parts, { query, filter, mode, limit, words, signal: context.signal })]);
  let lost = false;
  const ranked = await rankChunks(fuse(candidatesOf(text, semantic ?? [])), {
    read: async (vectorIds) => {
      const views = await record.readChunks({ vectorIds }, filter);
      lost ||= views.length < vectorIds.length;
      return views;
    },
    nowMs: filter.asOfMs ?? nowMs,
    topK,
  });
  const hits = await withMessages(record, context.namespace, ranked.filter(({ score }) => score >= (input.minScore ?? 0)).map(hitOf));
  return { result: { hits, mode, ...(mode !== 'keyword' && !semantic ? { degraded: ['vectors'] } : {}) }, lost };
}

function filterOf(namespace: string, input: SearchInput, nowMs: number): MemoryFilter {
  const { conversationId, resourceIds, resourceType, tags, agentId, sinceMs, untilMs, asOfMs } = input;
  return {
    namespace,
    kinds: kindsOf(input),
    ...(conversationId === undefined ? {} : { conversationId: checkName('conversation_id', conversationId) }),
    ...(resourceIds === undefined ? {} : { resourceIds }),
    validAtMs: input.validAtMs ?? asOfMs ?? nowMs,
    ...(resourceType === undefined ? {} : { resourceType: checkResourceType(resourceType) }),
    ...(tags === undefined || tags.length === 0 ? {} : { tags: checkTags(tags) }),
    ...(agentId === undefined ? {} : { agentId }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(asOfMs === undefined ? {} : { asOfMs }),
  };
}

function kindsOf({ kinds, conversationId }: SearchInput): readonly RecordKind[] {
  if (kinds !== undefined && kinds.length > 0) return [...new Set(kinds)];
  return conversationId === undefined ? ['memory'] : ['memory', 'message'];
}

interface MeaningSearch {
  readonly query: string;
  readonly filter: MemoryFilter;
  readonly mode: SearchMode;
  /** Nearest chunks wanted. */
  readonly limit: number;
  /** What the words find gets a cosine too: without one, fusion would take it for unrelated. */
  readonly words: Promise<readonly TextHit[]>;
  readonly signal: AbortSignal | undefined;
}

/** Undefined when the embedder or the index is away and words can still answer; the caller then says so. */
async function searchMeaning(parts: SearchFlowParts, search: MeaningSearch): Promise<readonly VectorHit[] | undefined> {
  const { query, filter, mode, signal } = search;
  try {
    const embedded = parts.embedder.embed(query, { priority: 'query', ...(signal ? { signal } : {}) });
    return await (filter.asOfMs === undefined ? nearest(parts, embedded, search) : nearestAsOf(parts, embedded, search, filter.asOfMs));
  } catch (error) {
    if (mode === 'hybrid' && LtmcError.is(error) && SEMANTIC_AWAY.has(error.code)) return undefined;
    throw error;
  }
}

const SEMANTIC_AWAY: ReadonlySet<string> = new Set([
  'LTMC_EMBEDDER_FAILED', 'LTMC_EMBEDDER_OVERLOADED', 'LTMC_MODEL_DAMAGED', 'LTMC_NATIVE_MISSING', 'LTMC_INDEX_UNAVAILABLE',
]);

async function nearest({ record, embedder, queue, projection }: SearchFlowParts, embedded: Promise<Float32Array>, { filter, limit, words, signal }: MeaningSearch): Promise<readonly VectorHit[]> {
  const { namespace, kinds = ['memory'] } = filter;
  const caughtUp = async (kind: RecordKind): Promise<VectorProjection> => {
    const index = await projection({ namespace, kind });
    await index.catchUp();
    return index;
  };
  const ofKind = async (kind: RecordKind): Promise<OfKind> => {
    const [index, allowed] = await Promise.all([caughtUp(kind), record.allowedVectors({ ...filter, kinds: [kind] }, embedder.fingerprint.id)]);
    return { index, allowed };
  };
  /** What was stored a moment ago may wait for its embedding, above all right after a start, while the model is loading. */
  const upToDate = async (): Promise<OfKind[]> => {
    await queue.waitForFew(namespace, embedded, signal);
    return Promise.all(kinds.map(ofKind));
  };
  const [vector, indexes, text] = await Promise.all([embedded, upToDate(), words]);
  const include = Float64Array.from(text, ({ vectorId }) => vectorId).toSorted();
  const found = await Promise.all(indexes.map(({ index, allowed }) => index.search(vector, { limit, include, ...(allowed ? { allowed } : {}) })));
  return found.flat();
}

/** The index of one kind, and what of it may be found; undefined: all. */
interface OfKind {
  readonly index: VectorProjection;
  readonly allowed: Float64Array | undefined;
}

/** The index holds current chunks only; the past is scanned exactly. */
async function nearestAsOf({ record, vectors, embedder }: SearchFlowParts, embedded: Promise<Float32Array>, { filter, limit, words }: MeaningSearch, asOfMs: number): Promise<readonly VectorHit[]> {
  const [vector, entries, text] = await Promise.all([embedded, record.vectorsAsOf({ ...filter, asOfMs }, embedder.fingerprint.id), words]);
  if (entries.length === 0) return [];
  const wanted = new Set(text.map(({ vectorId }) => vectorId));
  const all = await vectors.scan(vector, entries, entries.length);
  return all.filter(({ vectorId }, place) => place < limit || wanted.has(vectorId));
}

function candidatesOf(text: readonly TextHit[], semantic: readonly VectorHit[]): VectorCandidate[] {
  const keyword = new Map(text.map(({ vectorId, score }) => [vectorId, score]));
  const cosine = new Map(semantic.map(({ vectorId, similarity }) => [vectorId, similarity]));
  return [...new Set([...keyword.keys(), ...cosine.keys()])].map((id) => ({ id, semantic: cosine.get(id) ?? null, keyword: keyword.get(id) ?? null }));
}

function hitOf({ candidate: { view, semantic }, score, why }: RankedChunk): MemoryHit {
  const { kind, resourceId, chunkId, chunkIndex, content, heading, fileName, resourceType, version, agentId, tags } = view;
  return { kind, resourceId, chunkId, chunkIndex, content, heading, similarity: semantic, score, why, fileName, resourceType, version, createdAtMs: view.recordedAtMs, agentId, tags, messageId: null, message: null };
}

/** Hits of messages with the message; one forgotten since is no hit. */
async function withMessages(record: RecordView, namespace: string, hits: readonly MemoryHit[]): Promise<readonly MemoryHit[]> {
  const resourceIds = hits.filter(({ kind }) => kind === 'message').map(({ resourceId }) => resourceId);
  if (resourceIds.length === 0) return hits;
  const messages = new Map((await record.chats.read(namespace, { resourceIds })).map((message): [number, MessageView] => [message.resourceId, message]));
  return hits.flatMap((hit) => {
    if (hit.kind !== 'message') return [hit];
    const message = messages.get(hit.resourceId);
    return message ? [{ ...hit, messageId: message.messageId, message }] : [];
  });
}
