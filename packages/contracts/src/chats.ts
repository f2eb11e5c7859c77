import type { JsonObject } from './platform.js';
import type { ForgetCounts, ForgetOptions } from './record.js';
import type { VectorIdRange } from './vector.js';
import type { ChunkInput, IdempotencyClaim, WriteOutcome } from './versions.js';

export type ChatRole = 'user' | 'assistant' | 'system' | 'tool';

/** A message about to be kept. Every time is Unix epoch milliseconds, UTC. */
export interface MessageInput {
  readonly namespace: string;
  readonly conversationId: string;
  readonly role: ChatRole;
  readonly content: string;
  readonly agentName: string | null;
  /** The tool or client the message came from. */
  readonly sourceTool: string | null;
  readonly metadata: JsonObject;
  /** When it was said; conversations are read in this order. */
  readonly timestampMs: number;
  readonly agentId: string | null;
  readonly sessionId: string | null;
  /** In order, covering the content; each with its context, see `ChunkInput.context`. */
  readonly chunks: readonly ChunkInput[];
  /** See `VersionInput.fingerprint`. */
  readonly fingerprint?: string;
  readonly recordedAtMs: number;
  /** Whether LTMC is to link it to the chunks it is nearest to once it is embedded: it is in {@link ChatRecord.linksDue} then. Default false. */
  readonly linkContext?: boolean;
  /**
   * Chunks of memories that it uses, by `chunkId`: links of strength 1 that an agent states, kept in the same transaction. `LTMC_NOT_FOUND` names those that
   * are not there, and nothing is kept. Default none.
   */
  readonly usedChunks?: readonly number[];
}

export interface StoredMessage {
  readonly messageId: number;
  /** What search hits of the message name; see `ChunkView.resourceId`. */
  readonly resourceId: number;
  readonly chunkIds: readonly number[];
  readonly vectorIds: readonly number[];
  readonly pendingChunks: number;
  readonly seq: number;
}

export interface MessageView {
  readonly messageId: number;
  readonly resourceId: number;
  readonly conversationId: string;
  readonly role: ChatRole;
  readonly content: string;
  readonly agentName: string | null;
  readonly sourceTool: string | null;
  readonly metadata: JsonObject;
  readonly timestampMs: number;
  readonly agentId: string | null;
  readonly sessionId: string | null;
  readonly recordedAtMs: number;
}

export interface MessageFilter {
  readonly conversationId?: string;
  readonly sourceTool?: string;
  /** Said before. */
  readonly untilMs?: number;
}

export interface MessagePage {
  readonly messages: readonly MessageView[];
  /** Opaque; absent on the last page. Stays valid while others write. */
  readonly nextCursor?: string;
}

export interface ConversationSummary {
  readonly conversationId: string;
  readonly messageCount: number;
  /** Of its first and last message (`timestampMs`). */
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface ContextLinkInput {
  readonly chunkId: number;
  /** 0 to 1. */
  readonly strength: number;
  /** Made by LTMC itself, not stated by an agent; such links never feed the ranking. */
  readonly automatic: boolean;
}

/** A link from a message to a chunk of a memory. */
export interface ContextLink extends ContextLinkInput {
  readonly messageId: number;
  readonly createdAtMs: number;
}

/** A message whose automatic links are still to be made; its embeddings are there. */
export interface DueMessage {
  readonly namespace: string;
  readonly messageId: number;
  readonly resourceId: number;
  readonly vectors: VectorIdRange;
}

/** How a tool was used in conversations. */
export interface ToolConversation {
  readonly conversationId: string;
  readonly usageCount: number;
  readonly lastUsedMs: number;
}

/** Counts over the links whose message and chunk are both current. */
export interface LinkStatistics {
  readonly links: number;
  readonly chunks: number;
  readonly messages: number;
  readonly mostReferenced: readonly { readonly chunkId: number; readonly resourceId: number; readonly links: number }[];
  /** Links made per UTC day, `YYYY-MM-DD`, newest first, at most 30. */
  readonly perDay: readonly { readonly day: string; readonly links: number }[];
}

/** What callers write of conversations. */
export interface ChatWrites {
  /** One transaction, as `RecordWrites.storeVersion`. A message is never changed or superseded. */
  log(input: MessageInput, claim?: IdempotencyClaim<StoredMessage>): Promise<WriteOutcome<StoredMessage>>;
  /** All messages of a conversation with their links, as `RecordWrites.forget` does with a memory. Undefined when there is none. */
  forget(namespace: string, conversationId: string, options: ForgetOptions, claim?: IdempotencyClaim<ForgetCounts>): Promise<WriteOutcome<ForgetCounts> | undefined>;
  /** As `RecordWrites.undoForget`. */
  undoForget(namespace: string, conversationId: string, options: { readonly notBeforeMs: number; readonly atMs: number }, claim?: IdempotencyClaim<ForgetCounts>): Promise<WriteOutcome<ForgetCounts> | undefined>;
  /**
   * Adds links; one that is there already keeps the higher strength, and a stated one stays stated. Resolves with all that were named, as they now are.
   * `LTMC_NOT_FOUND` names the message or the chunks that are not there.
   */
  link(namespace: string, messageId: number, links: readonly ContextLinkInput[], atMs: number, claim?: IdempotencyClaim<readonly ContextLink[]>): Promise<WriteOutcome<readonly ContextLink[]>>;
}

/** Conversations in the record. Forgotten messages are in no answer; a link is in one while its message and its chunk are current. */
export interface ChatRecord extends ChatWrites {
  /** Unknown ids are absent. In order of `(timestampMs, messageId)`. */
  read(namespace: string, ids: { readonly messageIds?: readonly number[]; readonly resourceIds?: readonly number[] }): Promise<MessageView[]>;
  /** Newest first by `(timestampMs, messageId)`. `LTMC_INVALID_INPUT` for a damaged cursor. */
  list(namespace: string, filter: MessageFilter, page: { readonly limit: number; readonly cursor?: string }): Promise<MessagePage>;
  /** Up to `before` messages before and `after` after one, in order, without itself; of the same conversation. */
  around(namespace: string, messageId: number, reach: { readonly before: number; readonly after: number }): Promise<MessageView[]>;
  /** Most recently used first. */
  conversations(namespace: string, limit: number): Promise<ConversationSummary[]>;
  /** How many messages pass. */
  count(namespace: string, filter: MessageFilter): Promise<number>;

  /** Messages logged with `linkContext` whose links are not made yet and whose chunks all have their embedding, oldest first. Survives a crash. */
  linksDue(limit: number): Promise<DueMessage[]>;
  /** Makes the automatic links of a message, in one step with taking it off {@link linksDue}; chunks that are gone meanwhile are left out. Resolves with the links made. */
  linkDue(namespace: string, messageId: number, links: readonly Omit<ContextLinkInput, 'automatic'>[], atMs: number): Promise<ContextLink[]>;
  /** Strongest first within a message. */
  linksOf(namespace: string, messageIds: readonly number[]): Promise<ContextLink[]>;
  /** Links to chunks, newest message first. */
  linksTo(namespace: string, chunkIds: readonly number[], limit: number): Promise<ContextLink[]>;
  linkStatistics(namespace: string): Promise<LinkStatistics>;
  /** Every `sourceTool`, most used first. */
  sourceTools(namespace: string): Promise<{ readonly name: string; readonly usageCount: number; readonly lastUsedMs: number }[]>;
  /** Conversations with messages of a tool, most recently used first. */
  conversationsOf(namespace: string, sourceTool: string, limit: number): Promise<ToolConversation[]>;
}
