import { randomUUID } from 'node:crypto';
import { StoreClosedError, type ChunkView, type MemoryFilter, type PendingHead, type RecordStore, type ResourcePage, type ResourceSummary, type TextHit } from '@ltmc/contracts';
import { requireFence } from '../fence-rules.js';
import { kindsOf } from '../kinds.js';
import { decodeCursor, FIRST_PAGE, pageOf } from '../page-cursor.js';
import { aroundText } from '../words/index-terms.js';
import { queryTerms } from '../words/query-terms.js';
import { adjacentChunks } from './adjacent-chunks.js';
import { bm25, usesOf, terms } from './bm25.js';
import { countWords, respell } from './count-words.js';
import { createMemoryAccess } from './access.js';
import { createMemoryFences } from './fences.js';
import { createMemoryOverview } from './overview.js';
import * as embeddings from './embeddings.js';
import { atMsOf, currentOf, isCurrent, kindOf, newestChange, namespacesOf, passes, toView, versionsOf, wasCurrent, type MemoryChunk, type MemoryState, type MemoryVersion } from './state.js';
import { createMemoryWrites } from './record-writes.js';
import { statementsAbout, statementsExist } from './statements.js';
import * as writes from './writes.js';

/** Reference driver: the shortest code that meets the contract. Nothing survives the process; words are compared whole, not by stem. */
export function createMemoryRecord(): RecordStore {
  let state: MemoryState | undefined = { versions: [], changes: [], answers: new Map(), messages: [], attempts: [], patterns: [], todos: [], links: [], active: undefined, building: undefined, retired: [], lastResourceId: 0, lastVectorId: 0, lastMessageId: 0, edges: [], lastEdgeId: 0, fences: new Map() };
  const open = (): MemoryState => {
    if (!state) throw new StoreClosedError('temporal/memory');
    return state;
  };
  const found = (filter: MemoryFilter): MemoryVersion[] => open().versions.filter((version) => passes(version, filter));
  const asked = createMemoryWrites(createMemoryAccess(open));
  const close = async (): Promise<void> => { state = undefined; };

  return {
    capabilities: { driver: 'memory', durable: false, multiProcess: false },
    recordId: randomUUID(),
    ...asked,
    fences: createMemoryFences(open),
    fenced: (fence) => createMemoryWrites(createMemoryAccess(open, requireFence(fence))),
    overview: createMemoryOverview(open, asked.todos),

    keptAnswer: async (namespace, claim, atMs) => writes.findAnswer(open(), namespace, claim, atMs),
    settleAnswer: async (namespace, tool, key, answer) => { writes.settleAnswer(open(), namespace, tool, key, answer); },

    getVersion: async (namespace, ref, { version, asOfMs } = {}) => {
      const wanted = versionsOf(open(), { namespace, kind: 'memory' }, ref).find((candidate) => candidate.forgottenAtMs === null
        && (version === undefined || candidate.version === version)
        && (asOfMs === undefined || wasCurrent(candidate, asOfMs))
        && (version !== undefined || asOfMs !== undefined || isCurrent(candidate)));
      return wanted && toView(wanted);
    },
    fileName: async (namespace, resourceId) => versionsOf(open(), { namespace, kind: 'memory' }, { resourceId }).at(-1)?.input.fileName,
    listVersions: async (namespace, resourceId) => versionsOf(open(), { namespace, kind: 'memory' }, { resourceId })
      .filter(({ forgottenAtMs }) => forgottenAtMs === null)
      .map((held) => {
        const { version, recordedAtMs, supersededAtMs, chunkCount, agentId } = toView(held);
        return { version, recordedAtMs, supersededAtMs, chunkCount, agentId };
      })
      .toReversed(),
    listResources: async ({ kinds: _kinds, ...filter }, page) => resourcePage(found(filter), page),

    searchText: async (text, filter, limit) => rank(text, found(filter), limit),
    scoreText: async (text, filter, vectorIds) => rank(text, found(filter), Infinity).filter(({ vectorId }) => vectorIds.includes(vectorId)),
    respell: async (words, filter) => respell(open(), found(filter), words),
    wordFrequencies: async (words) => countWords(open(), words),
    adjacentChunks: async (vectorIds, filter) => adjacentChunks(open(), vectorIds, filter),
    passing: async (vectorIds, filter) => found(filter).flatMap(({ chunks }) => chunks.map(({ vectorId }) => vectorId)).filter((vectorId) => vectorIds.includes(vectorId)),
    statementsExist: async () => statementsExist(open()),
    statementsAbout: async (namespace, vectorIds, validAtMs) => statementsAbout(open(), namespace, vectorIds, validAtMs),
    allowedVectors: async (filter, fingerprint, most = Infinity) => {
      embeddings.requireActive(open(), fingerprint);
      const { namespace, validAtMs: _validAtMs, kinds: _kinds, tags = [], conversationId, ...fields } = filter;
      const [kind = 'memory', ...others] = kindsOf(filter);
      const current = currentOf(open(), { namespace, kind });
      const allowed = open().versions.filter((version) => isCurrent(version) && passes(version, filter));
      const ofConversation = conversationId !== undefined && kind === 'message';
      const unfiltered = others.length === 0 && !ofConversation && tags.length === 0 && Object.values(fields).every((field) => field === undefined);
      if (unfiltered && allowed.length === current.length) return undefined;
      return Float64Array.from(embeddings.embedded(allowed, fingerprint).slice(0, most + 1), ({ vectorId }) => vectorId).toSorted();
    },
    vectorsAsOf: async (filter, fingerprint) => {
      embeddings.requireActive(open(), fingerprint);
      return embeddings.embedded(found(filter), fingerprint);
    },
    readChunks: async ({ chunkIds = [], vectorIds = [] }, filter) => found(filter)
      .flatMap(({ chunks }) => chunks)
      .filter(({ chunkId, vectorId }) => chunkIds.includes(chunkId) || vectorIds.includes(vectorId))
      .map(toChunkView),

    lastSeq: async () => open().changes.length,
    changesAfter: async (seq, limit) => open().changes.slice(seq, seq + limit),
    kindVersions: async (namespace, kinds) => kinds.map((kind) => newestChange(open(), namespace, kind)?.seq ?? 0),
    kindStates: async (namespace, kinds) => kinds.map((kind) => {
      const newest = newestChange(open(), namespace, kind);
      return newest ? `${newest.seq}@${newest.atMs}` : '0';
    }),
    nextValidityChange: async (namespace, afterMs) => {
      const bounds = open().versions.filter((version) => isCurrent(version) && version.input.namespace === namespace).flatMap(({ input }) => [input.validFromMs, input.expiresAtMs]);
      const later = bounds.filter((bound): bound is number => bound !== null && bound > afterMs);
      return later.length === 0 ? undefined : Math.min(...later);
    },
    currentVectors: async (of, fingerprint, ranges) => embeddings.embedded(currentOf(open(), of), fingerprint)
      .filter(({ vectorId }) => ranges.some(({ first, last }) => first <= vectorId && vectorId <= last)),
    currentVectorsAfter: async (of, fingerprint, after, limit) => embeddings.embedded(currentOf(open(), of), fingerprint)
      .filter(({ vectorId }) => vectorId > after)
      .slice(0, limit),

    embeddedIds: async (fingerprint, { first, last }, limit) => embeddings.embeddedTexts(open(), fingerprint)
      .map(({ vectorId }) => vectorId)
      .filter((vectorId) => first <= vectorId && vectorId <= last)
      .slice(0, limit),
    embeddedTexts: async (fingerprint, vectorIds) => embeddings.embeddedTexts(open(), fingerprint).filter(({ vectorId }) => vectorIds.includes(vectorId)),

    activeFingerprint: async () => open().active,
    startReembed: async (fingerprint) => { embeddings.startReembed(open(), fingerprint); },
    embeddingProgress: async (fingerprint) => embeddings.embeddingProgress(open(), fingerprint),
    finishReembed: async (fingerprint, atMs) => embeddings.finishReembed(open(), fingerprint, atMs),
    retiredFingerprints: async () => [...open().retired],
    dropRetired: async (limit) => embeddings.dropRetired(open(), limit),

    claimPending: async (options) => embeddings.claimPending(open(), options),
    storeEmbeddings: async (fingerprint, rows, atMs) => embeddings.storeEmbeddings(open(), fingerprint, rows, atMs),
    releaseClaims: async (owner) => { embeddings.releaseClaims(open(), owner); },
    countPending: async (namespace, resourceId) => countPending(open(), namespace, resourceId),
    peekPending: async (namespace, limit) => peekPending(open(), namespace, limit),
    namespaces: async () => namespacesOf(open()),
    stats: async (namespace) => {
      const current = currentOf(open(), { namespace, kind: 'memory' });
      return { resources: current.length, chunks: current.flatMap(({ chunks }) => chunks).length, pendingChunks: countPending(open(), namespace) };
    },

    close,
    [Symbol.asyncDispose]: close,
  };
}

