import type { CallContext, ChatRole, ContextLink, ContextLinkInput, ConversationSummary, JsonObject, LinkStatistics, MessagePage, MessageView, ToolConversation } from '@ltmc/contracts';
import type { AnswerFormat, ForgetResult, IdempotencyRequest, Replayed, WaitMode } from '../types.js';

export interface LogInput {
  readonly conversationId: string;
  readonly content: string;
  /** Default `user`. */
  readonly role?: ChatRole;
  readonly agentName?: string;
  readonly sourceTool?: string;
  readonly metadata?: JsonObject;
  /** When it was said. Default: now. */
  readonly timestampMs?: number;
  /** Links it to the chunks of memories it is nearest to. Default true. */
  readonly linkContext?: boolean;
  /** Chunks of memories that it draws on, by `chunkId`: what an agent says it used comes up again for such a question. Default none. */
  readonly usedChunks?: readonly number[];
  /** Default `auto`. */
  readonly wait?: WaitMode;
  readonly idempotency?: IdempotencyRequest;
}

/** A link to a chunk, with the memory it is of. */
export interface PlacedLink extends ContextLink {
  readonly resourceId: number;
}

export interface LogResult {
  readonly messageId: number;
  /** Chunks not yet searchable by meaning when the answer was made. */
  readonly pendingChunks: number;
  /** What it was said to use first, then those made by LTMC itself, strongest first. */
  readonly contextLinks: readonly PlacedLink[];
  /** True where links may still be made in the background, because the message is not embedded yet. */
  readonly linksPending: boolean;
  readonly degraded?: readonly string[];
}

export interface ChatListInput {
  readonly conversationId?: string;
  readonly sourceTool?: string;
  /** 1 to 100, default 10. */
  readonly limit?: number;
  readonly cursor?: string;
}

export interface ForgetChatInput {
  readonly conversationId: string;
  readonly dryRun?: boolean;
  readonly purge?: boolean;
  readonly undo?: boolean;
  readonly idempotency?: IdempotencyRequest;
}

export interface LinkInput {
  readonly messageId: number;
  readonly links: readonly ContextLinkInput[];
  readonly idempotency?: IdempotencyRequest;
}

/** A link with the text of its chunk. */
export interface LinkedChunk extends PlacedLink {
  readonly content: string;
}

/** A message that is linked to a chunk. */
export interface LinkedMessage extends MessageView {
  readonly strength: number;
  readonly automatic: boolean;
}

/** Conversations: messages, how they hang together with memories, and forgetting them. */
export interface ChatService {
  /**
   * Keeps a message: durable and searchable by words once this resolves, and as `wait` says by meaning. What the conversation said before it helps to find it.
   * Automatic links are made once the message is embedded, before the answer where that is in time; a crash in between only delays them.
   * @throws LtmcError `LTMC_CONTENT_EMPTY`, `LTMC_CONTENT_TOO_LARGE`, `LTMC_CONTENT_INVALID`, `LTMC_INVALID_INPUT`, `LTMC_NOT_FOUND` (a used chunk), `LTMC_IDEMPOTENCY_CONFLICT`, `LTMC_FINGERPRINT_MISMATCH`.
   */
  log(context: CallContext, input: LogInput, format?: AnswerFormat<LogResult>): Promise<LogResult | Replayed>;
  /** Newest first. */
  list(context: CallContext, input: ChatListInput): Promise<MessagePage>;
  /** @throws LtmcError `LTMC_NOT_FOUND` */
  get(context: CallContext, messageId: number): Promise<MessageView>;
  /** In order, without the message itself; empty for an unknown one. */
  around(context: CallContext, messageId: number, reach: { readonly before: number; readonly after: number }): Promise<MessageView[]>;
  /** Most recently used first. */
  conversations(context: CallContext, limit: number): Promise<ConversationSummary[]>;
  /** All messages of a conversation with their links, as `MemoryService.forget`. @throws LtmcError `LTMC_NOT_FOUND`, `LTMC_UNDO_EXPIRED`, `LTMC_IDEMPOTENCY_CONFLICT` */
  forget(context: CallContext, input: ForgetChatInput, format?: AnswerFormat<ForgetResult>): Promise<ForgetResult | Replayed>;
  /** Links a message to chunks of memories. @throws LtmcError `LTMC_NOT_FOUND`, `LTMC_IDEMPOTENCY_CONFLICT` */
  link(context: CallContext, input: LinkInput, format?: AnswerFormat<readonly ContextLink[]>): Promise<readonly ContextLink[] | Replayed>;
  /** Strongest first, with the chunks' texts. @throws LtmcError `LTMC_NOT_FOUND` */
  linksOf(context: CallContext, messageId: number): Promise<LinkedChunk[]>;
  /** Newest first; `total` counts them all. @throws LtmcError `LTMC_NOT_FOUND` for a chunk of no current memory */
  messagesFor(context: CallContext, chunkId: number, limit: number): Promise<{ readonly messages: readonly LinkedMessage[]; readonly total: number }>;
  linkStatistics(context: CallContext): Promise<LinkStatistics>;
  /** How many messages there are, of a conversation or tool or in all. */
  count(context: CallContext, filter: Pick<ChatListInput, 'conversationId' | 'sourceTool'>): Promise<number>;
  /** Every source tool, most used first. */
  sourceTools(context: CallContext): Promise<{ readonly name: string; readonly usageCount: number; readonly lastUsedMs: number }[]>;
  /** Conversations with messages of a tool, most recently used first. */
  conversationsOf(context: CallContext, sourceTool: string, limit: number): Promise<ToolConversation[]>;
}
