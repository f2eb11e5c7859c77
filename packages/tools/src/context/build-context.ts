import { LtmcError, type JsonObject } from '@ltmc/contracts';
import type { BuildResult, BuiltSource, DocumentRef } from '@ltmc/memory';
import { fitForms, type AnswerForm } from '../fit-forms.js';
import { arrayOf, BOOLEAN, inputSchema, INTEGER, objectOf, outputSchema, TEXT } from '../schema.js';
import type { Tool } from '../types.js';

interface DocumentInput {
  readonly content?: string;
  readonly id?: number | string;
  readonly file_name?: string;
  readonly chunk_id?: number;
}

interface Input {
  readonly documents: readonly DocumentInput[];
  readonly max_tokens: number;
  readonly query?: string;
}

const SOURCE = objectOf({ id: TEXT, resource_id: { type: ['integer', 'null'] }, tokens: INTEGER, total_tokens: INTEGER, truncated: BOOLEAN }, ['resource_id', 'tokens', 'total_tokens']);

/** Packs documents into one text within a token budget. */
export const buildContext: Tool<Input> = {
  name: 'build_context',
  title: 'Build a context',
  group: 'context',
  description: 'Pack given or stored documents into one text within a token budget, with query their most relevant passages first.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['memory', 'message'],
  inputSchema: inputSchema(
    {
      documents: {
        type: 'array',
        minItems: 1,
        maxItems: 100,
        items: {
          type: 'object',
          additionalProperties: false,
          properties: { content: { type: 'string' }, id: { type: ['integer', 'string'] }, file_name: { type: 'string' }, chunk_id: { type: 'integer' } },
        },
      },
      max_tokens: { type: 'integer', minimum: 100, maximum: 32_000, default: 4000, description: 'Of the whole answer' },
      query: { type: 'string', minLength: 1 },
    },
    ['documents'],
  ),
  outputSchema: outputSchema(
    { context: TEXT, token_count: INTEGER, tokenizer: TEXT, documents_included: INTEGER, documents_truncated: INTEGER, sources: arrayOf(SOURCE), truncated: { const: true } },
    ['truncated'],
  ),
  run: async ({ documents, max_tokens: maxTokens, query }, context, { memory, countTokens }) => {
    const built = await memory.recall.buildContext(context, { documents: documents.map(refOf), ...(query === undefined ? {} : { query }) });
    return fitForms(formsOf(built), { maxTokens, countTokens });
  },
};

/** Of several ways to name a document exactly one, but for the name of a content. */
function refOf({ content, id, file_name: fileName, chunk_id: chunkId }: DocumentInput, index: number): DocumentRef {
  if (content !== undefined && chunkId === undefined) return { content, name: String(fileName ?? id ?? '') };
  const given = [id, fileName, chunkId, content].filter((name) => name !== undefined);
  if (given.length !== 1) throw new LtmcError('LTMC_INVALID_INPUT', `documents.${index} must name exactly one document; give one of content, id, file_name, chunk_id`);
  if (chunkId !== undefined) return { chunkId };
  if (fileName !== undefined) return { fileName };
  return typeof id === 'number' || /^\d{1,15}$/.test(String(id)) ? { resourceId: Number(id) } : { fileName: String(id) };
}

/** What the sources say of themselves gives way where it would take most of the room: first to what is cut, then altogether. */
function formsOf(built: BuildResult): AnswerForm[] {
  return [
    { leastShare: 0.5, answer: (maxTextTokens) => answerOf(built, maxTextTokens, (source) => ({ ...cutOf(source), resource_id: source.resourceId, tokens: source.tokenCount, total_tokens: source.totalTokens })) },
    { leastShare: 0.3, answer: (maxTextTokens) => answerOf(built, maxTextTokens, cutOf) },
    { leastShare: 0, answer: (maxTextTokens) => answerOf(built, maxTextTokens) },
  ];
}

function cutOf({ name, truncated }: BuiltSource): JsonObject {
  return { id: name, truncated };
}

async function answerOf({ within }: BuildResult, maxTextTokens: number, show?: (source: BuiltSource) => JsonObject): Promise<JsonObject> {
  const { text, tokenCount, tokenizer, sources } = await within(maxTextTokens);
  const truncated = sources.filter((source) => source.truncated).length;
  return {
    success: true,
    context: text,
    token_count: tokenCount,
    tokenizer,
    documents_included: sources.filter((source) => source.tokenCount > 0).length,
    documents_truncated: truncated,
    sources: show ? sources.map(show) : [],
    ...(truncated > 0 || !show ? { truncated: true } : {}),
    ...(tokenizer === 'estimate' ? { degraded: ['tokenizer'] } : {}),
  };
}
