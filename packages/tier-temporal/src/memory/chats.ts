import { randomUUID } from 'node:crypto';
import type { ChatRecord, ConversationSummary, ForgetCounts, MessageFilter, MessageInput, MessageView, StoredMessage } from '@ltmc/contracts';
import { decodeCursor, FIRST_PAGE, pageOf } from '../page-cursor.js';
import { statedUse } from '../stated-use.js';
import { requireStorableMessage } from '../storable.js';
import type { MemoryAccess } from './access.js';
import { addLinks, createMemoryLinks, requireChunks } from './links.js';
import { isCurrent, type MemoryMessage, type MemoryState, type MemoryVersion } from './state.js';
import * as writes from './writes.js';

/** Conversations of the reference driver. */
export function createMemoryChats(access: MemoryAccess): ChatRecord {
  const { open, write, rehearse } = access;
  return {
    log: async (input, claim) => {
      requireStorableMessage(input);
      return write({ namespace: input.namespace, claim, atMs: input.recordedAtMs }, () => log(open(), input));
    },
    read: async (namespace, { messageIds = [], resourceIds = [] }) => visible(open(), namespace)
      .filter(({ messageId, version }) => messageIds.includes(messageId) || resourceIds.includes(version.resourceId))
      .map(toView),
    list: async (namespace, filter, { limit, cursor }) => {
      const after = cursor === undefined ? FIRST_PAGE : decodeCursor(cursor);
      const rest = passing(open(), namespace, filter).filter(({ timestampMs, messageId }) => timestampMs < after.atMs || (timestampMs === after.atMs && messageId < after.id)).toReversed();
      const { page, next } = pageOf(rest, limit, ({ timestampMs, messageId }) => ({ atMs: timestampMs, id: messageId }));
      return { messages: page, ...next };
    },
    around: async (namespace, messageId, { before, after }) => {
      const one = visible(open(), namespace).find((message) => message.messageId === messageId);
      const all = one ? passing(open(), namespace, { conversationId: one.input.conversationId }) : [];
      const place = all.findIndex((message) => message.messageId === messageId);
      return [...all.slice(Math.max(0, place - before), Math.max(0, place)), ...all.slice(place + 1, place + 1 + after)];
    },
    conversations: async (namespace, limit) => grouped(passing(open(), namespace, {}), ({ conversationId }) => conversationId)
      .map(({ key, messages }): ConversationSummary => ({ conversationId: key, messageCount: messages.length, firstMs: messages.at(0)?.timestampMs ?? 0, lastMs: messages.at(-1)?.timestampMs ?? 0 }))
      .toSorted((a, b) => b.lastMs - a.lastMs || byName(a.conversationId, b.conversationId))
      .slice(0, limit),
    count: async (namespace, filter) => passing(open(), namespace, filter).length,
    forget: async (namespace, conversationId, options, claim) => {
      const work = (): ReturnType<typeof forget> => forget(open(), namespace, conversationId, options);
      return options.dryRun === true ? rehearse(namespace, work) : write({ namespace, claim, atMs: options.atMs }, work);
    },
    undoForget: async (namespace, conversationId, options, claim) => write({ namespace, claim, atMs: options.atMs }, () => {
      const restored = writes.restoreVersions(open(), versionsOf(open(), namespace, conversationId), options);
      return counted(open(), restored);
    }),
    ...createMemoryLinks(access),
    sourceTools: async (namespace) => grouped(passing(open(), namespace, {}), ({ sourceTool }) => sourceTool)
      .map(({ key, messages }) => ({ name: key, usageCount: messages.length, lastUsedMs: messages.at(-1)?.timestampMs ?? 0 }))
      .toSorted((a, b) => b.usageCount - a.usageCount || byName(a.name, b.name)),
    conversationsOf: async (namespace, sourceTool, limit) => grouped(passing(open(), namespace, { sourceTool }), ({ conversationId }) => conversationId)
      .map(({ key, messages }) => ({ conversationId: key, usageCount: messages.length, lastUsedMs: messages.at(-1)?.timestampMs ?? 0 }))
      .toSorted((a, b) => b.lastUsedMs - a.lastUsedMs || byName(a.conversationId, b.conversationId))
      .slice(0, limit),
  };
}

