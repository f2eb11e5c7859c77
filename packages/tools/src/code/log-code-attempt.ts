import type { AttemptResult, JsonObject } from '@ltmc/contracts';
import type { LogAttemptResult } from '@ltmc/memory';
import { inputSchema, INTEGER, outputSchema, TAGS_OUT, TEXT, TIME_OUT, WRITER, type WriterInput } from '../schema.js';
import { isoTime } from '../times.js';
import type { Tool } from '../types.js';
import { answerOf, idempotencyOf, touchesNone } from '../writing.js';
import { LANGUAGE, PLACE, placeOf, RESULT, type PlaceInput } from './code-fields.js';

interface Input extends WriterInput, PlaceInput {
  readonly input_prompt: string;
  readonly generated_code: string;
  readonly result: AttemptResult;
  readonly execution_time_ms?: number;
  readonly error_message?: string;
  readonly tags?: readonly string[] | string;
}

/** Keeps what was tried in code and what came of it. */
export const logCodeAttempt: Tool<Input> = {
  name: 'log_code_attempt',
  title: 'Log a code attempt',
  group: 'code',
  description: 'Record code that was run or tested, with its outcome, failures too, so that what works is found again.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  inputSchema: inputSchema(
    {
      input_prompt: TEXT,
      generated_code: TEXT,
      result: RESULT,
      execution_time_ms: { type: 'number', minimum: 0 },
      error_message: TEXT,
      tags: { type: ['array', 'string'], items: TEXT, maxItems: 64, description: 'or with commas' },
      ...LANGUAGE,
      ...PLACE,
      ...WRITER,
    },
    ['input_prompt', 'generated_code', 'result'],
  ),
  outputSchema: outputSchema({ pattern_id: INTEGER, input_prompt: TEXT, result: RESULT, tags: TAGS_OUT, logged_at: TIME_OUT, pattern_fingerprint: TEXT, attempts: INTEGER }),
  touches: touchesNone,
  run: async (input, context, { memory }) => {
    const { input_prompt: inputPrompt, generated_code: generatedCode, result, execution_time_ms: executionTimeMs, error_message: errorMessage, tags } = input;
    const logged = await memory.code.log(
      context,
      {
        inputPrompt,
        generatedCode,
        result,
        ...placeOf(input),
        ...(executionTimeMs === undefined ? {} : { executionTimeMs }),
        ...(errorMessage === undefined ? {} : { errorMessage }),
        ...(tags === undefined ? {} : { tags: typeof tags === 'string' ? splitTags(tags) : tags }),
        ...idempotencyOf('log_code_attempt', { ...input }),
      },
      loggedAnswer,
    );
    return answerOf(logged, loggedAnswer);
  },
};

function splitTags(tags: string): string[] {
  return tags.split(',').map((tag) => tag.trim()).filter((tag) => tag !== '');
}

function loggedAnswer({ patternId, inputPrompt, result, tags, loggedAtMs, fingerprint, attempts, degraded }: LogAttemptResult): JsonObject {
  return {
    success: true, pattern_id: patternId, input_prompt: inputPrompt, result, tags, logged_at: isoTime(loggedAtMs), pattern_fingerprint: fingerprint, attempts,
    ...(degraded ? { degraded } : {}),
  };
}
