import type { CallContext, ChunkView, Clock, Embedder, KindOf, MemoryFilter, MessageView, RecordKind, TextHit, TimeRange, VectorHit, VectorStore } from '@ltmc/contracts';
import { fuse, isUnspaced, readQuestionTimes, type Ranked, type RankingModel } from '@ltmc/ranking';
import type { RecordView } from './engine/record-view.js';
import { checkName, checkQuery, checkResourceType, checkTags } from './content-rules.js';
import type { EmbeddingQueue } from './embedding-queue.js';
import { rankChunks, type RankedChunk, type VectorCandidate } from './rank-chunks.js';
import { DIVERSITY_DEPTH, diverseHits } from './search/diverse-hits.js';
import { gatherPool, type Pool } from './search/gather-pool.js';
import type { KnownChunks } from './search/known-chunks.js';
import { timesOfEvents } from './search/event-times.js';
import { readQuery, type AskedWords } from './search/query-words.js';
import { respellQuery, type RespelledQuery } from './search/respell-query.js';
import { rankPool, type WatchedRanking } from './search/rank-pool.js';
import { NOTHING_STATED, startStated, statedSignals, type StatedSignals, type StatedStart } from './search/stated-signals.js';
import { embedQuery, searchMeaning, type Meaning } from './search/search-meaning.js';
import type { MemoryHit, SearchInput, SearchResult } from './types.js';
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
  readonly known: KnownChunks;
  /** See `MemoryEngine.tokenCosines`. */
  tokenCosines(tokens: Float32Array, vectorIds: readonly number[]): Promise<readonly (Float32Array | undefined)[]>;
  /** See `MemoryOptions`. */
  readonly watchRanking: ((ranking: WatchedRanking) => void) | undefined;
  /** The learned weights of the ranking. */
  rankingModel(): Promise<RankingModel>;
}

/** So many of what was found are ranked by all that is known of them; more only where more are wanted. */
const RANKED = 80;
const RANKED_PER_HIT = 2;
/** And so many more that are of a time that the question speaks of: "last spring" brings them up, and excludes nothing. */
const OF_TIMES = 60;

/** Kinds that the ranking has learned; short texts of other kinds are ranked by the two scores alone. */
const LEARNED: ReadonlySet<RecordKind> = new Set(['memory', 'message']);

/** A search that lost a candidate is made so often: what was replaced between its reads is there under its new version. */
const ATTEMPTS = 3;

/** Misspelled words are looked for beside the search, and where there are any, which is seldom, it is made again with what they were meant for. */
export async function searchMemory(parts: SearchFlowParts, context: CallContext, input: SearchInput): Promise<SearchResult> {
  const [result, meant] = await Promise.all([searchWhole(parts, context, input), respelled(parts, context, input)]);
  return meant ? { ...(await searchWhole(parts, context, { ...input, query: meant.query })), respelled: meant.words } : result;
}

async function respelled(parts: SearchFlowParts, { namespace }: CallContext, input: SearchInput): Promise<RespelledQuery | undefined> {
  // Who asks for words wants these; and the past has no words of its own.
  if (input.respell !== true || input.mode === 'keyword' || input.asOfMs !== undefined) return undefined;
  return respellQuery(parts, checkQuery(input.query), filterOf(namespace, input, parts.clock.nowMs()));
}

/** (embed -> nearest) beside words -> what stands beside the best -> rank -> answer. Everything filters before it ranks. */
async function searchWhole(parts: SearchFlowParts, context: CallContext, input: SearchInput): Promise<SearchResult> {
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
  // The weights were learned from English questions, and meaning counts for much in them.
  const learned = mode === 'hybrid' && !isUnspaced(query) && (filter.kinds ?? []).every((kind) => LEARNED.has(kind));
  const understood = learned ? readQuestionTimes(query, filter.validAtMs) : { ranges: [], events: [], words: query, dateWords: [], eventWords: [], isOfNow: false };
  const timesFound = understood.events.length === 0 ? undefined : timesOfEvents(parts, understood.events, { filter, signal: context.signal }).then((found) => [...understood.ranges, ...found]);
  const searchTimes = async (times: readonly TimeRange[]): Promise<readonly TextHit[]> => (times.length === 0 ? [] : record.searchText(understood.words, { ...filter, times }, OF_TIMES));
  const ofTimes = timesFound ? timesFound.then(searchTimes) : searchTimes(understood.ranges);
  const words = mode === 'semantic' ? Promise.resolve([]) : Promise.all([record.searchText(understood.words, filter, limit), ofTimes]).then(withoutRepeats);
  const embedded = mode === 'keyword' ? undefined : embedQuery(parts.embedder, query, context.signal);
  const asked = learned ? readQuery(parts, { ...understood, query, askedAtMs: filter.validAtMs, times: timesFound ?? understood.ranges }) : undefined;
  // Statements are of memories, and of now.
  const statedStart = learned && embedded && filter.asOfMs === undefined && filter.kinds?.includes('memory') ? startStated(parts, context.namespace, embedded) : undefined;
  const [text, meaning, timely, stated] = await Promise.all([words, embedded && searchMeaning(parts, { query: embedded, filter, mode, limit, words, signal: context.signal }), ofTimes, statedStart]);
  const found: Found = { filter, fused: fuse(candidatesOf(text, meaning?.hits ?? [])), timely: new Set(timely.map(({ vectorId }) => vectorId)), meaning, stated, nowMs: filter.asOfMs ?? nowMs, topK };
  const { ranked, lost } = await (asked ? rankLearned(parts, found, asked) : rankByScores(parts, found));
  const best = diverseHits(ranked.filter(({ score }) => score >= (input.minScore ?? 0)), topK);
  const hits = await withMessages(record, context.namespace, best.map((hit) => hitOf(hit, input.explain === true)));
  return { result: { hits, mode, scoresAre: learned ? 'probabilities' : 'shares', query, ...(mode !== 'keyword' && !meaning ? { degraded: ['vectors'] } : {}) }, lost };
}

