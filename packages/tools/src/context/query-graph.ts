import type { JsonObject } from '@ltmc/contracts';
import type { GraphHit, MemoryName } from '@ltmc/memory';
import { fitAnswer } from '../answer-budget.js';
import { arrayOf, DETAIL, inputSchema, INTEGER, MAX_TOKENS, NUMBER, objectOf, outputSchema, TEXT } from '../schema.js';
import { snippetOf } from '../snippet.js';
import type { Tool } from '../types.js';
import { DEPTH, MEMORY, RELATIONSHIP_TYPES, rounded } from './relation-fields.js';

type Detail = 'ids' | 'snippet' | 'full';

interface Input {
  readonly query: MemoryName;
  readonly relationship_types?: readonly string[];
  readonly max_depth: number;
  readonly limit: number;
  readonly max_tokens?: number;
  readonly detail: Detail;
}

const SEEN = objectOf({ target_id: INTEGER, relationship_type: TEXT, strength: NUMBER, direction: { enum: ['out', 'in'] } });
const HIT = objectOf({ resource_id: INTEGER, file_name: TEXT, resource_type: TEXT, content: TEXT, depth: INTEGER, relationships: arrayOf(SEEN), relevance_score: NUMBER }, ['content']);

/** Finds memories and what is linked to them. */
export const queryGraph: Tool<Input> = {
  name: 'query_graph',
  title: 'Query the graph',
  group: 'context',
  description: 'Find memories with what they are linked to, by resource_id, file_name, tag or question. Passages alone: retrieve_memory.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['memory', 'message', 'edge'],
  aliases: { entity: 'query' },
  inputSchema: inputSchema(
    {
      query: MEMORY,
      relationship_types: RELATIONSHIP_TYPES,
      max_depth: { ...DEPTH, default: 1 },
      limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
      max_tokens: { ...MAX_TOKENS, minimum: 150 },
      detail: { ...DETAIL, default: 'snippet' },
    },
    ['query'],
  ),
  outputSchema: outputSchema(
    { query: { type: ['integer', 'string'] }, matched: { enum: ['memory', 'tag', 'text'] }, results: arrayOf(HIT), total_results: INTEGER, source: TEXT, truncated: { const: true } },
    ['truncated'],
  ),
  run: async ({ query, relationship_types: types, max_depth: maxDepth, limit, max_tokens: maxTokens, detail }, context, { memory, countTokens }) => {
    const found = await memory.relations.search(context, { query, maxDepth, limit, ...(types ? { types } : {}) });
    const answer = (results: readonly JsonObject[], truncated: boolean): JsonObject => ({
      success: true,
      query,
      matched: found.matched,
      results,
      total_results: found.hits.length,
      source: found.source,
      ...(truncated || found.truncated ? { truncated: true } : {}),
      ...(found.degraded ? { degraded: found.degraded } : {}),
    });
    return fitAnswer(found.hits.map((hit) => resultOf(hit, detail, found.matched === 'text' ? String(query) : '')), answer, { maxTokens, countTokens });
  },
};

function resultOf({ resourceId, fileName, resourceType, content, depth, relations, relevance }: GraphHit, detail: Detail, query: string): JsonObject {
  return {
    resource_id: resourceId,
    file_name: fileName,
    resource_type: resourceType,
    ...(detail === 'ids' ? {} : { content: detail === 'snippet' ? snippetOf(content, query) : content }),
    depth,
    relationships: relations.map(({ targetId, type, strength, direction }) => ({ target_id: targetId, relationship_type: type, strength: rounded(strength), direction })),
    relevance_score: rounded(relevance),
  };
}
