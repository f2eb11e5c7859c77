import type { JsonObject } from '@ltmc/contracts';
import type { MemoryHit } from '@ltmc/memory';
import { fitAnswer } from '../answer-budget.js';
import { RESPELLED, respelledIn } from '../respelled.js';
import { arrayOf, DETAIL, inputSchema, INTEGER, MAX_TOKENS, NUMBER_OR_NULL, objectOf, outputSchema, TAGS_OUT, TEXT, TEXT_OR_NULL, TIME_OUT } from '../schema.js';
import { snippetOf } from '../snippet.js';
import { isoTime } from '../times.js';
import type { Tool } from '../types.js';

type Detail = 'ids' | 'snippet' | 'full';

interface Input {
  readonly query: string;
  readonly doc_type: string;
  readonly top_k: number;
  readonly max_tokens?: number;
  readonly detail: Detail;
}

const HIT = objectOf(
  {
    resource_id: INTEGER,
    chunk_id: INTEGER,
    content: TEXT,
    similarity_score: NUMBER_OR_NULL,
    resource_type: TEXT,
    metadata: objectOf({ file_name: TEXT, version: INTEGER, created_at: TIME_OUT, agent_id: TEXT_OR_NULL, tags: TAGS_OUT, heading: TEXT_OR_NULL }),
  },
  ['content'],
);

/** A search among the memories of one type. */
export const retrieveByType: Tool<Input> = {
  name: 'retrieve_by_type',
  title: 'Retrieve by type',
  group: 'context',
  description: 'Search among the memories of one type, as given to store_memory; for more filters use retrieve_memory.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['memory', 'message', 'edge'],
  aliases: { resource_type: 'doc_type' },
  inputSchema: inputSchema(
    {
      query: { type: 'string', minLength: 1 },
      doc_type: { type: 'string', minLength: 1, maxLength: 64 },
      top_k: { type: 'integer', minimum: 1, maximum: 50, default: 5 },
      // The type is said back, and may have 64 characters.
      max_tokens: { ...MAX_TOKENS, minimum: 120 },
      detail: DETAIL,
    },
    ['query', 'doc_type'],
  ),
  outputSchema: outputSchema({ results: arrayOf(HIT), total_results: INTEGER, query_type: TEXT, respelled: RESPELLED, truncated: { const: true } }, ['respelled', 'truncated']),
  run: async ({ query, doc_type: resourceType, top_k: topK, max_tokens: maxTokens, detail }, context, { memory, countTokens }) => {
    const found = await memory.recall.searchByType(context, { query, resourceType, topK });
    const answer = (results: readonly JsonObject[], truncated: boolean): JsonObject => ({
      success: true,
      results,
      total_results: found.hits.length,
      query_type: resourceType,
      ...respelledIn(found),
      ...(truncated ? { truncated: true } : {}),
      ...(found.degraded ? { degraded: found.degraded } : {}),
    });
    return fitAnswer(found.hits.map((hit) => resultOf(hit, detail, found.query)), answer, { maxTokens, countTokens });
  },
};

function resultOf(hit: MemoryHit, detail: Detail, query: string): JsonObject {
  const { resourceId, chunkId, similarity, resourceType, fileName, version, createdAtMs, agentId, tags, heading } = hit;
  return {
    resource_id: resourceId,
    chunk_id: chunkId,
    ...(detail === 'ids' ? {} : { content: detail === 'snippet' ? snippetOf(hit.content, query) : hit.content }),
    similarity_score: similarity === null ? null : Math.round(similarity * 1e4) / 1e4,
    resource_type: resourceType,
    metadata: { file_name: fileName, version, created_at: isoTime(createdAtMs), agent_id: agentId, tags, heading },
  };
}
