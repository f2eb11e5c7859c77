import { LtmcError, type JsonObject, type ResourceRef, type VersionSummary } from '@ltmc/contracts';
import { fitText } from '../answer-budget.js';
import { arrayOf, MEMORY_NAME, inputSchema, INTEGER, MAX_TOKENS, METADATA, objectOf, outputSchema, RESOURCE_ID, TAGS_OUT, TEXT, TEXT_OR_NULL, TIME, TIME_OUT } from '../schema.js';
import { isoTime, parseTimes } from '../times.js';
import type { Tool } from '../types.js';

interface Input {
  readonly resource_id?: number;
  readonly file_name?: string;
  readonly version?: number;
  readonly as_of?: string;
  readonly max_tokens?: number;
}

const TIME_OR_NULL = { type: ['string', 'null'], format: 'date-time' };

/** Reads a whole memory, now or as it was. */
export const getMemory: Tool<Input> = {
  name: 'get_memory',
  title: 'Read a memory',
  group: 'memory',
  description: 'Read one memory whole, with its history, or an earlier text of it. To search use retrieve_memory.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['memory', 'edge'],
  inputSchema: inputSchema({
    resource_id: RESOURCE_ID,
    file_name: MEMORY_NAME,
    version: { type: 'integer', minimum: 1 },
    as_of: TIME,
    max_tokens: { ...MAX_TOKENS, minimum: 300 },
  }),
  outputSchema: outputSchema({
    resource_id: INTEGER,
    file_name: TEXT,
    content: TEXT,
    version: INTEGER,
    versions: arrayOf(objectOf({ version: INTEGER, created_at: TIME_OUT, superseded_at: TIME_OR_NULL, chunks: INTEGER, agent_id: TEXT_OR_NULL })),
    metadata: objectOf({
      resource_type: TEXT,
      tags: TAGS_OUT,
      created_at: TIME_OUT,
      valid_from: TIME_OR_NULL,
      expires_at: TIME_OR_NULL,
      agent_id: TEXT_OR_NULL,
      session_id: TEXT_OR_NULL,
      custom: METADATA,
    }),
    relationships_count: INTEGER,
    truncated: { const: true },
  }, ['truncated']),
  run: async (input, context, { memory, countTokens }) => {
    const found = await memory.get(context, refOf('get_memory', input), {
      ...(input.version === undefined ? {} : { version: input.version }),
      ...parseTimes({ asOfMs: 'as_of' }, { ...input }),
    });
    const relationshipsCount = await memory.relations.count(context, found.resourceId);
    const answer = (content: string, truncated: boolean): JsonObject => ({
      success: true,
      resource_id: found.resourceId,
      file_name: found.fileName,
      content,
      version: found.version,
      versions: (truncated ? found.versions.filter(({ version }) => version === found.version) : found.versions).map(versionOf),
      metadata: {
        resource_type: found.resourceType,
        tags: found.tags,
        created_at: isoTime(found.recordedAtMs),
        valid_from: timeOrNull(found.validFromMs),
        expires_at: timeOrNull(found.expiresAtMs),
        agent_id: found.agentId,
        session_id: found.sessionId,
        custom: found.metadata,
      },
      relationships_count: relationshipsCount,
      ...(truncated ? { truncated: true } : {}),
    });
    return fitText(found.content, answer, { maxTokens: input.max_tokens, countTokens });
  },
};

/** Exactly one of the two names of a memory. */
export function refOf(tool: string, { resource_id: resourceId, file_name: fileName }: Pick<Input, 'resource_id' | 'file_name'>): ResourceRef {
  if (resourceId !== undefined && fileName === undefined) return { resourceId };
  if (fileName !== undefined && resourceId === undefined) return { fileName };
  throw new LtmcError('LTMC_INVALID_INPUT', `${tool} needs either resource_id or file_name${fileName === undefined ? '' : ', not both'}`);
}

function versionOf({ version, recordedAtMs, supersededAtMs, chunkCount, agentId }: VersionSummary): JsonObject {
  return { version, created_at: isoTime(recordedAtMs), superseded_at: timeOrNull(supersededAtMs), chunks: chunkCount, agent_id: agentId };
}

function timeOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms);
}
