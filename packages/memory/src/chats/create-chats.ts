import { LtmcError, type CallContext, type ChunkView, type MessageView } from '@ltmc/contracts';
import { checkName } from '../content-rules.js';
import type { MemoryEngine } from '../engine/engine.js';
import { forgetWith } from '../forget-flow.js';
import { claimFor, replayOf } from '../idempotency.js';
import { createLinker } from './link-context.js';
import { logChat } from './log-chat.js';
import type { ChatListInput, ChatService, LinkedChunk, LinkedMessage } from './types.js';

/** Links to one chunk that are counted at most. */
const MOST_COUNTED = 100_000;

/** Conversations over the shared engine. */
export function createChats(engine: MemoryEngine): ChatService {
  const { record, clock, guarded } = engine;
  const { chats } = record;

  const get: ChatService['get'] = async ({ namespace }, messageId) => {
    const [message] = await chats.read(namespace, { messageIds: [messageId] });
    if (!message) throw new LtmcError('LTMC_NOT_FOUND', `there is no message ${messageId}; get_chats_by_tool and log_chat give message ids`);
    return message;
  };

  const linker = createLinker(engine);
  engine.whenEmbedded(linker.nudge);
  engine.beforeClose(linker.close);

  return {
    log: guarded((context, input, format) => logChat(engine, context, input, format)),
    list: guarded(async ({ namespace }, { limit = 10, cursor, ...filter }) => chats.list(namespace, checkFilter(filter), { limit, ...(cursor === undefined ? {} : { cursor }) })),
    get: guarded(get),
    around: guarded(({ namespace }, messageId, reach) => chats.around(namespace, messageId, reach)),
    conversations: guarded(({ namespace }, limit) => chats.conversations(namespace, limit)),
    forget: guarded(async (context, input, format) => {
      const { namespace } = context;
      const conversationId = checkName('conversation_id', input.conversationId);
      const result = await forgetWith(clock, input, format, {
        forget: (options, claim) => engine.writes(context).chats.forget(namespace, conversationId, options, claim),
        undo: (options, claim) => engine.writes(context).chats.undoForget(namespace, conversationId, options, claim),
        name: `conversation_id ${JSON.stringify(conversationId)}`,
        hint: 'get_chats_by_tool shows messages with their conversation_id',
        what: 'conversation',
      });
      if (input.purge === true && input.dryRun !== true) await engine.scrubIndex({ namespace, kind: 'message' });
      return result;
    }),
    link: guarded(async (context, { messageId, links, idempotency }, format) => {
      const claim = idempotency && format ? claimFor(idempotency, format) : undefined;
      const outcome = await engine.writes(context).chats.link(context.namespace, messageId, links, clock.nowMs(), claim);
      return outcome.kind === 'replayed' ? replayOf(outcome.answer) : outcome.result;
    }),
    linksOf: guarded(async (context, messageId) => {
      await get(context, messageId);
      const links = await chats.linksOf(context.namespace, [messageId]);
      const views = await chunksOf(engine, context, links.map(({ chunkId }) => chunkId));
      return links.flatMap((link): LinkedChunk[] => {
        const view = views.get(link.chunkId);
        return view ? [{ ...link, resourceId: view.resourceId, content: view.content }] : [];
      });
    }),
    messagesFor: guarded(async (context, chunkId, limit) => {
      const { namespace } = context;
      const all = await chats.linksTo(namespace, [chunkId], MOST_COUNTED);
      if (all.length === 0 && !(await chunksOf(engine, context, [chunkId])).has(chunkId)) {
        throw new LtmcError('LTMC_NOT_FOUND', `no current memory has the chunk ${chunkId}; retrieve_memory gives chunk ids of now`);
      }
      const links = all.slice(0, limit);
      const messages = new Map((await chats.read(namespace, { messageIds: links.map(({ messageId }) => messageId) })).map((message): [number, MessageView] => [message.messageId, message]));
      const linked = links.flatMap(({ messageId, strength, automatic }): LinkedMessage[] => {
        const message = messages.get(messageId);
        return message ? [{ ...message, strength, automatic }] : [];
      });
      return { messages: linked, total: all.length };
    }),
    linkStatistics: guarded(({ namespace }) => chats.linkStatistics(namespace)),
    count: guarded(async ({ namespace }, filter) => chats.count(namespace, checkFilter(filter))),
    sourceTools: guarded(({ namespace }) => chats.sourceTools(namespace)),
    conversationsOf: guarded(async ({ namespace }, sourceTool, limit) => chats.conversationsOf(namespace, checkName('source_tool', sourceTool), limit)),
  };
}

function checkFilter({ conversationId, sourceTool }: Pick<ChatListInput, 'conversationId' | 'sourceTool'>): Pick<ChatListInput, 'conversationId' | 'sourceTool'> {
  return {
    ...(conversationId === undefined ? {} : { conversationId: checkName('conversation_id', conversationId) }),
    ...(sourceTool === undefined ? {} : { sourceTool: checkName('tool_name', sourceTool) }),
  };
}

/** Chunks of memories that are current and valid now, by id. */
async function chunksOf({ record, clock }: MemoryEngine, { namespace }: CallContext, chunkIds: readonly number[]): Promise<ReadonlyMap<number, ChunkView>> {
  const views = await record.readChunks({ chunkIds }, { namespace, validAtMs: clock.nowMs() });
  return new Map(views.map((view) => [view.chunkId, view]));
}
