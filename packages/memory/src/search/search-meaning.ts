import { LtmcError, type Embedder, type MemoryFilter, type RecordKind, type TextHit, type VectorEntry, type VectorHit } from '@ltmc/contracts';
import type { SearchFlowParts } from '../search-flow.js';
import type { SearchMode } from '../types.js';
import type { VectorProjection } from '../vector-projection.js';
import { MOST_NAMED, nearestPassing } from './nearest-passing.js';

/** What the model makes of a query. */
export interface EmbeddedQuery {
  readonly vector: Float32Array;
  /** For late interaction; empty where the embedder has none. */
  readonly tokens: Float32Array;
}

export interface MeaningSearch {
  readonly query: Promise<EmbeddedQuery>;
  readonly filter: MemoryFilter;
  readonly mode: SearchMode;
  /** Nearest chunks wanted. */
  readonly limit: number;
  /** What the words find gets a cosine too: without one, ranking would take it for unrelated. */
  readonly words: Promise<readonly TextHit[]>;
  readonly signal: AbortSignal | undefined;
}

/** What the vectors say of a query. */
export interface Meaning extends EmbeddedQuery {
  readonly hits: readonly VectorHit[];
  /** Cosines of chunks that were not found; those without embedding are absent. */
  similarities(ids: readonly number[]): Promise<ReadonlyMap<number, number>>;
}

/** The query's vector and, where the embedder has late interaction, its tokens, from one run of the model. */
export async function embedQuery(embedder: Embedder, query: string, signal: AbortSignal | undefined): Promise<EmbeddedQuery> {
  const options = { priority: 'query', ...(signal ? { signal } : {}) } as const;
  return embedder.lateInteraction?.embedQuery(query, options) ?? { vector: await embedder.embed(query, options), tokens: new Float32Array() };
}

/** Undefined when the embedder or the index is away and words can still answer; the caller then says so. */
export async function searchMeaning(parts: SearchFlowParts, search: MeaningSearch): Promise<Meaning | undefined> {
  try {
    return await (search.filter.asOfMs === undefined ? nearest(parts, search) : nearestAsOf(parts, search, search.filter.asOfMs));
  } catch (error) {
    if (search.mode === 'hybrid' && isSemanticAway(error)) return undefined;
    throw error;
  }
}

const SEMANTIC_AWAY: ReadonlySet<string> = new Set([
  'LTMC_EMBEDDER_FAILED', 'LTMC_EMBEDDER_OVERLOADED', 'LTMC_MODEL_DAMAGED', 'LTMC_NATIVE_MISSING', 'LTMC_INDEX_UNAVAILABLE',
]);

/** Whether an error says that the embedder or the index is away: words can still answer then. */
export function isSemanticAway(error: unknown): boolean {
  return LtmcError.is(error) && SEMANTIC_AWAY.has(error.code);
}

/** The index of one kind, and what of it may be found; undefined: all. Of more than `MOST_NAMED` only some are there. */
interface OfKind {
  readonly index: VectorProjection;
  readonly kind: RecordKind;
  readonly allowed: Float64Array | undefined;
}

async function nearest({ record, embedder, queue, projection }: SearchFlowParts, { query, filter, limit, words, signal }: MeaningSearch): Promise<Meaning> {
  const { namespace, kinds = ['memory'] } = filter;
  const fingerprint = embedder.fingerprint.id;
  const caughtUp = async (kind: RecordKind): Promise<VectorProjection> => {
    const index = await projection({ namespace, kind });
    await index.catchUp();
    return index;
  };
  const ofKind = async (kind: RecordKind): Promise<OfKind> => {
    const [index, allowed] = await Promise.all([caughtUp(kind), record.allowedVectors({ ...filter, kinds: [kind] }, fingerprint, MOST_NAMED)]);
    return { index, kind, allowed };
  };
  const ofKinds = (): Promise<OfKind[]> => Promise.all(kinds.map(ofKind));
  /** What was stored a moment ago may wait for its embedding, above all right after a start, while the model is loading. Seldom does anything: so the rest is asked at once. */
  const upToDate = async (): Promise<OfKind[]> => {
    const [waited, indexes] = await Promise.all([queue.waitForFew(namespace, query.then(({ vector }) => vector), signal), ofKinds()]);
    return waited ? ofKinds() : indexes;
  };
  let text: readonly TextHit[] = [];
  const textFound = words.then((hits) => { text = hits; });
  const [embedded, indexes] = await Promise.all([query, upToDate(), Promise.race([textFound, query])]);
  const { vector } = embedded;
  const nearestOf = async ({ index, kind, allowed }: OfKind, include: Float64Array): Promise<VectorHit[]> => {
    if (allowed && allowed.length > MOST_NAMED) return nearestPassing({ record, index, fingerprint, filter: { ...filter, kinds: [kind] } }, { vector, limit, include });
    return index.search(vector, { limit, include, ...(allowed ? { allowed } : {}) });
  };
  const cosinesOf = async (ids: readonly number[]): Promise<readonly VectorHit[]> => {
    if (ids.length === 0) return [];
    return (await Promise.all(indexes.map(({ index }) => index.search(vector, { limit: ids.length, allowed: sorted(ids) })))).flat();
  };

  // Where the words take longer than the embedding, the nearest need not wait for them.
  const asked = new Set(text.map(({ vectorId }) => vectorId));
  const [nearby] = await Promise.all([Promise.all(indexes.map((of) => nearestOf(of, sorted([...asked])))), textFound]);
  const found = nearby.flat();
  const known = new Set([...asked, ...found.map(({ vectorId }) => vectorId)]);
  const late = await cosinesOf(text.map(({ vectorId }) => vectorId).filter((id) => !known.has(id)));
  return { ...embedded, hits: [...found, ...late], similarities: async (ids) => similaritiesOf(await cosinesOf(ids)) };
}

/** The index holds current chunks only; the past is scanned exactly. */
async function nearestAsOf({ record, vectors, embedder }: SearchFlowParts, { query, filter, limit, words }: MeaningSearch, asOfMs: number): Promise<Meaning> {
  const [embedded, entries, text] = await Promise.all([query, record.vectorsAsOf({ ...filter, asOfMs }, embedder.fingerprint.id), words]);
  const wanted = new Set(text.map(({ vectorId }) => vectorId));
  const scan = async (some: readonly VectorEntry[]): Promise<readonly VectorHit[]> => (some.length === 0 ? [] : vectors.scan(embedded.vector, some, some.length));
  const all = await scan(entries);
  return {
    ...embedded,
    hits: all.filter(({ vectorId }, place) => place < limit || wanted.has(vectorId)),
    similarities: async (ids) => {
      const asked = new Set(ids);
      return similaritiesOf(all.filter(({ vectorId }) => asked.has(vectorId)));
    },
  };
}

function sorted(ids: readonly number[]): Float64Array {
  return Float64Array.from(ids).toSorted();
}

function similaritiesOf(hits: readonly VectorHit[]): ReadonlyMap<number, number> {
  return new Map(hits.map(({ vectorId, similarity }) => [vectorId, similarity]));
}
