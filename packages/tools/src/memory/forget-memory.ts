import { LtmcError, type JsonObject } from '@ltmc/contracts';
import type { ForgetResult } from '@ltmc/memory';
import { BOOLEAN, CONVERSATION_ID, MEMORY_NAME, inputSchema, INTEGER, objectOf, outputSchema, RESOURCE_ID, WRITER, type WriterInput } from '../schema.js';
import { isoTime } from '../times.js';
import type { Tool } from '../types.js';
import { answerOf, idempotencyOf, touchesOne } from '../writing.js';
import { refOf } from './get-memory.js';

interface Input extends WriterInput {
  readonly resource_id?: number;
  readonly file_name?: string;
  readonly conversation_id?: string;
  readonly dry_run: boolean;
  readonly purge: boolean;
  readonly undo: boolean;
}

/** Hides a memory or a conversation (with undo), or removes it for good. */
export const forgetMemory: Tool<Input> = {
  name: 'forget_memory',
  title: 'Forget a memory',
  group: 'memory',
  description: 'Hide a memory or a whole conversation; undo brings it back within 7 days, purge erases it for good. To correct a memory store it again.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  inputSchema: inputSchema({
    resource_id: RESOURCE_ID,
    file_name: MEMORY_NAME,
    conversation_id: CONVERSATION_ID,
    dry_run: { type: 'boolean', default: false },
    purge: { type: 'boolean', default: false },
    undo: { type: 'boolean', default: false },
    ...WRITER,
  }),
  outputSchema: outputSchema({
    forgotten: objectOf({ resources: INTEGER, chunks: INTEGER, messages: INTEGER, links: INTEGER }),
    purged: BOOLEAN,
    undo_until: { type: ['string', 'null'], format: 'date-time' },
  }),
  touches: async (input, context, { memory }) => {
    if (input.dry_run || input.conversation_id !== undefined) return [];
    return touchesOne(await memory.fileNameOf(context, refOf('forget_memory', input)));
  },
  run: async (input, context, { memory }) => {
    const { dry_run: dryRun, purge, undo, conversation_id: conversationId } = input;
    const how = { dryRun, purge, undo, ...idempotencyOf('forget_memory', { ...input }) };
    if (conversationId !== undefined) {
      if (input.file_name !== undefined || input.resource_id !== undefined) throw new LtmcError('LTMC_INVALID_INPUT', 'forget_memory takes one of resource_id, file_name and conversation_id');
      return answerOf(await memory.chats.forget(context, { conversationId, ...how }, forgetAnswer), forgetAnswer);
    }
    const result = await memory.forget(context, { ...refOf('forget_memory', input), ...how }, forgetAnswer);
    return answerOf(result, forgetAnswer);
  },
};

function forgetAnswer({ forgotten, purged, undoUntilMs }: ForgetResult): JsonObject {
  return {
    success: true,
    forgotten: { ...forgotten },
    purged,
    undo_until: undoUntilMs === null ? null : isoTime(undoUntilMs),
  };
}
