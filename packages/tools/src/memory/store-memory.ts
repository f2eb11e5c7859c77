import type { JsonObject } from '@ltmc/contracts';
import type { StoreResult, WaitMode } from '@ltmc/memory';
import { arrayOf, BOOLEAN, FILE_NAME, inputSchema, INTEGER, METADATA, outputSchema, TAGS, TEXT, TIME, WRITER, type WriterInput } from '../schema.js';
import { parseTimes } from '../times.js';
import type { Tool } from '../types.js';
import { answerOf, idempotencyOf, touchesOne } from '../writing.js';

interface Input extends WriterInput {
  readonly file_name: string;
  readonly content: string;
  readonly resource_type: string;
  readonly tags?: readonly string[];
  readonly metadata?: JsonObject;
  readonly valid_from?: string;
  readonly expires_at?: string;
  readonly wait: WaitMode;
}

/** Stores a document under a name; the same name again makes a new version. */
export const storeMemory: Tool<Input> = {
  name: 'store_memory',
  title: 'Store a memory',
  group: 'memory',
  description:
    'Remember a document, note, decision or code so that any later session finds it, by its name too; the same file_name makes a new version. Not for chat turns, todos or secrets.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  inputSchema: inputSchema(
    {
      file_name: FILE_NAME,
      content: { type: 'string' },
      resource_type: { type: 'string', minLength: 1, maxLength: 64, default: 'document', description: 'document, code, note, ...' },
      tags: TAGS,
      metadata: METADATA,
      valid_from: TIME,
      expires_at: TIME,
      wait: { type: 'string', enum: ['auto', 'durable', 'searchable'], default: 'auto' },
      ...WRITER,
    },
    ['file_name', 'content'],
  ),
  outputSchema: outputSchema({
    resource_id: INTEGER,
    version: INTEGER,
    chunks_created: INTEGER,
    vector_ids: arrayOf(INTEGER),
    pending_chunks: INTEGER,
    unchanged: BOOLEAN,
    message: TEXT,
  }),
  touches: async ({ file_name: fileName }, context, { memory }) => touchesOne(await memory.fileNameOf(context, { fileName })),
  run: async (input, context, { memory }) => {
    const { file_name: fileName, content, resource_type: resourceType, tags, metadata, wait } = input;
    const answer = (result: StoreResult): JsonObject => storeAnswer(fileName, result);
    const stored = await memory.store(
      context,
      {
        fileName,
        content,
        resourceType,
        wait,
        ...(tags ? { tags } : {}),
        ...(metadata ? { metadata } : {}),
        ...parseTimes({ validFromMs: 'valid_from', expiresAtMs: 'expires_at' }, { ...input }),
        ...idempotencyOf('store_memory', { ...input }),
      },
      answer,
    );
    return answerOf(stored, answer);
  },
};

function storeAnswer(fileName: string, { resourceId, version, chunksCreated, vectorIds, pendingChunks, unchanged, degraded }: StoreResult): JsonObject {
  const chunks = `${chunksCreated} chunk${chunksCreated === 1 ? '' : 's'}`;
  const later = pendingChunks > 0 ? `; ${pendingChunks} not yet searchable by meaning` : '';
  return {
    success: true,
    resource_id: resourceId,
    version,
    chunks_created: chunksCreated,
    vector_ids: vectorIds,
    pending_chunks: pendingChunks,
    unchanged,
    message: (unchanged ? `"${fileName}" already says exactly this (version ${version})` : `Stored "${fileName}" as version ${version} in ${chunks}`) + later,
    ...(degraded ? { degraded } : {}),
  };
}
