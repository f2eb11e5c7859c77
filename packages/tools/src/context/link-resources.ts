import type { JsonObject } from '@ltmc/contracts';
import type { MemoryName, RelateResult } from '@ltmc/memory';
import { BOOLEAN, inputSchema, INTEGER, METADATA, NUMBER, outputSchema, TEXT, TIME_OUT, WRITER, type WriterInput } from '../schema.js';
import { isoTime } from '../times.js';
import type { Tool } from '../types.js';
import { answerOf, idempotencyOf, touchesOne } from '../writing.js';
import { MEMORY, rounded } from './relation-fields.js';

interface Input extends WriterInput {
  readonly source_id: MemoryName;
  readonly target_id: MemoryName;
  readonly relationship_type: string;
  readonly strength: number;
  readonly metadata?: JsonObject;
}

/** States a relation between two memories. */
export const linkResources: Tool<Input> = {
  name: 'link_resources',
  title: 'Link two memories',
  group: 'context',
  description: 'State how one memory (resource_id or file_name) relates to another; stated again, it takes the new strength.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  aliases: { relation: 'relationship_type' },
  inputSchema: inputSchema(
    {
      source_id: MEMORY,
      target_id: MEMORY,
      relationship_type: { type: 'string', description: 'related_to, depends_on, supersedes, part_of, ... or any lower_snake' },
      strength: { type: 'number', minimum: 0, maximum: 1, default: 1 },
      metadata: METADATA,
      ...WRITER,
    },
    ['source_id', 'target_id', 'relationship_type'],
  ),
  outputSchema: outputSchema({ relationship_id: INTEGER, source_id: INTEGER, target_id: INTEGER, relationship_type: TEXT, strength: NUMBER, created: BOOLEAN, created_at: TIME_OUT }),
  touches: async ({ source_id: source }, context, { memory }) => touchesOne(await memory.relations.fileNameOf(context, source)),
  run: async (input, context, { memory }) => {
    const { source_id: source, target_id: target, relationship_type: type, strength, metadata } = input;
    const related = await memory.relations.relate(context, { source, target, type, strength, ...(metadata ? { metadata } : {}), ...idempotencyOf('link_resources', { ...input }) }, linkAnswer);
    return answerOf(related, linkAnswer);
  },
};

function linkAnswer({ relationshipId, sourceId, targetId, type, strength, created, createdAtMs }: RelateResult): JsonObject {
  return {
    success: true, relationship_id: relationshipId, source_id: sourceId, target_id: targetId, relationship_type: type, strength: rounded(strength), created, created_at: isoTime(createdAtMs),
  };
}