function countPending(state: MemoryState, namespace: string, resourceId?: number): number {
  return embeddings.pendingChunks(state, 'active').filter(({ version }) =>
    isCurrent(version) && version.input.namespace === namespace && (resourceId === undefined || version.resourceId === resourceId)).length;
}

function peekPending(state: MemoryState, namespace: string, limit: number): PendingHead {
  const head = embeddings.pendingChunks(state, 'active').filter(({ version }) => isCurrent(version)).slice(0, limit);
  return { chunks: head.length, ownChunkIds: head.filter(({ version }) => version.input.namespace === namespace).map(({ chunkId }) => chunkId) };
}

function rank(text: string, versions: readonly MemoryVersion[], limit: number): TextHit[] {
  const chunks = versions.flatMap(({ chunks: held }) => held);
  const scores = bm25(queryTerms(text), chunks.map(({ input, version }) => ({ content: input.content, context: aroundText(input, version.input) })));
  return chunks
    .map(({ chunkId, vectorId }, index) => ({ chunkId, vectorId, score: scores[index] ?? 0 }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.chunkId - b.chunkId)
    .slice(0, limit);
}

function resourcePage(versions: readonly MemoryVersion[], { text = '', limit, cursor }: { text?: string; limit: number; cursor?: string }): ResourcePage {
  const after = cursor === undefined ? FIRST_PAGE : decodeCursor(cursor);
  const matching = versions
    .filter((version) => matches(version, text.trim()))
    .map(toSummary)
    .toSorted((a, b) => b.updatedAtMs - a.updatedAtMs || b.resourceId - a.resourceId);
  const rest = matching.filter(({ updatedAtMs, resourceId }) =>
    updatedAtMs < after.atMs || (updatedAtMs === after.atMs && resourceId < after.id));
  const { page, next } = pageOf(rest, limit, ({ updatedAtMs, resourceId }) => ({ atMs: updatedAtMs, id: resourceId }));
  return { resources: page, totalCount: matching.length, ...next };
}

function matches({ input }: MemoryVersion, text: string): boolean {
  if (input.fileName.toLowerCase().includes(text.toLowerCase())) return true;
  const wanted = queryTerms(text).map(usesOf);
  const held = input.chunks.flatMap(({ content }) => terms(content));
  return wanted.length > 0 && wanted.every((uses) => uses(held) > 0);
}

function toSummary(version: MemoryVersion): ResourceSummary {
  const { resourceId, fileName, resourceType, version: number, chunkCount, recordedAtMs } = toView(version);
  return { resourceId, fileName, resourceType, version: number, chunkCount, updatedAtMs: recordedAtMs };
}

function toChunkView({ chunkId, vectorId, chunkIndex, input, version: held }: MemoryChunk): ChunkView {
  const { resourceId, fileName, resourceType, version, tags, agentId, recordedAtMs } = toView(held);
  const { content, startOffset, endOffset, heading, context = null } = input;
  return { kind: kindOf(held), chunkId, vectorId, chunkIndex, content, startOffset, endOffset, heading, context, resourceId, fileName, resourceType, version, tags, agentId, recordedAtMs, atMs: atMsOf(held) };
}
