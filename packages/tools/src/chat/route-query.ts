import type { JsonObject } from '@ltmc/contracts';
import type { RouteHit, RouteName } from '@ltmc/memory';
import { arrayOf, inputSchema, INTEGER, NUMBER, objectOf, outputSchema, seldom, TEXT } from '../schema.js';
import { snippetOf } from '../snippet.js';
import type { Tool } from '../types.js';

interface Input {
  readonly query: string;
  readonly conversation_id?: string;
  readonly source_types?: readonly RouteName[];
  readonly top_k: number;
}

const SOURCES: readonly RouteName[] = ['memory', 'chat', 'code', 'todos', 'graph'];
const ID_NAMES: Readonly<Record<RouteName, string>> = { memory: 'resource_id', chat: 'message_id', code: 'pattern_id', todos: 'todo_id', graph: 'resource_id' };
const IDS = { resource_id: INTEGER, message_id: INTEGER, pattern_id: INTEGER, todo_id: INTEGER };
const SHORT_HIT = objectOf({ ...IDS, title: TEXT, relevance: NUMBER }, Object.keys(IDS));
const TITLE_LENGTH = 120;

/** Chooses where an answer lies, and says how sure that is and why. */
export const routeQuery: Tool<Input> = {
  name: 'route_query',
  title: 'Route a query',
  group: 'chat',
  description: 'See which of documents, chat, code patterns, todos and relations holds an answer, with the best of each.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['memory', 'message', 'todo', 'pattern', 'edge'],
  inputSchema: inputSchema(
    {
      query: { type: 'string', minLength: 1 },
      conversation_id: { type: 'string' },
      source_types: seldom({ type: 'array', items: { type: 'string', enum: [...SOURCES] }, maxItems: 5 }),
      top_k: { type: 'integer', minimum: 1, maximum: 50, default: 5 },
    },
    ['query'],
  ),
  outputSchema: outputSchema({
    route: TEXT,
    confidence: NUMBER,
    reason: TEXT,
    results: arrayOf(objectOf({ source: TEXT, ...IDS, title: TEXT, content: TEXT, relevance: NUMBER }, Object.keys(IDS))),
    results_by_source: objectOf(Object.fromEntries(SOURCES.map((source) => [source, arrayOf(SHORT_HIT)])), SOURCES),
  }),
  run: async ({ query, conversation_id: conversationId, source_types: sources, top_k: topK }, context, { memory }) => {
    const { route, confidence, reason, hits, bySource, degraded } = await memory.recall.routeQuery(context, {
      query,
      topK,
      ...(conversationId === undefined ? {} : { conversationId }),
      ...(sources ? { sources } : {}),
    });
    return {
      success: true,
      route,
      confidence: round(confidence),
      reason,
      results: hits.map((hit) => ({ source: hit.source, ...shortOf(hit), content: snippetOf(hit.content, query) })),
      results_by_source: Object.fromEntries(Object.entries(bySource).map(([source, found]) => [source, found.map(shortOf)])),
      ...(degraded ? { degraded } : {}),
    };
  },
};

function shortOf({ source, id, title, relevance }: RouteHit): JsonObject {
  return { [ID_NAMES[source]]: id, title: Array.from(title).slice(0, TITLE_LENGTH).join(''), relevance: round(relevance) };
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
