import type { JsonObject } from '@ltmc/contracts';
import type { MemoryName, RelatedMemory, RelationHop } from '@ltmc/memory';
import { fitAnswer } from '../answer-budget.js';
import { arrayOf, BOOLEAN, inputSchema, INTEGER, MAX_TOKENS, NUMBER, objectOf, outputSchema, seldom, TEXT } from '../schema.js';
import type { Tool } from '../types.js';
import { DEPTH, MEMORY, RELATIONSHIP_TYPES, rounded } from './relation-fields.js';

interface Input {
  readonly document_id: MemoryName;
  readonly max_depth: number;
  readonly relationship_types?: readonly string[];
  readonly limit: number;
  readonly max_tokens?: number;
}

const DIRECTION = { enum: ['out', 'in'] };
/** A step leads to a memory, or to a tag. */
const HOP = objectOf({ document_id: INTEGER, tag: TEXT, relationship_type: TEXT, strength: NUMBER, direction: DIRECTION, automatic: BOOLEAN }, ['document_id', 'tag']);
const RELATED = arrayOf(objectOf({ document_id: INTEGER, file_name: TEXT, relationship_type: TEXT, strength: NUMBER, direction: DIRECTION, path: arrayOf(HOP) }));

/** Everything that a memory is linked to, with the ways there. */
export const getDocumentRelationships: Tool<Input> = {
  name: 'get_document_relationships',
  title: 'Relations of a memory',
  group: 'context',
  description: 'See what a memory is linked to, directly and over others, with the ways. From a question: query_graph.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['memory', 'message', 'edge'],
  aliases: { doc_id: 'document_id' },
  inputSchema: inputSchema(
    {
      document_id: MEMORY,
      max_depth: { ...DEPTH, default: 2 },
      relationship_types: seldom(RELATIONSHIP_TYPES),
      limit: { type: 'integer', minimum: 1, maximum: 1000, default: 200 },
      max_tokens: { ...MAX_TOKENS, minimum: 150 },
    },
    ['document_id'],
  ),
  outputSchema: outputSchema(
    {
      document_id: INTEGER,
      relationships: objectOf({ depth_1: RELATED, depth_2: RELATED, depth_3: RELATED, depth_4: RELATED, depth_5: RELATED }, ['depth_2', 'depth_3', 'depth_4', 'depth_5']),
      total_relationships: INTEGER,
      max_depth_reached: INTEGER,
      source: TEXT,
      truncated: { const: true },
    },
    ['truncated'],
  ),
  run: async ({ document_id: name, max_depth: maxDepth, relationship_types: types, limit, max_tokens: maxTokens }, context, { memory, countTokens }) => {
    const found = await memory.relations.neighbours(context, { memory: name, maxDepth, limit, ...(types ? { types } : {}) });
    const depths = found.related.map(({ depth }) => depth);
    const answer = (entries: readonly JsonObject[], truncated: boolean): JsonObject => ({
      success: true,
      document_id: found.resourceId,
      relationships: byDepth(entries, depths),
      total_relationships: found.related.length,
      max_depth_reached: Math.max(0, ...depths),
      source: found.source,
      ...(truncated || found.truncated ? { truncated: true } : {}),
      ...(found.degraded ? { degraded: found.degraded } : {}),
    });
    return fitAnswer(found.related.map(entryOf), answer, { maxTokens, countTokens });
  },
};

/** Entries come nearest first, as many as fit; `depths` are those of all. */
function byDepth(entries: readonly JsonObject[], depths: readonly number[]): JsonObject {
  const grouped: Record<string, JsonObject[]> = { depth_1: [] };
  for (const [index, entry] of entries.entries()) (grouped[`depth_${depths[index] ?? 1}`] ??= []).push(entry);
  return grouped;
}

function entryOf({ resourceId, fileName, type, strength, path }: RelatedMemory): JsonObject {
  return { document_id: resourceId, file_name: fileName, relationship_type: type, strength: rounded(strength), direction: path.at(-1)?.direction ?? 'out', path: path.map(hopOf) };
}

function hopOf({ to, type, strength, direction, automatic }: RelationHop): JsonObject {
  return { ...('tag' in to ? { tag: to.tag } : { document_id: to.resourceId }), relationship_type: type, strength: rounded(strength), direction, automatic };
}
