import type { JsonObject, MessageView } from '@ltmc/contracts';
import type { MemoryHit, SearchMode } from '@ltmc/memory';
import { fitAnswer } from '../answer-budget.js';
import { RESPELLED, respelledIn } from '../respelled.js';
import { arrayOf, CONVERSATION_ID, DETAIL, inputSchema, INTEGER, MAX_TOKENS, NUMBER, NUMBER_OR_NULL, objectOf, outputSchema, seldom, TAGS, TAGS_OUT, TEXT, TEXT_OR_NULL, TIME, TIME_OUT } from '../schema.js';
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
  readonly explain: boolean;
}

/** A passage of a memory, or a message: one of `resource_id` and `message_id` is there. */
const HIT = objectOf(
  {
    message_id: INTEGER,
    resource_id: INTEGER,
    chunk_id: INTEGER,
    chunk_index: INTEGER,
    content: TEXT,
    similarity_score: NUMBER_OR_NULL,
    score: NUMBER,
    why: objectOf({
      semantic: NUMBER, keyword: NUMBER, tokens: NUMBER, neighbours: NUMBER, form: NUMBER, graph: NUMBER, recency: NUMBER, feedback: NUMBER,
      features: { type: 'object', additionalProperties: NUMBER },
    }, ['features']),
    metadata: objectOf({
      file_name: TEXT,
      resource_type: TEXT,
      version: INTEGER,
      conversation_id: TEXT,
      role: TEXT,
      agent_name: TEXT_OR_NULL,
      source_tool: TEXT_OR_NULL,
      created_at: TIME_OUT,
      agent_id: TEXT_OR_NULL,
      tags: TAGS_OUT,
      heading: TEXT_OR_NULL,
    }, ['file_name', 'resource_type', 'version', 'conversation_id', 'role', 'agent_name', 'source_tool', 'tags', 'heading']),
  },
  ['content', 'resource_id', 'chunk_id', 'chunk_index', 'message_id'],
);

/** Finds stored passages by meaning and words. */
export const retrieveMemory: Tool<Input> = {
  name: 'retrieve_memory',
  title: 'Retrieve memories',
  group: 'memory',
  description:
    'Find stored passages by meaning and words, at the start of a task and whenever something may be known already. To read a whole document use get_memory.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['memory', 'message', 'edge'],
  inputSchema: inputSchema(
    {
      query: { type: 'string', minLength: 1 },
      conversation_id: { ...CONVERSATION_ID, description: 'Also search its messages' },
      top_k: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
      resource_type: { type: 'string', minLength: 1, maxLength: 64 },
      tags: { ...TAGS, description: 'All must be present' },
      since: { ...TIME, description: 'Stored at or after' },
      until: { ...TIME, description: 'Stored before' },
      as_of: { ...TIME, description: 'What was known then' },
      valid_at: TIME,
      mode: { type: 'string', enum: ['hybrid', 'semantic', 'keyword'], default: 'hybrid' },
      min_score: { type: 'number', minimum: 0, maximum: 1, description: 'In hybrid the probability that a hit is relevant' },
      max_tokens: MAX_TOKENS,
      detail: DETAIL,
      explain: seldom({ type: 'boolean', default: false, description: 'Also tell what each feature of the ranking adds to the log-odds of a score' }),
    },
    ['query'],
  ),
  outputSchema: outputSchema({ results: arrayOf(HIT), total_results: INTEGER, mode: TEXT, respelled: RESPELLED, truncated: { const: true } }, ['respelled', 'truncated']),
  run: async (input, context, { memory, countTokens, noteUse }) => {
    const { query, top_k: topK, resource_type: resourceType, tags, mode, min_score: minScore, detail } = input;
    const found = await memory.search(context, {
      query,
      topK,
      mode,
      respell: true,
      ...(resourceType === undefined ? {} : { resourceType }),
      ...(tags ? { tags } : {}),
      ...(input.conversation_id === undefined ? {} : { conversationId: input.conversation_id }),
      ...(minScore === undefined ? {} : { minScore }),
      ...(input.explain ? { explain: true } : {}),
      ...parseTimes({ sinceMs: 'since', untilMs: 'until', asOfMs: 'as_of', validAtMs: 'valid_at' }, { ...input }),
    });
    noteUse?.(context, found.hits.filter(({ kind }) => kind === 'memory').map(({ chunkId }) => chunkId));
    const answer = (results: readonly JsonObject[], truncated: boolean): JsonObject => ({
      success: true,
      results,
      total_results: found.hits.length,
      mode: found.mode,
      ...respelledIn(found),
      ...(truncated ? { truncated: true } : {}),
      ...(found.degraded ? { degraded: found.degraded } : {}),
    });
    return fitAnswer(found.hits.map((hit) => resultOf(hit, detail, found.query)), answer, { maxTokens: input.max_tokens, countTokens });
  },
};

function resultOf(hit: MemoryHit, detail: Detail, query: string): JsonObject {
  const { similarity, score, why, features } = hit;
  return {
    ...(hit.message ? { message_id: hit.message.messageId } : { resource_id: hit.resourceId, chunk_id: hit.chunkId, chunk_index: hit.chunkIndex }),
    ...(detail === 'ids' ? {} : { content: detail === 'snippet' ? snippetOf(hit.content, query) : hit.content }),
    similarity_score: similarity === null ? null : round(similarity),
    score: round(score),
    why: { ...rounded({ ...why }), ...(features && { features: rounded(features) }) },
    metadata: hit.message ? aboutMessage(hit.message) : aboutMemory(hit),
  };
}

function aboutMemory({ fileName, resourceType, version, createdAtMs, agentId, tags, heading }: MemoryHit): JsonObject {
  return { file_name: fileName, resource_type: resourceType, version, created_at: isoTime(createdAtMs), agent_id: agentId, tags, heading };
}

function aboutMessage({ conversationId, role, agentName, sourceTool, timestampMs, agentId }: MessageView): JsonObject {
  return { conversation_id: conversationId, role, agent_name: agentName, source_tool: sourceTool, created_at: isoTime(timestampMs), agent_id: agentId };
}

function rounded(shares: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(shares).map(([signal, share]) => [signal, round(share)]));
}

/** Four decimals: what a reader can use, and a third of the tokens. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
