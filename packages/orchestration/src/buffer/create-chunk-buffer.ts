import { LtmcError, type CallContext, type Clock, type CoordinationStore, type Logger, type StateTable } from '@ltmc/contracts';
import type { AgentDirectory } from '../agents/agent-directory.js';
import { requireAgentId } from '../caller.js';
import { changeEntry } from '../change-entry.js';
import { checkChoice, checkInteger, checkSeconds, invalid } from '../check-input.js';
import type { AgentShelf } from './agent-shelf.js';
import { checkItemId, chunkIdOf, itemIdOfChunk, itemIdOfText, toFields, toItem } from './buffer-items.js';
import type { JoinChunks } from './join-chunks.js';
import { createPopularChunks } from './popular-chunks.js';
import type { BufferInput, BufferItem, KeptItem, PopularItem, PopularityWindow, SharedChunkBufferService } from './types.js';
import type { UseCounter } from './use-counter.js';

const WINDOWS: Readonly<Record<PopularityWindow, number>> = { '1h': 3_600_000, '4h': 14_400_000, '24h': 86_400_000 };
const NAMES: readonly PopularityWindow[] = ['1h', '4h', '24h'];
const MAX_TTL_SECONDS = 604_800;
const DEFAULT_TTL_SECONDS = 3600;
const MAX_POPULAR = 1000;
const MAX_AGENTS = 1000;

export interface ChunkBufferOptions {
  readonly store: CoordinationStore;
  readonly directory: AgentDirectory;
  readonly shelf: AgentShelf;
  readonly uses: UseCounter;
  readonly join: JoinChunks;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createChunkBuffer({ store, directory, shelf, uses, join, clock, logger }: ChunkBufferOptions): SharedChunkBufferService {
  const items = ({ namespace }: CallContext): StateTable => store.space(namespace).state('buffer');
  /** Of `get`, by namespace. */
  const tallies = new Map<string, { hits: number; misses: number }>();
  const tally = ({ namespace }: CallContext): { hits: number; misses: number } => {
    const known = tallies.get(namespace) ?? { hits: 0, misses: 0 };
    tallies.set(namespace, known);
    return known;
  };
  const popular = async ({ namespace }: CallContext, { window = '1h', limit = 20 }: { readonly window?: PopularityWindow; readonly limit?: number } = {}): Promise<readonly PopularItem[]> => {
    const windowMs = WINDOWS[checkChoice('window', window, NAMES)];
    const top = await store.space(namespace).popularity('chunk').top({ windowMs, limit: checkInteger('limit', limit, 1, MAX_POPULAR) });
    return top.map(({ item, uses }) => ({ itemId: item, chunkId: chunkIdOf(item), uses }));
  };
  const popularChunks = createPopularChunks(popular, logger);
  const joined = async (context: CallContext, item: KeptItem): Promise<BufferItem> => (await join(context, [item]))[0] ?? { ...item, gone: false };
  const tallyWindow = async (context: CallContext, window: PopularityWindow): Promise<{ readonly items: number; readonly uses: number }> => {
    const top = await popular(context, { window, limit: MAX_POPULAR });
    return { items: top.length, uses: top.reduce((sum, { uses }) => sum + uses, 0) };
  };

  return {
    put: async (context, input) => {
      const agentId = requireAgentId(context, input.agentId);
      const { itemId, content } = identify(input);
      const ttlMs = checkSeconds('ttl_seconds', input.ttlSeconds ?? DEFAULT_TTL_SECONDS, 1, MAX_TTL_SECONDS);
      await directory.requireOwn(context, agentId);
      const kept = await changeEntry(items(context), itemId, (entry) => {
        const atMs = clock.nowMs();
        const before = entry && toItem(entry);
        const agents = [...new Set([...(before?.agents ?? []), agentId])].slice(-MAX_AGENTS).toSorted();
        const expiresAtMs = Math.max(before?.expiresAtMs ?? 0, atMs + ttlMs);
        const fields = toFields({ content, agents, expiresAtMs });
        return { result: { itemId, chunkId: chunkIdOf(itemId), content, agents, expiresAtMs }, write: { fields, ttlMs: Math.min(expiresAtMs - atMs, MAX_TTL_SECONDS * 1000) } };
      }, context.signal);
      // After the item: a list never names what was not put.
      await shelf.add(context, agentId, { itemId, expiresAtMs: kept.expiresAtMs, atMs: clock.nowMs() });
      uses.note({ ...context, agentId }, [itemId]);
      return joined(context, kept);
    },
    get: async (context, which) => {
      const itemId = 'itemId' in which ? checkItemId(which.itemId) : itemIdOfChunk(which.chunkId);
      const entry = await items(context).get(itemId);
      if (!entry) {
        tally(context).misses += 1;
        return undefined;
      }
      tally(context).hits += 1;
      uses.note(context, [itemId]);
      return joined(context, toItem(entry));
    },
    list: async (context, { agentId: named } = {}) => {
      const agentId = requireAgentId(context, named);
      const entries = await items(context).getMany(await shelf.list(context, agentId));
      const kept = entries.flatMap((entry): readonly KeptItem[] => (entry ? [toItem(entry)] : []));
      return join(context, kept.filter(({ agents }) => agents.includes(agentId)));
    },
    popular: async (context, options) => {
      // What was used a moment ago counts, at least what this process knows of.
      await uses.flush();
      return popular(context, options);
    },
    stats: async (context) => {
      await uses.flush();
      const [count, hour, fourHours, day] = await Promise.all([items(context).count(), ...NAMES.map((window) => tallyWindow(context, window))]);
      const none = { items: 0, uses: 0 };
      return { items: count, windows: { '1h': hour ?? none, '4h': fourHours ?? none, '24h': day ?? none }, ...tally(context) };
    },
    noteUse: (context, chunkIds) => uses.note(context, chunkIds.filter((id) => Number.isSafeInteger(id) && id > 0).map(itemIdOfChunk)),
    popularChunks: (context, { window = '1h', limit = 20 } = {}) => popularChunks(context, { window, limit }),
    count: (context) => items(context).count(),
  };
}

/** @throws LtmcError `LTMC_INVALID_INPUT`, `LTMC_CONTENT_EMPTY` */
function identify({ chunkId, content }: BufferInput): Pick<KeptItem, 'itemId' | 'content'> {
  if ((chunkId === undefined) === (content === undefined)) throw invalid('chunk_id', 'given, or content in its place, and not both', chunkId);
  if (chunkId !== undefined) return { itemId: itemIdOfChunk(chunkId), content: null };
  if (typeof content !== 'string' || content.trim() === '') throw new LtmcError('LTMC_CONTENT_EMPTY', 'content is empty; put a text, or the chunk_id of one that is stored');
  return { itemId: itemIdOfText(content), content };
}
