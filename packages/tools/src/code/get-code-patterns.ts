import type { AttemptResult, JsonObject } from '@ltmc/contracts';
import type { FoundPattern } from '@ltmc/memory';
import { fitAnswer } from '../answer-budget.js';
import { arrayOf, DETAIL, inputSchema, INTEGER, MAX_TOKENS, NUMBER, NUMBER_OR_NULL, objectOf, outputSchema, TAGS_OUT, TEXT, TEXT_OR_NULL, TIME_OUT } from '../schema.js';
import { snippetOf } from '../snippet.js';
import { isoTime } from '../times.js';
import type { Tool } from '../types.js';
import { LANGUAGE, PLACE, placeOf, RESULT, round, roundOrNull, type PlaceInput } from './code-fields.js';

type Detail = 'ids' | 'snippet' | 'full';

interface Input extends PlaceInput {
  readonly query: string;
  readonly limit: number;
  readonly result_filter?: AttemptResult;
  readonly max_tokens?: number;
  readonly detail: Detail;
}

/** Beside a pattern that works, the message of one that does not need not be whole. */
const MAX_ERROR_LENGTH = 500;
/** Of the query, where the answer has to be shortened. */
const MAX_QUERY_LENGTH = 60;

const PATTERN = objectOf(
  {
    pattern_id: INTEGER, input_prompt: TEXT, generated_code: TEXT, result: RESULT, execution_time_ms: NUMBER_OR_NULL, tags: TAGS_OUT, similarity_score: NUMBER_OR_NULL,
    success_rate: NUMBER, attempts: INTEGER, interval: arrayOf(NUMBER), created_at: TIME_OUT,
  },
  ['input_prompt', 'generated_code'],
);

/** Finds code that worked for the like, and says what did not. */
export const getCodePatterns: Tool<Input> = {
  name: 'get_code_patterns',
  title: 'Get code patterns',
  group: 'code',
  description: 'Before writing code, find what worked for a similar task, how surely, and what failed. Statistics: analyze_code_patterns.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['pattern'],
  inputSchema: inputSchema(
    {
      query: TEXT,
      limit: { type: 'integer', minimum: 1, maximum: 20, default: 5 },
      result_filter: { ...RESULT, description: 'default pass or partial' },
      ...LANGUAGE,
      ...PLACE,
      max_tokens: { ...MAX_TOKENS, minimum: 300 },
      detail: DETAIL,
    },
    ['query'],
  ),
  outputSchema: outputSchema(
    {
      query: TEXT,
      patterns: arrayOf(PATTERN),
      warnings: arrayOf(objectOf({ pattern_id: INTEGER, error_message: TEXT_OR_NULL, attempts: INTEGER })),
      total_patterns: INTEGER,
      average_success_rate: NUMBER_OR_NULL,
      truncated: { const: true },
    },
    ['truncated'],
  ),
  run: async (input, context, { memory, countTokens }) => {
    const { query, limit, result_filter: result, detail, max_tokens: maxTokens } = input;
    const found = await memory.code.find(context, { query, limit, ...placeOf(input), ...(result === undefined ? {} : { result }) });
    const answer = (entries: readonly JsonObject[], truncated: boolean): JsonObject => ({
      success: true,
      query: truncated ? cut(query, MAX_QUERY_LENGTH) : query,
      patterns: entries.filter((entry) => !('error_message' in entry)),
      warnings: entries.filter((entry) => 'error_message' in entry),
      total_patterns: found.patterns.length,
      average_success_rate: roundOrNull(found.averageSuccessRate),
      ...(truncated ? { truncated: true } : {}),
      ...(found.degraded ? { degraded: found.degraded } : {}),
    });
    // The best pattern first, then the warnings, which are short: one of them can save more than a fifth pattern.
    const patterns = found.patterns.map((pattern) => patternOf(pattern, detail, query));
    const entries = [...patterns.slice(0, 1), ...found.warnings.map(warningOf), ...patterns.slice(1)];
    return fitAnswer(entries, answer, { maxTokens, countTokens });
  },
};

function patternOf(pattern: FoundPattern, detail: Detail, query: string): JsonObject {
  const { success: { rate, n, interval: [low, high] } } = pattern;
  const shown = (text: string): string => (detail === 'snippet' ? snippetOf(text, query) : text);
  return {
    pattern_id: pattern.patternId,
    ...(detail === 'ids' ? {} : { input_prompt: shown(pattern.inputPrompt), generated_code: shown(pattern.generatedCode) }),
    result: pattern.result,
    execution_time_ms: roundOrNull(pattern.executionTimeMs),
    tags: pattern.tags,
    similarity_score: roundOrNull(pattern.similarity),
    success_rate: round(rate),
    attempts: n,
    interval: [round(low), round(high)],
    created_at: isoTime(pattern.createdAtMs),
  };
}

function warningOf({ patternId, lastError, success: { n } }: FoundPattern): JsonObject {
  return { pattern_id: patternId, error_message: lastError === null ? null : cut(lastError, MAX_ERROR_LENGTH), attempts: n };
}

function cut(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
