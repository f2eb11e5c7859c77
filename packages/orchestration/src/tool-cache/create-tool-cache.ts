import type { CallContext, Clock, CoordinationStore, CounterTable, StateEntry, StateTable } from '@ltmc/contracts';
import { optionalAgentId } from '../caller.js';
import { checkId, checkSeconds, invalid } from '../check-input.js';
import { numberOf, textOf } from '../read-json.js';
import type { AnswerStatistics, SharedValue, ToolCacheService } from './types.js';

const MAX_TTL_SECONDS = 604_800;
const DEFAULT_TTL_SECONDS = 300;

export interface ToolCacheOptions {
  readonly store: CoordinationStore;
  readonly answers: AnswerStatistics | undefined;
  readonly clock: Clock;
}

export function createToolCache({ store, answers, clock }: ToolCacheOptions): ToolCacheService {
  const values = ({ namespace }: CallContext): StateTable => store.space(namespace).state('shared_value');
  const counters = (namespace: string): CounterTable => store.space(namespace).counters;
  const tallies = (tool: string | undefined): (readonly [string, { readonly hits: number; readonly misses: number }])[] => [...(answers?.tallies() ?? [])].filter(([name]) => tool === undefined || name === tool);

  return {
    stats: async (context, tool) => {
      if (tool !== undefined) checkId('tool', tool);
      const [size, count] = await Promise.all([answers?.size() ?? { entries: 0, bytes: 0 }, values(context).count()]);
      const byTool = tallies(tool);
      const sum = (what: 'hits' | 'misses'): number => byTool.reduce((total, [, tally]) => total + tally[what], 0);
      return { ...rated({ hits: sum('hits'), misses: sum('misses') }), ...size, tools: Object.fromEntries(byTool.map(([name, tally]) => [name, rated(tally)])), values: count };
    },
    invalidate: async (context, tool) => {
      const name = generationName(tool === undefined ? undefined : checkId('tool', tool));
      const generation = await counters(context.namespace).add(name);
      return { tool: tool ?? null, generation };
    },
    get: async (context, key) => {
      const entry = await values(context).get(checkId('key', key));
      return entry && toValue(entry);
    },
    put: async (context, { key, value, ttlSeconds = DEFAULT_TTL_SECONDS, agentId }) => {
      checkId('key', key);
      if (value === undefined) throw invalid('value', 'JSON', value);
      const ttlMs = checkSeconds('ttl_seconds', ttlSeconds, 1, MAX_TTL_SECONDS);
      const by = optionalAgentId(context, agentId);
      await values(context).put(key, { value, agent_id: by, ttl_ms: ttlMs }, { ttlMs });
      const storedAtMs = clock.nowMs();
      return { key, value, agentId: by, storedAtMs, expiresAtMs: storedAtMs + ttlMs };
    },
    generations: async (namespace, tools) => {
      const [ofAll = 0, ...ofEach] = await counters(namespace).get([generationName(undefined), ...tools.map(generationName)]);
      return ofEach.map((generation) => generation + ofAll);
    },
  };
}

/** Both only rise, and so does their sum. */
function generationName(tool: string | undefined): string {
  return tool === undefined ? 'answers' : `answers:${tool}`;
}

function rated({ hits, misses }: { readonly hits: number; readonly misses: number }): { readonly hits: number; readonly misses: number; readonly hitRate: number } {
  return { hits, misses, hitRate: hits + misses === 0 ? 0 : hits / (hits + misses) };
}

function toValue({ id, fields, updatedAtMs }: StateEntry): SharedValue {
  return { key: id, value: fields['value'] ?? null, agentId: textOf(fields['agent_id']), storedAtMs: updatedAtMs, expiresAtMs: updatedAtMs + numberOf(fields['ttl_ms']) };
}
