import type { JsonObject, JsonValue } from '@ltmc/contracts';
import { BOOLEAN, INTEGER, NUMBER, objectOf, seldom, TEXT, TEXT_OR_NULL, TIME_OUT } from '../schema.js';
import { isoTime } from '../times.js';
import { actionTool, given } from './action-tool.js';
import { AGENT_ID, type Caller, ID, SESSION_ID } from './fields.js';

interface Input extends Caller {
  readonly tool?: string;
  readonly key?: string;
  readonly value?: JsonValue;
  readonly ttl_seconds?: number;
}

const ANY: JsonObject = {};
const TALLY = objectOf({ hits: INTEGER, misses: INTEGER, hit_rate: NUMBER });

/** Answers that are given again, and values that agents share for a while. */
export const toolCache = actionTool<Input>({
  name: 'tool_cache',
  title: 'Cache of answers and shared values',
  description: 'Share a value with the other agents for a while (put, get), or see and empty the cache of answers.',
  parameters: { tool: ID, key: ID, value: ANY, ttl_seconds: seldom({ type: 'integer', minimum: 1, maximum: 604_800 }), agent_id: AGENT_ID, session_id: SESSION_ID },
  answers: {
    hits: INTEGER, misses: INTEGER, hit_rate: NUMBER, entries: INTEGER, bytes: INTEGER, tools: { type: 'object', additionalProperties: TALLY }, values: INTEGER,
    tool: TEXT_OR_NULL, generation: INTEGER, found: BOOLEAN, key: TEXT, value: ANY, agent_id: TEXT_OR_NULL, stored_at: TIME_OUT, expires_at: TIME_OUT,
  },
  actions: {
    stats: {
      optional: ['tool'],
      run: async ({ toolCache: cache }, context, { tool }) => {
        const { hits, misses, hitRate, entries, bytes, tools, values } = await cache.stats(context, tool);
        const byTool = Object.entries(tools).map(([name, tally]) => [name, { hits: tally.hits, misses: tally.misses, hit_rate: rounded(tally.hitRate) }] as const);
        return { hits, misses, hit_rate: rounded(hitRate), entries, bytes, tools: Object.fromEntries(byTool), values };
      },
    },
    invalidate: { optional: ['tool'], run: async ({ toolCache: cache }, context, { tool }) => ({ ...(await cache.invalidate(context, tool)) }) },
    get: {
      required: ['key'],
      run: async ({ toolCache: cache }, context, { key = '' }) => {
        const found = await cache.get(context, key);
        if (!found) return { found: false, key };
        const { value, agentId, storedAtMs, expiresAtMs } = found;
        return { found: true, key, value, agent_id: agentId, stored_at: isoTime(storedAtMs), expires_at: isoTime(expiresAtMs) };
      },
    },
    put: {
      required: ['key', 'value'],
      optional: ['ttl_seconds'],
      run: async ({ toolCache: cache }, context, { key = '', value = null, ttl_seconds: ttlSeconds, agent_id: agentId }) => {
        const { storedAtMs, expiresAtMs } = await cache.put(context, { key, value, ...given({ ttlSeconds, agentId }) });
        return { key, stored_at: isoTime(storedAtMs), expires_at: isoTime(expiresAtMs) };
      },
    },
  },
});

function rounded(rate: number): number {
  return Math.round(rate * 1000) / 1000;
}
