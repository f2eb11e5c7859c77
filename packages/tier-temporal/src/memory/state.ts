import type { AttemptInput, Change, ChunkInput, ContextLink, EmbeddingFingerprint, KindOf, MemoryFilter, MessageInput, RecordKind, Relation, ResourceRef, TodoView, VersionInput, VersionView } from '@ltmc/contracts';
import { kindsOf } from '../kinds.js';

export interface MemoryChunk {
  readonly chunkId: number;
  readonly vectorId: number;
  readonly chunkIndex: number;
  readonly input: ChunkInput;
  readonly version: MemoryVersion;
  /** By `EmbeddingFingerprint.id`. */
  readonly vectors: Map<string, Float32Array>;
  /** Who embeds the chunk, for the active model and for the one being built. */
  readonly claims: Map<Queue, Claim>;
}

/** The model in use, and the one that is to take its place. */
export type Queue = 'active' | 'building';

export interface Claim {
  readonly owner: string;
  readonly untilMs: number;
}

export interface MemoryVersion {
  readonly resourceId: number;
  readonly version: number;
  readonly input: VersionInput;
  readonly contentHash: string;
  readonly recordedAtMs: number;
  supersededAtMs: number | null;
  forgottenAtMs: number | null;
  /** Of a message: its timestamp. */
  saidAtMs: number | null;
  readonly chunks: MemoryChunk[];
}

export interface KeptAnswer {
  readonly bodyHash: string;
  readonly resourceId: number;
  readonly atMs: number;
  answer: string;
}

/** What a message has beyond its version. */
export interface MemoryMessage {
  readonly messageId: number;
  readonly input: MessageInput;
  readonly version: MemoryVersion;
  /** Whether its automatic links are still to be made. */
  linksDue: boolean;
}

/** One try at some code. */
export interface MemoryAttempt {
  readonly attemptId: number;
  readonly patternId: number;
  readonly input: AttemptInput;
}

/** Attempts whose code is the same once normalised. */
export interface MemoryPattern {
  readonly patternId: number;
  readonly namespace: string;
  readonly fingerprint: string;
  readonly resourceIds: Set<number>;
}

export interface MemoryTodo {
  readonly namespace: string;
  view: TodoView;
}

/** A relation, and the memory whose forgetting hid it. */
export interface MemoryEdge {
  readonly namespace: string;
  relation: Relation;
  forgottenBy: number | null;
}

/** Everything there is. Versions stand in the order of their writing. */
export interface MemoryState {
  versions: MemoryVersion[];
  readonly changes: Change[];
  /** By JSON of [namespace, tool, key]. */
  readonly answers: Map<string, KeptAnswer>;
  active: EmbeddingFingerprint | undefined;
  building: EmbeddingFingerprint | undefined;
  retired: EmbeddingFingerprint[];
  messages: MemoryMessage[];
  readonly attempts: MemoryAttempt[];
  readonly patterns: MemoryPattern[];
  readonly todos: MemoryTodo[];
  links: ContextLink[];
  lastResourceId: number;
  lastMessageId: number;
  lastVectorId: number;
  edges: MemoryEdge[];
  lastEdgeId: number;
  /** Highest token seen, by JSON of [namespace, name]. */
  readonly fences: Map<string, number>;
}

export function isCurrent(version: MemoryVersion): boolean {
  return version.supersededAtMs === null && version.forgottenAtMs === null;
}

/** Current at the moment and not forgotten since. */
export function wasCurrent({ recordedAtMs, supersededAtMs, forgottenAtMs }: MemoryVersion, atMs: number): boolean {
  return forgottenAtMs === null && recordedAtMs <= atMs && (supersededAtMs === null || supersededAtMs > atMs);
}

/** In answers at the filter's time: current, or current then, not forgotten, and valid. */
export function isThere(version: MemoryVersion, { asOfMs, validAtMs }: MemoryFilter): boolean {
  const held = asOfMs === undefined ? isCurrent(version) : wasCurrent(version, asOfMs);
  return held && (version.input.validFromMs ?? -Infinity) <= validAtMs && (version.input.expiresAtMs ?? Infinity) > validAtMs;
}

export function passes(version: MemoryVersion, filter: MemoryFilter): boolean {
  const { input, recordedAtMs } = version;
  return isThere(version, filter)
    && input.namespace === filter.namespace
    && kindsOf(filter).includes(kindOf(version))
    && (filter.conversationId === undefined || kindOf(version) !== 'message' || input.conversationId === filter.conversationId)
    && (filter.resourceIds === undefined || filter.resourceIds.includes(version.resourceId))
    && (filter.resourceType === undefined || input.resourceType === filter.resourceType)
    && (filter.agentId === undefined || input.agentId === filter.agentId)
    && (filter.tags ?? []).every((tag) => input.tags.includes(tag))
    && recordedAtMs >= (filter.sinceMs ?? -Infinity) && recordedAtMs < (filter.untilMs ?? Infinity)
    && (filter.times === undefined || filter.times.some(({ fromMs, untilMs }) => atMsOf(version) >= fromMs && atMsOf(version) < untilMs));
}

/** `ChunkView.atMs` */
export function atMsOf({ saidAtMs, input, recordedAtMs }: MemoryVersion): number {
  return saidAtMs ?? input.validFromMs ?? input.toldAtMs ?? recordedAtMs;
}

export function kindOf({ input: { kind = 'memory' } }: Pick<MemoryVersion, 'input'>): RecordKind {
  return kind;
}

/** All current versions of a kind. */
export function currentOf(state: MemoryState, { namespace, kind }: KindOf): MemoryVersion[] {
  return state.versions.filter((version) => isCurrent(version) && version.input.namespace === namespace && kindOf(version) === kind);
}

/** All versions of a thing, oldest first. */
export function versionsOf(state: MemoryState, { namespace, kind }: KindOf, ref: ResourceRef): MemoryVersion[] {
  return state.versions.filter(({ input, resourceId }) =>
    input.namespace === namespace && kindOf({ input }) === kind && ('resourceId' in ref ? resourceId === ref.resourceId : input.fileName === ref.fileName));
}

export function logChange(state: MemoryState, op: Change['op'], { input, resourceId, version, chunks }: MemoryVersion, atMs: number): number {
  const seq = state.changes.length + 1;
  const vectors = { first: chunks.at(0)?.vectorId ?? 1, last: chunks.at(-1)?.vectorId ?? 0 };
  state.changes.push({ seq, namespace: input.namespace, kind: kindOf({ input }), op, resourceId, version, vectors, atMs });
  return seq;
}

export function newestChange({ changes }: MemoryState, namespace: string, kind: Change['kind']): Change | undefined {
  return changes.findLast((change) => change.namespace === namespace && change.kind === kind);
}

export function toView({ resourceId, version, input, recordedAtMs, supersededAtMs, chunks }: MemoryVersion): VersionView {
  const { fileName, resourceType, content, tags, metadata, validFromMs, expiresAtMs, agentId, sessionId } = input;
  return {
    resourceId, fileName, resourceType, version, content, tags, metadata, validFromMs, expiresAtMs, agentId, sessionId,
    recordedAtMs, supersededAtMs, chunkCount: chunks.length,
  };
}

export function namespacesOf({ changes }: MemoryState): string[] {
  return [...new Set(changes.map(({ namespace }) => namespace))];
}