function log(state: MemoryState, input: MessageInput): writes.Done<StoredMessage> {
  const { namespace, conversationId, content, metadata, agentId, sessionId, chunks, recordedAtMs, fingerprint, usedChunks = [] } = input;
  requireChunks(state, namespace, usedChunks);
  const { resourceId, result } = writes.storeVersion(state, {
    namespace, kind: 'message', conversationId, fileName: randomUUID(), content, resourceType: 'message', tags: [], metadata, validFromMs: null, expiresAtMs: null,
    agentId, sessionId, chunks, recordedAtMs, ...(fingerprint === undefined ? {} : { fingerprint }),
  });
  const version = state.versions.at(-1);
  if (!version) throw new Error('the version was added a moment ago');
  version.saidAtMs = input.timestampMs;
  const messageId = ++state.lastMessageId;
  const message = { messageId, input, version, linksDue: input.linkContext === true };
  state.messages.push(message);
  if (usedChunks.length > 0) addLinks(state, message, usedChunks.map(statedUse), recordedAtMs);
  const { chunkIds, vectorIds, pendingChunks, seq } = result;
  return { resourceId, result: { messageId, resourceId, chunkIds, vectorIds, pendingChunks, seq } };
}

/** Those not forgotten, in order. */
export function visible(state: MemoryState, namespace: string): MemoryMessage[] {
  return state.messages
    .filter(({ input, version }) => input.namespace === namespace && isCurrent(version))
    .toSorted((a, b) => a.input.timestampMs - b.input.timestampMs || a.messageId - b.messageId);
}

function passing(state: MemoryState, namespace: string, { conversationId, sourceTool, untilMs = Infinity }: MessageFilter): MessageView[] {
  return visible(state, namespace).map(toView).filter((message) =>
    (conversationId === undefined || message.conversationId === conversationId) && (sourceTool === undefined || message.sourceTool === sourceTool) && message.timestampMs < untilMs);
}

function toView({ messageId, input, version: { resourceId, recordedAtMs } }: MemoryMessage): MessageView {
  const { conversationId, role, content, agentName, sourceTool, metadata, timestampMs, agentId, sessionId } = input;
  return { messageId, resourceId, conversationId, role, content, agentName, sourceTool, metadata, timestampMs, agentId, sessionId, recordedAtMs };
}

function versionsOf({ versions }: MemoryState, namespace: string, conversationId: string): MemoryVersion[] {
  return versions.filter(({ input }) => input.namespace === namespace && input.conversationId === conversationId);
}

function forget(state: MemoryState, namespace: string, conversationId: string, options: Parameters<ChatRecord['forget']>[2]): writes.Done<ForgetCounts> | undefined {
  const touched = writes.forgetVersions(state, versionsOf(state, namespace, conversationId), options);
  const done = counted(state, touched);
  if (options.purge === true && options.dryRun !== true) {
    const gone = new Set(state.messages.filter(({ version }) => touched.includes(version)).map(({ messageId }) => messageId));
    state.messages = state.messages.filter(({ messageId }) => !gone.has(messageId));
    state.links = state.links.filter(({ messageId }) => !gone.has(messageId));
  }
  return done;
}

function counted(state: MemoryState, versions: readonly MemoryVersion[]): writes.Done<ForgetCounts> | undefined {
  const [first] = versions;
  if (!first) return undefined;
  const messages = new Set(state.messages.filter(({ version }) => versions.includes(version)).map(({ messageId }) => messageId));
  const links = state.links.filter(({ messageId }) => messages.has(messageId)).length;
  return { resourceId: first.resourceId, result: { resources: 0, chunks: writes.chunksIn(versions), messages: messages.size, links } };
}

/** Groups by what is not null, each in the order given. */
function grouped(messages: readonly MessageView[], keyOf: (message: MessageView) => string | null): { key: string; messages: MessageView[] }[] {
  const groups = new Map<string, MessageView[]>();
  for (const message of messages) {
    const key = keyOf(message);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  return [...groups].map(([key, held]) => ({ key, messages: held }));
}

function byName(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
