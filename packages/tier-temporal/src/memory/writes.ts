import type { CarriedChunk, ForgetCounts, ForgetOptions, IdempotencyClaim, ResourceRef, StoredVersion, VersionInput, WriteOutcome } from '@ltmc/contracts';
import { identityHash } from '../identity-hash.js';
import { KEY_LIFETIME_MS } from '../key-lifetime.js';
import { idempotencyConflict, undoExpired } from '../refusals.js';
import { requireStorable } from '../storable.js';
import { forgetEdges, restoreEdges } from './edge-state.js';
import { isMissing, requireActive } from './embeddings.js';
import { isCurrent, kindOf, logChange, versionsOf, type MemoryState, type MemoryVersion } from './state.js';

/** What a write gives, and to which memory it belongs. */
export interface Done<Result> {
  readonly resourceId: number;
  readonly result: Result;
}

export interface Once<Result> {
  readonly namespace: string;
  readonly claim: IdempotencyClaim<Result> | undefined;
  readonly atMs: number;
}

/** Looks the key up before the work, keeps the answer after it; work that found nothing to do leaves the key unused. */
export function effectivelyOnce<Result>(state: MemoryState, { namespace, claim, atMs }: Once<Result>, work: () => Done<Result> | undefined): WriteOutcome<Result> | undefined {
  const kept = claim && findAnswer(state, namespace, claim, atMs);
  if (kept !== undefined) return { kind: 'replayed', answer: kept };
  const done = work();
  if (!done) return undefined;
  if (claim) state.answers.set(answerId(namespace, claim.tool, claim.key), { bodyHash: claim.bodyHash, resourceId: done.resourceId, atMs, answer: claim.answer(done.result) });
  return { kind: 'written', result: done.result };
}

/** @throws LtmcError `LTMC_IDEMPOTENCY_CONFLICT` */
export function findAnswer({ answers }: MemoryState, namespace: string, { tool, key, bodyHash }: Omit<IdempotencyClaim<never>, 'answer'>, atMs: number): string | undefined {
  const kept = answers.get(answerId(namespace, tool, key));
  if (!kept || kept.atMs <= atMs - KEY_LIFETIME_MS) return undefined;
  if (kept.bodyHash !== bodyHash) throw idempotencyConflict(tool);
  return kept.answer;
}

export function settleAnswer({ answers }: MemoryState, namespace: string, tool: string, key: string, answer: string): void {
  const kept = answers.get(answerId(namespace, tool, key));
  if (kept) kept.answer = answer;
}

function answerId(namespace: string, tool: string, key: string): string {
  return JSON.stringify([namespace, tool, key]);
}

export function storeVersion(state: MemoryState, input: VersionInput): Done<StoredVersion> {
  requireStorable(input);
  if (input.fingerprint !== undefined) requireActive(state, input.fingerprint);
  const newest = versionsOf(state, { namespace: input.namespace, kind: kindOf({ input }) }, { fileName: input.fileName }).at(-1);
  const contentHash = identityHash(input);
  if (newest && newest.forgottenAtMs === null && newest.contentHash === contentHash) return stored(state, newest, { unchanged: true, carried: [], seq: state.changes.length });
  const version: MemoryVersion = {
    resourceId: newest?.resourceId ?? ++state.lastResourceId,
    version: (newest?.version ?? 0) + 1,
    input,
    contentHash,
    recordedAtMs: Math.max(input.recordedAtMs, (newest?.recordedAtMs ?? -Infinity) + 1),
    supersededAtMs: null,
    forgottenAtMs: null,
    saidAtMs: null,
    chunks: [],
  };
  const before = newest && isCurrent(newest) ? newest.chunks : [];
  const carried: CarriedChunk[] = [];
  for (const [chunkIndex, chunk] of input.chunks.entries()) {
    const vectorId = ++state.lastVectorId;
    const same = before.find(({ input: old }) => old.content === chunk.content && old.heading === chunk.heading && (old.context ?? null) === (chunk.context ?? null));
    if (same) carried.push({ from: same.vectorId, to: vectorId });
    // Chunk ids are not the vector ids, so that a caller who mixes them up is found out.
    version.chunks.push({ chunkId: vectorId + 1_000_000, vectorId, chunkIndex, input: chunk, version, vectors: new Map(same?.vectors), claims: new Map() });
  }
  if (newest) {
    if (newest.forgottenAtMs === null) logChange(state, 'superseded', newest, version.recordedAtMs);
    newest.supersededAtMs = version.recordedAtMs;
  }
  state.versions.push(version);
  return stored(state, version, { unchanged: false, carried, seq: logChange(state, 'stored', version, version.recordedAtMs) });
}

