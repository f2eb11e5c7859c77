import type { JsonObject } from '@ltmc/contracts';
import type { MemoryHit, SearchMode } from '@ltmc/memory';
import { fitAnswer } from '../answer-budget.js';
import { arrayOf, DETAIL, inputSchema, INTEGER, MAX_TOKENS, NUMBER, NUMBER_OR_NULL, objectOf, outputSchema, TAGS, TAGS_OUT, TEXT, TEXT_OR_NULL, TIME, TIME_OUT } from '../schema.js';
import { snippetOf } from '../snippet.js';
import { isoTime, parseTimes } from '../times.js';
import type { Tool } from '../types.js';

type Detail = 'ids' | 'snippet' | 'full';

interface Input {
  readonly query: string;
  readonly conversation_id?: string;
  readonly top_k: number;
  readonly resource_type?: string;
  readonly tags?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly as_of?: string;
  readonly valid_at?: string;
  readonly mode: SearchMode;
  readonly min_score?: number;
  readonly max_tokens?: number;
  readonly detail: Detail;
}

const HIT = objectOf(
  {
    resource_id: INTEGER,
    chunk_id: INTEGER,
    chunk_index: INTEGER,
    content: TEXT,
    similarity_score: NUMBER_OR_NULL,
    score: NUMBER,
    why: objectOf({ semantic: NUMBER, keyword: NUMBER, graph: NUMBER, recency: NUMBER, feedback: NUMBER }),
    metadata: objectOf({
      file_name: TEXT,
      resource_type: TEXT,
      version: INTEGER,
      created_at: TIME_OUT,
      agent_id: TEXT_OR_NULL,
      tags: TAGS_OUT,
      heading: TEXT_OR_NULL,
    }),
  },
  ['content'],
);

/** Finds stored passages by meaning and words. */
export const retrieveMemory: Tool<Input> = {
  name: 'retrieve_memory',
  title: 'Retrieve memories',
  group: 'memory',
  description:
    'Find what was stored before, by meaning and by words; use it at the start of a task and whenever something may be known already. To read a whole document use get_memory.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  inputSchema: inputSchema(
    {
      query: { type: 'string', minLength: 1, description: 'A question or keywords' },
      conversation_id: { type: 'string', minLength: 1, maxLength: 256, description: 'Also search the messages of this conversation' },
      top_k: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
      resource_type: { type: 'string', minLength: 1, maxLength: 64 },
      tags: { ...TAGS, description: 'All must be present' },
      since: { ...TIME, description: 'Stored at or after (ISO 8601)' },
      until: { ...TIME, description: 'Stored before' },
      as_of: { ...TIME, description: 'What the memory knew at that time' },
      valid_at: { ...TIME, description: 'Valid at that time; default now' },
      mode: { type: 'string', enum: ['hybrid', 'semantic', 'keyword'], default: 'hybrid' },
      min_score: { type: 'number', minimum: 0, maximum: 1, description: 'Relative to the best hit, which has about 1' },
      max_tokens: MAX_TOKENS,
      detail: DETAIL,
    },
    ['query'],
  ),
  outputSchema: outputSchema({ results: arrayOf(HIT), total_results: INTEGER, mode: TEXT, truncated: { const: true } }, ['truncated']),
  run: async (input, context, { memory, countTokens }) => {
    const { query, top_k: topK, resource_type: resourceType, tags, mode, min_score: minScore, detail } = input;
    const found = await memory.search(context, {
      query,
      topK,
      mode,
      ...(resourceType === undefined ? {} : { resourceType }),
      ...(tags ? { tags } : {}),
      ...(minScore === undefined ? {} : { minScore }),
      ...parseTimes({ sinceMs: 'since', untilMs: 'until', asOfMs: 'as_of', validAtMs: 'valid_at' }, { ...input }),
    });
    // Chat messages come with the chat tools; until then their absence is said.
    const degraded = [...(found.degraded ?? []), ...(input.conversation_id === undefined ? [] : ['messages'])];
    const answer = (results: readonly JsonObject[], truncated: boolean): JsonObject => ({
      success: true,
      results,
      total_results: found.hits.length,
      mode: found.mode,
      ...(truncated ? { truncated: true } : {}),
      ...(degraded.length > 0 ? { degraded } : {}),
    });
    return fitAnswer(found.hits.map((hit) => resultOf(hit, detail, query)), answer, { maxTokens: input.max_tokens, countTokens });
  },
};

function resultOf(hit: MemoryHit, detail: Detail, query: string): JsonObject {
  const { resourceId, chunkId, chunkIndex, similarity, score, why, fileName, resourceType, version, createdAtMs, agentId, tags, heading } = hit;
  return {
    resource_id: resourceId,
    chunk_id: chunkId,
    chunk_index: chunkIndex,
    ...(detail === 'ids' ? {} : { content: detail === 'snippet' ? snippetOf(hit.content, query) : hit.content }),
    similarity_score: similarity === null ? null : round(similarity),
    score: round(score),
    why: { semantic: round(why.semantic), keyword: round(why.keyword), graph: round(why.graph), recency: round(why.recency), feedback: round(why.feedback) },
    metadata: { file_name: fileName, resource_type: resourceType, version, created_at: isoTime(createdAtMs), agent_id: agentId, tags, heading },
  };
}

/** Four decimals: what a reader can use, and a third of the tokens. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
