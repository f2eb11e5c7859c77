import type { JsonObject } from '@ltmc/contracts';
import type { AutoLinkResult, MemoryName } from '@ltmc/memory';
import { arrayOf, inputSchema, INTEGER, NUMBER, objectOf, outputSchema, seldom, TEXT, WRITER, type WriterInput } from '../schema.js';
import type { Tool } from '../types.js';
import { answerOf, idempotencyOf, touchesOne } from '../writing.js';
import { MEMORY, rounded } from './relation-fields.js';

interface Input extends WriterInput {
  readonly document_id: MemoryName;
  readonly similarity_threshold: number;
  readonly limit: number;
}

/** Links a memory to those that say nearly the same. */
export const autoLinkDocuments: Tool<Input> = {
  name: 'auto_link_documents',
  title: 'Link similar memories',
  group: 'context',
  description: 'Link a memory to those with similar content, as strong as they are similar. Other links: link_resources.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  aliases: { doc_id: 'document_id' },
  inputSchema: inputSchema(
    {
      document_id: MEMORY,
      similarity_threshold: seldom({ type: 'number', minimum: 0, maximum: 1, default: 0.8 }),
      limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
      ...WRITER,
    },
    ['document_id'],
  ),
  outputSchema: outputSchema({
    document_id: INTEGER,
    links_created: INTEGER,
    similar_documents: arrayOf(objectOf({ document_id: INTEGER, file_name: TEXT, similarity_score: NUMBER, relationship_type: TEXT })),
  }),
  touches: async ({ document_id: name }, context, { memory }) => touchesOne(await memory.relations.fileNameOf(context, name)),
  run: async (input, context, { memory }) => {
    const { document_id: name, similarity_threshold: threshold, limit } = input;
    const linked = await memory.relations.autoLink(context, { memory: name, threshold, limit, ...idempotencyOf('auto_link_documents', { ...input }) }, linkedAnswer);
    return answerOf(linked, linkedAnswer);
  },
};

function linkedAnswer({ resourceId, created, similar, degraded }: AutoLinkResult): JsonObject {
  return {
    success: true,
    document_id: resourceId,
    links_created: created,
    similar_documents: similar.map((one) => ({ document_id: one.resourceId, file_name: one.fileName, similarity_score: rounded(one.similarity), relationship_type: one.type })),
    ...(degraded ? { degraded } : {}),
  };
}
