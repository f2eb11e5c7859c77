import type { ClaimOptions, EmbeddingFingerprint, EmbeddingProgress, KindOf, PendingChunk, VectorEntry } from '@ltmc/contracts';
import { RECORD_KINDS } from '../kinds.js';
import { LONGEST_CLAIM_MS } from '../longest-claim.js';
import { fingerprintMismatch, wrongDimension } from '../refusals.js';
import { isCurrent, kindOf, logChange, namespacesOf, type MemoryChunk, type MemoryState, type MemoryVersion, type Queue } from './state.js';

/** Whether a chunk has no embedding of the queue's model. */
export function isMissing(state: MemoryState, { vectors }: MemoryChunk, queue: Queue): boolean {
  const model = state[queue];
  return model === undefined || !vectors.has(model.id);
}

/** Chunks without an embedding; those of superseded versions last. */
export function pendingChunks(state: MemoryState, queue: Queue): MemoryChunk[] {
  return reachable(state)
    .filter((chunk) => isMissing(state, chunk, queue))
    .toSorted((a, b) => Number(isCurrent(b.version)) - Number(isCurrent(a.version)) || a.chunkId - b.chunkId);
}

function reachable(state: MemoryState): MemoryChunk[] {
  return state.versions.filter(({ forgottenAtMs }) => forgottenAtMs === null).flatMap(({ chunks }) => chunks);
}

export function claimPending(state: MemoryState, { fingerprint, owner, limit, nowMs, claimForMs, resourceId }: ClaimOptions): PendingChunk[] {
  const queue = queueOf(state, fingerprint);
  const isFree = (untilMs = 0): boolean => untilMs <= nowMs || untilMs > nowMs + LONGEST_CLAIM_MS;
  const free = pendingChunks(state, queue).filter(({ claims, version }) =>
    isFree(claims.get(queue)?.untilMs) && (resourceId === undefined || version.resourceId === resourceId));
  return free.slice(0, limit).map((chunk) => {
    chunk.claims.set(queue, { owner, untilMs: nowMs + Math.min(claimForMs, LONGEST_CLAIM_MS) });
    return textOf(chunk);
  });
}

function textOf({ chunkId, vectorId, input: { content, heading, context = null }, version: { input: { namespace } } }: MemoryChunk): PendingChunk {
  return { chunkId, vectorId, namespace, content, heading, context };
}

/** The current chunks that have an embedding of the model, newest first. */
export function embeddedTexts(state: MemoryState, fingerprint: string): PendingChunk[] {
  return state.versions
    .filter(isCurrent)
    .flatMap(({ chunks }) => chunks.filter(({ vectors }) => vectors.has(fingerprint)).map(textOf))
    .toSorted((a, b) => b.vectorId - a.vectorId);
}

export function releaseClaims(state: MemoryState, owner: string): void {
  for (const { claims } of reachable(state)) {
    for (const [queue, claim] of claims) if (claim.owner === owner) claims.delete(queue);
  }
}

export function storeEmbeddings(state: MemoryState, fingerprint: EmbeddingFingerprint, rows: readonly VectorEntry[], atMs: number): number {
  const odd = rows.find(({ vector }) => vector.length !== fingerprint.dimension);
  if (odd) throw wrongDimension(odd.vector.length, fingerprint);
  const queue = queueOf(state, fingerprint.id);
  state[queue] = fingerprint;
  const given = new Map(rows.map(({ vectorId, vector }) => [vectorId, vector]));
  for (const version of state.versions) {
    const added = version.chunks.filter((chunk) => isMissing(state, chunk, queue) && given.has(chunk.vectorId));
    for (const { vectors, vectorId } of added) vectors.set(fingerprint.id, Float32Array.from(given.get(vectorId) ?? []));
    if (added.length > 0 && queue === 'active') logChange(state, 'embedded', { ...version, chunks: added }, atMs);
  }
  return state.changes.length;
}

/** The embeddings that the versions' chunks have, ascending. */
export function embedded(versions: readonly MemoryVersion[], fingerprint: string): VectorEntry[] {
  return versions
    .flatMap(({ chunks }) => chunks)
    .flatMap(({ vectorId, vectors }): VectorEntry[] => {
      const vector = vectors.get(fingerprint);
      return vector ? [{ vectorId, vector }] : [];
    })
    .toSorted((a, b) => a.vectorId - b.vectorId);
}

/** @throws LtmcError `LTMC_FINGERPRINT_MISMATCH` when another model is active. */
export function requireActive({ active }: MemoryState, given: string): void {
  if (active && active.id !== given) throw fingerprintMismatch(active, given);
}

export function startReembed(state: MemoryState, fingerprint: EmbeddingFingerprint): void {
  if (state.building?.id === fingerprint.id) return;
  if (state.building) state.retired.push(state.building);
  state.building = undefined;
  for (const { claims } of state.versions.flatMap(({ chunks }) => chunks)) claims.delete('building');
  if (!state.active) state.active = fingerprint;
  if (state.active.id === fingerprint.id) return;
  state.retired = state.retired.filter(({ id }) => id !== fingerprint.id);
  state.building = fingerprint;
}

export function embeddingProgress(state: MemoryState, fingerprint: string): EmbeddingProgress {
  return { total: reachable(state).length, missing: pendingChunks(state, queueOf(state, fingerprint)).length };
}

export function finishReembed(state: MemoryState, fingerprint: string, atMs: number): boolean {
  if (queueOf(state, fingerprint) === 'active') return true;
  if (pendingChunks(state, 'building').length > 0) return false;
  if (state.active) state.retired.push(state.active);
  state.active = state.building;
  state.building = undefined;
  for (const { claims } of state.versions.flatMap(({ chunks }) => chunks)) claims.clear();
  for (const { namespace, kind } of namespacesOf(state).flatMap((name) => kindsIn(state, name))) {
    state.changes.push({ seq: state.changes.length + 1, namespace, kind, op: 'reembedded', resourceId: 0, version: 0, vectors: { first: 1, last: 0 }, atMs });
  }
  return true;
}

/** Memories always, other kinds where there is one. */
function kindsIn(state: MemoryState, namespace: string): KindOf[] {
  const held = new Set(state.versions.filter(({ input }) => input.namespace === namespace).map(kindOf));
  return RECORD_KINDS.filter((kind) => kind === 'memory' || held.has(kind)).map((kind) => ({ namespace, kind }));
}

export function dropRetired(state: MemoryState, limit: number): number {
  let dropped = 0;
  for (const { vectors } of state.versions.flatMap(({ chunks }) => chunks)) {
    for (const { id } of state.retired) if (dropped < limit && vectors.delete(id)) dropped += 1;
  }
  if (dropped === 0) state.retired = [];
  return dropped;
}

/** @throws LtmcError `LTMC_FINGERPRINT_MISMATCH` when the model is neither active nor being built. */
function queueOf(state: MemoryState, fingerprint: string): Queue {
  if (state.building?.id === fingerprint) return 'building';
  requireActive(state, fingerprint);
  return 'active';
}
