import type { CallContext, JsonObject } from '@ltmc/contracts';
import type { AdaptiveState, LearnedPattern, LearnedPatterns, Posterior, SharedKnowledge, ToolPerformance } from '@ltmc/learning';
import { arrayOf, BOOLEAN, INTEGER, inputSchema, NUMBER, objectOf, outputSchema, TEXT, TEXT_OR_NULL, TIME_OUT } from '../schema.js';
import { isoTime } from '../times.js';
import type { LearningAccess, Tool } from '../types.js';

const SECTIONS = ['patterns', 'sharing', 'adaptive', 'performance'] as const;
type Section = (typeof SECTIONS)[number];

interface Input {
  readonly section?: Section;
  readonly limit: number;
  readonly agent_id?: string;
}

const ID_OR_NULL: JsonObject = { type: ['integer', 'null'] };
const INTERVAL = arrayOf(NUMBER);
const POSTERIOR = { n: NUMBER, mean: NUMBER, interval: INTERVAL };
const PATTERN = objectOf({
  pattern_id: INTEGER, input_prompt: TEXT, ...POSTERIOR, last_attempt_at: TIME_OUT,
  agents: arrayOf(objectOf({ agent_id: TEXT, attempts: INTEGER, passed: INTEGER })),
});
const PATTERNS = objectOf({
  enabled: BOOLEAN, total_patterns: INTEGER, total_attempts: INTEGER, older_attempts: BOOLEAN, half_life_days: NUMBER,
  overall: { anyOf: [objectOf(POSTERIOR), { type: 'null' }] }, proven: arrayOf(PATTERN), failing: arrayOf(PATTERN),
});
const KNOWLEDGE = objectOf({ kind: { enum: ['memory', 'pattern'] }, resource_id: ID_OR_NULL, pattern_id: ID_OR_NULL, name: TEXT, outcome: TEXT_OR_NULL, agent_id: TEXT, at: TIME_OUT, nearness: NUMBER, near: TEXT });
const SHARING = objectOf({ enabled: BOOLEAN, agent_id: TEXT_OR_NULL, recent_work: arrayOf(TEXT), knowledge: arrayOf(KNOWLEDGE) });
const CHANGE = objectOf({ at: TIME_OUT, signal: { type: 'object', additionalProperties: NUMBER }, reason: TEXT, before: NUMBER, after: NUMBER });
const ADAPTIVE = objectOf({ name: TEXT, value: NUMBER, bounds: INTERVAL, last_change: { anyOf: [CHANGE, { type: 'null' }] } });
const PERFORMANCE = objectOf({
  tool: TEXT, calls: INTEGER, failures: INTEGER, p50_ms: NUMBER, p95_ms: NUMBER, trend: { enum: ['slower', 'faster', 'steady', 'unknown'] },
  anomalies: arrayOf(objectOf({ kind: { enum: ['slow', 'failing'] }, at: TIME_OUT, value: NUMBER, usual: NUMBER })),
});

/** Tells what was learned from use, and what the server made of it. */
export const learningStatus: Tool<Input> = {
  name: 'learning_status',
  title: 'What was learned',
  group: 'learning',
  description: 'See what other agents learned near your work (sharing), which code works how surely, and how the server fares.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  inputSchema: inputSchema({
    section: { type: 'string', enum: SECTIONS },
    agent_id: { type: 'string', minLength: 1, maxLength: 128 },
    limit: { type: 'integer', minimum: 1, maximum: 50, default: 10 },
  }),
  outputSchema: outputSchema({ enabled: BOOLEAN, patterns: PATTERNS, sharing: SHARING, adaptive: arrayOf(ADAPTIVE), performance: arrayOf(PERFORMANCE) }, SECTIONS),
  run: async ({ section, limit }, context, { learning }) => {
    const asked = async (name: Section): Promise<JsonObject> => (section === undefined || section === name ? { [name]: await TOLD[name](learning, context, limit) } : {});
    const parts = await Promise.all(SECTIONS.map(asked));
    return Object.assign({ success: true, enabled: learning !== undefined }, ...parts);
  },
};

const NO_PATTERNS: LearnedPatterns = { patterns: 0, attempts: 0, isCut: false, halfLifeDays: 0, overall: undefined, proven: [], failing: [] };

const TOLD: { readonly [Name in Section]: (learning: LearningAccess | undefined, context: CallContext, limit: number) => Promise<JsonObject | readonly JsonObject[]> } = {
  patterns: async (learning, context, limit) => {
    const enabled = learning?.coordinates ?? false;
    return { enabled, ...patternsOf(learning && enabled ? await learning.service.patterns(context, limit) : NO_PATTERNS) };
  },
  sharing: async (learning, context, limit) => {
    const enabled = learning?.coordinates ?? false;
    const { agentId } = context;
    const shared = learning && enabled && agentId !== undefined ? await learning.service.sharing(context, { agentId, limit }) : undefined;
    return { enabled, agent_id: agentId ?? null, recent_work: shared?.recentWork ?? [], knowledge: shared?.knowledge.map(knowledgeOf) ?? [] };
  },
  adaptive: async (learning) => learning?.service.adaptive().map(adaptiveOf) ?? [],
  performance: async (learning) => learning?.service.performance().map(performanceOf) ?? [],
};

function patternsOf({ patterns, attempts, isCut, halfLifeDays, overall, proven, failing }: LearnedPatterns): JsonObject {
  return {
    total_patterns: patterns, total_attempts: attempts, older_attempts: isCut, half_life_days: halfLifeDays, overall: overall ? posteriorOf(overall) : null,
    proven: proven.map(patternOf), failing: failing.map(patternOf),
  };
}

function posteriorOf({ n, mean, interval: [low, high] }: Posterior): JsonObject {
  return { n: round(n), mean: round(mean), interval: [round(low), round(high)] };
}

function patternOf({ patternId, inputPrompt, posterior, lastAttemptAtMs, agents }: LearnedPattern): JsonObject {
  return {
    pattern_id: patternId, input_prompt: inputPrompt, ...posteriorOf(posterior), last_attempt_at: isoTime(lastAttemptAtMs),
    agents: agents.map(({ agentId, attempts, passed }) => ({ agent_id: agentId, attempts, passed })),
  };
}

function knowledgeOf({ kind, id, name, outcome, agentId, atMs, nearness, near }: SharedKnowledge['knowledge'][number]): JsonObject {
  return { kind, resource_id: kind === 'memory' ? id : null, pattern_id: kind === 'pattern' ? id : null, name, outcome, agent_id: agentId, at: isoTime(atMs), nearness: round(nearness), near };
}

function adaptiveOf({ name, value, bounds: [least, most], changes: [last] }: AdaptiveState): JsonObject {
  const change = last && { at: isoTime(last.atMs), signal: Object.fromEntries(Object.entries(last.signal).map(([what, number]) => [what, round(number)])), reason: last.reason, before: last.before, after: last.after };
  return { name, value, bounds: [least, most], last_change: change ?? null };
}

function performanceOf({ tool, calls, failures, p50Ms, p95Ms, trend, anomalies }: ToolPerformance): JsonObject {
  const told = anomalies.map(({ kind, atMs, value, usual }) => ({ kind, at: isoTime(atMs), value: round(value), usual: round(usual) }));
  return { tool, calls, failures, p50_ms: round(p50Ms), p95_ms: round(p95Ms), trend, anomalies: told };
}

function round(number: number): number {
  return Math.round(number * 1000) / 1000;
}
