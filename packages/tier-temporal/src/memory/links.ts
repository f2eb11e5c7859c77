import type { ChatRecord, ContextLink, ContextLinkInput } from '@ltmc/contracts';
import { linkTargetsMissing, messageMissing } from '../refusals.js';
import type { MemoryAccess } from './access.js';
import { isMissing } from './embeddings.js';
import { currentOf, isCurrent, type MemoryMessage, type MemoryState } from './state.js';

type Links = Pick<ChatRecord, 'link' | 'linksDue' | 'linkDue' | 'linksOf' | 'linksTo' | 'linkStatistics'>;

/** Context links of the reference driver. */
export function createMemoryLinks({ open, write }: MemoryAccess): Links {
  const links = (namespace: string): ContextLink[] => linksIn(open(), namespace);
  return {
    link: async (namespace, messageId, named, atMs, claim) => write({ namespace, claim, atMs }, () => {
      const message = find(open(), namespace, messageId);
      if (!message) throw messageMissing(messageId);
      requireChunks(open(), namespace, named.map(({ chunkId }) => chunkId));
      return { resourceId: message.version.resourceId, result: addLinks(open(), message, named, atMs) };
    }),
    linksDue: async (limit) => open().messages
      .filter(({ linksDue, version }) => linksDue && isCurrent(version) && version.chunks.every((chunk) => !isMissing(open(), chunk, 'active')))
      .slice(0, limit)
      .map(({ messageId, version: { input: { namespace }, resourceId, chunks } }) => ({
        namespace, messageId, resourceId, vectors: { first: chunks.at(0)?.vectorId ?? 1, last: chunks.at(-1)?.vectorId ?? 0 },
      })),
    linkDue: async (namespace, messageId, named, atMs) => {
      const due = open().messages.find((message) => message.messageId === messageId);
      if (due) due.linksDue = false;
      const message = find(open(), namespace, messageId);
      const chunks = currentChunks(open(), namespace);
      const left = named.filter(({ chunkId }) => chunks.has(chunkId)).map((link) => ({ ...link, automatic: true }));
      return message && left.length > 0 ? addLinks(open(), message, left, atMs) : [];
    },
    linksOf: async (namespace, messageIds) => links(namespace)
      .filter(({ messageId }) => messageIds.includes(messageId))
      .toSorted((a, b) => a.messageId - b.messageId || b.strength - a.strength || a.chunkId - b.chunkId),
    linksTo: async (namespace, chunkIds, limit) => {
      const saidAt = (messageId: number): number => find(open(), namespace, messageId)?.input.timestampMs ?? 0;
      return links(namespace)
        .filter(({ chunkId }) => chunkIds.includes(chunkId))
        .toSorted((a, b) => saidAt(b.messageId) - saidAt(a.messageId) || b.messageId - a.messageId || a.chunkId - b.chunkId)
        .slice(0, limit);
    },
    linkStatistics: async (namespace) => {
      const all = links(namespace);
      const chunks = currentChunks(open(), namespace);
      const byChunk = counts(all.map(({ chunkId }) => chunkId)).toSorted((a, b) => b.count - a.count || a.key - b.key).slice(0, 10);
      const byDay = counts(all.map(({ createdAtMs }) => new Date(createdAtMs).toISOString().slice(0, 10))).toSorted((a, b) => (a.key < b.key ? 1 : -1)).slice(0, 30);
      return {
        links: all.length,
        chunks: new Set(all.map(({ chunkId }) => chunkId)).size,
        messages: new Set(all.map(({ messageId }) => messageId)).size,
        mostReferenced: byChunk.map(({ key, count }) => ({ chunkId: key, resourceId: chunks.get(key) ?? 0, links: count })),
        perDay: byDay.map(({ key, count }) => ({ day: key, links: count })),
      };
    },
  };
}

/** @throws LtmcError `LTMC_NOT_FOUND` */
export function requireChunks(state: MemoryState, namespace: string, chunkIds: readonly number[]): void {
  const chunks = currentChunks(state, namespace);
  const missing = chunkIds.filter((chunkId) => !chunks.has(chunkId));
  if (missing.length > 0) throw linkTargetsMissing(missing);
}

function find({ messages }: MemoryState, namespace: string, messageId: number): MemoryMessage | undefined {
  return messages.find((message) => message.messageId === messageId && message.input.namespace === namespace && isCurrent(message.version));
}

/** Chunks of current memories, with the memory each belongs to. */
function currentChunks(state: MemoryState, namespace: string): ReadonlyMap<number, number> {
  return new Map(currentOf(state, { namespace, kind: 'memory' }).flatMap(({ chunks, resourceId }) => chunks.map(({ chunkId }): [number, number] => [chunkId, resourceId])));
}

/** Those whose message and chunk are both current. */
function linksIn(state: MemoryState, namespace: string): ContextLink[] {
  const chunks = currentChunks(state, namespace);
  return state.links.filter(({ messageId, chunkId }) => chunks.has(chunkId) && find(state, namespace, messageId) !== undefined);
}

export function addLinks(state: MemoryState, { messageId, input: { namespace }, version: { resourceId } }: MemoryMessage, named: readonly ContextLinkInput[], atMs: number): ContextLink[] {
  let changed = false;
  for (const { chunkId, strength, automatic } of named) {
    const old = state.links.find((link) => link.messageId === messageId && link.chunkId === chunkId);
    const next = { messageId, chunkId, strength: Math.max(strength, old?.strength ?? 0), automatic: automatic && (old?.automatic ?? true), createdAtMs: old?.createdAtMs ?? atMs };
    if (old && old.strength === next.strength && old.automatic === next.automatic) continue;
    state.links = [...state.links.filter((link) => link !== old), next];
    changed = true;
  }
  if (changed) state.changes.push({ seq: state.changes.length + 1, namespace, kind: 'message', op: 'linked', resourceId, version: 0, vectors: { first: 1, last: 0 }, atMs });
  const wanted = new Set(named.map(({ chunkId }) => chunkId));
  return linksIn(state, namespace).filter((link) => link.messageId === messageId && wanted.has(link.chunkId)).toSorted((a, b) => b.strength - a.strength || a.chunkId - b.chunkId);
}

function counts<Key>(keys: readonly Key[]): { key: Key; count: number }[] {
  const found = new Map<Key, number>();
  for (const key of keys) found.set(key, (found.get(key) ?? 0) + 1);
  return [...found].map(([key, count]) => ({ key, count }));
}
