import { LtmcError, type JsonObject } from '@ltmc/contracts';
import type { BufferInput, BufferItem } from '@ltmc/orchestration';
import { arrayOf, BOOLEAN, INTEGER, objectOf, seldom, TEXT, TEXT_OR_NULL, TIME_OUT } from '../schema.js';
import { isoTime } from '../times.js';
import { actionTool, given } from './action-tool.js';
import { ACTING_AGENT_ID, type Caller, ID, SESSION_ID, TEXTS_OUT } from './fields.js';

interface Input extends Caller {
  readonly chunk_id?: number;
  readonly content?: string;
  readonly item_id?: string;
  readonly ttl_seconds?: number;
  readonly window?: '1h' | '4h' | '24h';
  readonly limit?: number;
}

const CHUNK_OR_NULL: JsonObject = { type: ['integer', 'null'] };
const ITEM = objectOf({ item_id: TEXT, chunk_id: CHUNK_OR_NULL, content: TEXT_OR_NULL, gone: { const: true }, agents: TEXTS_OUT, expires_at: TIME_OUT }, ['gone']);
const POPULAR = objectOf({ item_id: TEXT, chunk_id: CHUNK_OR_NULL, uses: INTEGER });
const WINDOW = objectOf({ items: INTEGER, uses: INTEGER });

/** What agents work on now. */
export const sharedBuffer = actionTool<Input>({
  name: 'shared_buffer',
  title: 'Buffer of shared chunks',
  description: 'Show the others the passage or text you work on, and see what they work on and use most.',
  parameters: {
    chunk_id: { type: 'integer', minimum: 1 }, content: { type: 'string', minLength: 1 }, item_id: ID, ttl_seconds: seldom({ type: 'integer', minimum: 1, maximum: 604_800 }),
    window: { type: 'string', enum: ['1h', '4h', '24h'] }, limit: { type: 'integer', minimum: 1, maximum: 1000 }, agent_id: ACTING_AGENT_ID, session_id: SESSION_ID,
  },
  answers: {
    item: ITEM, found: BOOLEAN, items: arrayOf(ITEM), popular: arrayOf(POPULAR), window: TEXT, item_count: INTEGER,
    windows: objectOf({ '1h': WINDOW, '4h': WINDOW, '24h': WINDOW }), hits: INTEGER, misses: INTEGER,
  },
  actions: {
    put: {
      optional: ['chunk_id', 'content', 'ttl_seconds'],
      run: async ({ buffer }, context, input) => ({ item: itemOf(await buffer.put(context, { ...thingOf(input), ...given({ agentId: input.agent_id, ttlSeconds: input.ttl_seconds }) })) }),
    },
    get: {
      optional: ['chunk_id', 'item_id'],
      run: async ({ buffer }, context, input) => {
        const item = await buffer.get(context, whichOf(input));
        return item ? { found: true, item: itemOf(item) } : { found: false };
      },
    },
    popular: {
      optional: ['window', 'limit'],
      run: async ({ buffer }, context, { window = '1h', limit }) => {
        const popular = await buffer.popular(context, { window, ...given({ limit }) });
        return { window, popular: popular.map(({ itemId, chunkId, uses }) => ({ item_id: itemId, chunk_id: chunkId, uses })) };
      },
    },
    list: { run: async ({ buffer }, context, { agent_id: agentId }) => ({ items: (await buffer.list(context, given({ agentId }))).map(itemOf) }) },
    stats: {
      run: async ({ buffer }, context) => {
        const { items, windows, hits, misses } = await buffer.stats(context);
        return { item_count: items, windows: { ...windows }, hits, misses };
      },
    },
  },
});

function thingOf({ chunk_id: chunkId, content }: Input): BufferInput {
  if (chunkId !== undefined && content === undefined) return { chunkId };
  if (content !== undefined && chunkId === undefined) return { content };
  throw new LtmcError('LTMC_INVALID_INPUT', 'shared_buffer, action put: give chunk_id or content, one of them');
}

function whichOf({ chunk_id: chunkId, item_id: itemId }: Input): { readonly itemId: string } | { readonly chunkId: number } {
  if (chunkId !== undefined && itemId === undefined) return { chunkId };
  if (itemId !== undefined && chunkId === undefined) return { itemId };
  throw new LtmcError('LTMC_INVALID_INPUT', 'shared_buffer, action get: give chunk_id or item_id, one of them');
}

/** A chunk has its text as the record has it now; one that is not there any more says so. */
function itemOf({ itemId, chunkId, content, gone, agents, expiresAtMs }: BufferItem): JsonObject {
  return { item_id: itemId, chunk_id: chunkId, content, ...(gone ? { gone } : {}), agents, expires_at: isoTime(expiresAtMs) };
}