/** What both sides found, in the order of their scores. */
interface Found {
  readonly filter: MemoryFilter;
  readonly fused: readonly Ranked<VectorCandidate>[];
  /** Vector ids of what is of a time that the question speaks of, and holds some of its words. */
  readonly timely: ReadonlySet<number>;
  /** Undefined where the vectors were not asked or are away. */
  readonly meaning: Meaning | undefined;
  /** Undefined where what agents stated does not count. */
  readonly stated: StatedStart | undefined;
  readonly nowMs: number;
  readonly topK: number;
}

interface RankedChunks {
  readonly ranked: readonly RankedChunk[];
  readonly lost: boolean;
}

/** By the two scores alone. */
async function rankByScores({ record }: SearchFlowParts, { filter, fused, nowMs, topK }: Found): Promise<RankedChunks> {
  let lost = false;
  const read = async (vectorIds: readonly number[]): Promise<readonly ChunkView[]> => {
    const views = await record.readChunks({ vectorIds }, filter);
    lost ||= views.length < vectorIds.length;
    return views;
  };
  const ranked = await rankChunks(fused, { read, nowMs, topK: topK + DIVERSITY_DEPTH });
  return { ranked, lost };
}

/** The best by all that is known of them and of what stands beside them; see `@ltmc/ranking`. */
async function rankLearned(parts: SearchFlowParts, { filter, fused, timely, meaning, stated: start, nowMs, topK }: Found, asked: Promise<AskedWords>): Promise<RankedChunks> {
  const { record, known, tokenCosines, rankingModel, watchRanking } = parts;
  const count = Math.max(RANKED, RANKED_PER_HIT * topK);
  const best = new Map(fused.filter(({ candidate: { id } }, place) => place < count || timely.has(id)).map(({ candidate: { id, semantic } }) => [id, semantic]));
  // The past keeps no signatures: some would still be there, and some not.
  const tokens = filter.asOfMs === undefined ? (meaning?.tokens ?? new Float32Array()) : new Float32Array();
  const readPool = async (): Promise<Pool & { readonly stated: StatedSignals }> => {
    const stated = start ? await statedSignals(parts, { ...start, filter, found: best, meaning }) : NOTHING_STATED;
    const pool = await gatherPool(new Map([...best, ...stated.led]), {
      record, filter, known,
      signals: {
        similarities: async (ids) => meaning?.similarities(ids) ?? new Map(),
        tokenCosines: async (ids) => (tokens.length === 0 ? [] : tokenCosines(tokens, ids)),
      },
    });
    return { ...pool, stated };
  };
  const [{ chunks, lost, stated }, query, model] = await Promise.all([readPool(), asked, rankingModel()]);
  return { ranked: rankPool(chunks, { query, model, nowMs, stated, watch: watchRanking }), lost };
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

function withoutRepeats(found: readonly (readonly TextHit[])[]): readonly TextHit[] {
  return [...new Map(found.flat().map((hit) => [hit.vectorId, hit])).values()];
}

function candidatesOf(text: readonly TextHit[], semantic: readonly VectorHit[]): VectorCandidate[] {
  const keyword = new Map(text.map(({ vectorId, score }) => [vectorId, score]));
  const cosine = new Map(semantic.map(({ vectorId, similarity }) => [vectorId, similarity]));
  return [...new Set([...keyword.keys(), ...cosine.keys()])].map((id) => ({ id, semantic: cosine.get(id) ?? null, keyword: keyword.get(id) ?? null }));
}

function hitOf(ranked: RankedChunk, explain: boolean): MemoryHit {
  const { candidate: { view, semantic }, score, scoreAlone, why } = ranked;
  const { kind, resourceId, chunkId, chunkIndex, content, heading, fileName, resourceType, version, agentId, tags } = view;
  return { kind, resourceId, chunkId, chunkIndex, content, heading, similarity: semantic, score, scoreAlone, why, ...(explain && ranked.features ? { features: ranked.features } : {}), fileName, resourceType, version, createdAtMs: view.recordedAtMs, agentId, tags, messageId: null, message: null };
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