function stored(state: MemoryState, { resourceId, version, recordedAtMs, chunks }: MemoryVersion, { unchanged, carried, seq }: Pick<StoredVersion, 'unchanged' | 'carried' | 'seq'>): Done<StoredVersion> {
  const result = {
    resourceId, version, unchanged, recordedAtMs, carried, seq,
    chunkIds: chunks.map(({ chunkId }) => chunkId),
    vectorIds: chunks.map(({ vectorId }) => vectorId),
    pendingChunks: chunks.filter((chunk) => isMissing(state, chunk, 'active')).length,
  };
  return { resourceId, result };
}

export function forget(state: MemoryState, namespace: string, ref: ResourceRef, options: ForgetOptions): Done<ForgetCounts> | undefined {
  const { dryRun = false, purge = false } = options;
  const versions = versionsOf(state, { namespace, kind: 'memory' }, ref);
  const hasSome = versions.some(({ forgottenAtMs }) => purge || forgottenAtMs === null);
  const links = hasSome ? forgetEdges(state, versions[0]?.resourceId ?? 0, { dryRun, purge }) : 0;
  return counted(forgetVersions(state, versions, options), () => links);
}

/** Hides or, with `purge`, removes what of the versions is not yet so, of whatever kind; those of one resource must all be given. @returns them. */
export function forgetVersions(state: MemoryState, versions: readonly MemoryVersion[], { dryRun = false, purge = false, atMs }: ForgetOptions): readonly MemoryVersion[] {
  const touched = versions.filter(({ forgottenAtMs }) => purge || forgottenAtMs === null);
  if (dryRun) return touched;
  for (const version of touched) {
    version.forgottenAtMs ??= atMs;
    for (const chunk of version.chunks) chunk.claims.clear();
    logChange(state, purge ? 'purged' : 'forgotten', version, atMs);
  }
  if (purge) {
    state.versions = state.versions.filter((version) => !touched.includes(version));
    const chunks = new Set(touched.flatMap((version) => version.chunks.map(({ chunkId }) => chunkId)));
    state.links = state.links.filter(({ chunkId }) => !chunks.has(chunkId));
    const gone = new Set(touched.map(({ resourceId }) => resourceId));
    for (const [id, { resourceId }] of state.answers) if (gone.has(resourceId)) state.answers.delete(id);
  }
  return touched;
}

export function undoForget(state: MemoryState, namespace: string, ref: ResourceRef, options: UndoOptions): Done<ForgetCounts> | undefined {
  return counted(restoreVersions(state, versionsOf(state, { namespace, kind: 'memory' }, ref), options), (resourceId) => restoreEdges(state, resourceId));
}

export interface UndoOptions {
  readonly notBeforeMs: number;
  readonly atMs: number;
}

/** Brings back what of the versions is hidden since `notBeforeMs`. @returns those. @throws LtmcError `LTMC_UNDO_EXPIRED` when all was hidden earlier. */
export function restoreVersions(state: MemoryState, versions: readonly MemoryVersion[], { notBeforeMs, atMs }: UndoOptions): readonly MemoryVersion[] {
  const hidden = versions.filter(({ forgottenAtMs }) => forgottenAtMs !== null);
  const restored = hidden.filter(({ forgottenAtMs }) => (forgottenAtMs ?? 0) >= notBeforeMs);
  if (hidden.length > 0 && restored.length === 0) throw undoExpired();
  for (const version of restored) {
    version.forgottenAtMs = null;
    logChange(state, 'restored', version, atMs);
  }
  return restored;
}

/** How many chunks the versions have. */
export function chunksIn(versions: readonly MemoryVersion[]): number {
  return versions.flatMap(({ chunks }) => chunks).length;
}

function counted(versions: readonly MemoryVersion[], links: (resourceId: number) => number): Done<ForgetCounts> | undefined {
  const [first] = versions;
  return first && { resourceId: first.resourceId, result: { resources: 1, chunks: chunksIn(versions), messages: 0, links: links(first.resourceId) } };
}
