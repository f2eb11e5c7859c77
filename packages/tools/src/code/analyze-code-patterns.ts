import type { JsonObject } from '@ltmc/contracts';
import type { AnalysedPatterns, SuccessPredictor, SuccessRate } from '@ltmc/memory';
import { arrayOf, inputSchema, INTEGER, NUMBER, NUMBER_OR_NULL, objectOf, outputSchema, TEXT, TEXT_OR_NULL, TIME_OUT } from '../schema.js';
import { isoTime } from '../times.js';
import type { Tool } from '../types.js';
import { PLACE, placeOf, round, roundOrNull, type PlaceInput } from './code-fields.js';

interface Input extends Omit<PlaceInput, 'language'> {
  readonly query?: string;
  readonly limit: number;
  readonly time_range_days: number;
}

/** Enough to recognise the patterns by. */
const MAX_EXAMPLES = 5;

const INTERVAL: JsonObject = arrayOf(NUMBER);

const ANALYSIS = objectOf({
  total_patterns_analyzed: INTEGER,
  success_statistics: objectOf({ overall_success_rate: NUMBER_OR_NULL, attempts: INTEGER, interval: INTERVAL, pass_count: INTEGER, fail_count: INTEGER, error_count: INTEGER, partial_count: INTEGER }),
  performance_metrics: objectOf({ average_execution_time_ms: NUMBER_OR_NULL, fastest_execution_ms: NUMBER_OR_NULL, slowest_execution_ms: NUMBER_OR_NULL }),
  tag_analysis: objectOf({
    most_common_tags: arrayOf(objectOf({ tag: TEXT, count: INTEGER, success_rate: NUMBER })),
    success_predictors: arrayOf(objectOf({ tag: TEXT, success_rate: NUMBER, n: INTEGER, success_rate_without: NUMBER, n_without: INTEGER, p_value: NUMBER })),
  }),
  failure_patterns: arrayOf(objectOf({ common_error: TEXT, frequency: INTEGER, example_ids: arrayOf(INTEGER) })),
  improvement_suggestions: arrayOf(TEXT),
});

/** Says what the logged attempts add up to. */
export const analyzeCodePatterns: Tool<Input> = {
  name: 'analyze_code_patterns',
  title: 'Analyze code patterns',
  group: 'code',
  description: 'See how often code attempts pass, which errors recur and what predicts success, of all or of those near a query.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  inputSchema: inputSchema({
    query: TEXT,
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
    time_range_days: { type: 'number', exclusiveMinimum: 0, maximum: 9999, default: 30 },
    ...PLACE,
  }),
  outputSchema: outputSchema({ analysis: ANALYSIS, query_filter: TEXT_OR_NULL, analysis_timestamp: TIME_OUT }),
  run: async (input, context, { memory }) => {
    const { query, limit, time_range_days: timeRangeDays } = input;
    const analysed = await memory.code.analyse(context, { limit, timeRangeDays, ...placeOf(input), ...(query === undefined ? {} : { query }) });
    return {
      success: true,
      analysis: analysisOf(analysed),
      query_filter: query ?? null,
      analysis_timestamp: isoTime(analysed.atMs),
      ...(analysed.degraded ? { degraded: analysed.degraded } : {}),
    };
  },
};

function analysisOf({ patterns, success, counts, executionMs, tags, predictors, failures, suggestions }: AnalysedPatterns): JsonObject {
  return {
    total_patterns_analyzed: patterns,
    success_statistics: { ...statisticsOf(success), pass_count: counts.pass, fail_count: counts.fail, error_count: counts.error, partial_count: counts.partial },
    performance_metrics: {
      average_execution_time_ms: roundOrNull(executionMs?.average ?? null),
      fastest_execution_ms: executionMs?.fastest ?? null,
      slowest_execution_ms: executionMs?.slowest ?? null,
    },
    tag_analysis: { most_common_tags: tags.map(({ tag, count, success: { rate } }) => ({ tag, count, success_rate: round(rate) })), success_predictors: predictors.map(predictorOf) },
    failure_patterns: failures.map(({ commonError, frequency, patternIds }) => ({ common_error: commonError, frequency, example_ids: patternIds.slice(0, MAX_EXAMPLES) })),
    improvement_suggestions: suggestions,
  };
}

function statisticsOf({ rate, n, interval: [low, high] }: SuccessRate): JsonObject {
  return { overall_success_rate: n === 0 ? null : round(rate), attempts: n, interval: [round(low), round(high)] };
}

function predictorOf({ tag, with: own, without, pValue }: SuccessPredictor): JsonObject {
  return { tag, success_rate: round(own.rate), n: own.n, success_rate_without: round(without.rate), n_without: without.n, p_value: Number(pValue.toPrecision(3)) };
}
