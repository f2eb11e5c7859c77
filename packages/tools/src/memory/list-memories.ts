import { arrayOf, CURSOR, inputSchema, INTEGER, objectOf, outputSchema, TAGS, TEXT, TIME, TIME_OUT } from '../schema.js';
import { isoTime, parseTimes } from '../times.js';
import type { Tool } from '../types.js';

interface Input {
  readonly resource_type?: string;
  readonly tags?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly query?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Pages through what is stored, newest first. */
export const listMemories: Tool<Input> = {
  name: 'list_memories',
  title: 'List memories',
  group: 'memory',
  description: 'See which memories are stored, newest first; query keeps those with the words in name or text. To find an answer use retrieve_memory.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['memory'],
  inputSchema: inputSchema({
    resource_type: { type: 'string', minLength: 1, maxLength: 64 },
    tags: TAGS,
    since: TIME,
    until: TIME,
    query: { type: 'string', minLength: 1 },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    cursor: CURSOR,
  }),
  outputSchema: outputSchema(
    {
      memories: arrayOf(objectOf({ resource_id: INTEGER, file_name: TEXT, resource_type: TEXT, version: INTEGER, chunks: INTEGER, updated_at: TIME_OUT })),
      total_count: INTEGER,
      next_cursor: TEXT,
    },
    ['next_cursor'],
  ),
  run: async (input, context, { memory }) => {
    const { resource_type: resourceType, tags, query, limit, cursor } = input;
    const page = await memory.list(context, {
      limit,
      ...(resourceType === undefined ? {} : { resourceType }),
      ...(tags ? { tags } : {}),
      ...(query === undefined ? {} : { query }),
      ...(cursor === undefined ? {} : { cursor }),
      ...parseTimes({ sinceMs: 'since', untilMs: 'until' }, { ...input }),
    });
    return {
      success: true,
      memories: page.memories.map((summary) => ({
        resource_id: summary.resourceId,
        file_name: summary.fileName,
        resource_type: summary.resourceType,
        version: summary.version,
        chunks: summary.chunkCount,
        updated_at: isoTime(summary.updatedAtMs),
      })),
      total_count: page.totalCount,
      ...(page.nextCursor === undefined ? {} : { next_cursor: page.nextCursor }),
    };
  },
};
