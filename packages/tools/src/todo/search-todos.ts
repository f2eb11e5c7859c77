import type { JsonObject } from '@ltmc/contracts';
import { fitAnswer } from '../answer-budget.js';
import { arrayOf, inputSchema, INTEGER, MAX_TOKENS, NUMBER, outputSchema, TEXT } from '../schema.js';
import type { Tool } from '../types.js';
import { todoOf, todoSchema } from './todo-fields.js';

interface Input {
  readonly query: string;
  readonly limit: number;
  readonly max_tokens?: number;
}

/** Finds tasks by meaning and words. */
export const searchTodos: Tool<Input> = {
  name: 'search_todos',
  title: 'Search todos',
  group: 'todo',
  description: 'Find todos by meaning and words, above all before adding one that may exist.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['todo'],
  inputSchema: inputSchema(
    { query: TEXT, limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 }, max_tokens: MAX_TOKENS },
    ['query'],
  ),
  outputSchema: outputSchema({ results: arrayOf(todoSchema({ relevance_score: NUMBER })), total_results: INTEGER, truncated: { const: true } }, ['truncated']),
  run: async ({ query, limit, max_tokens: maxTokens }, context, { memory, countTokens }) => {
    const { todos, degraded } = await memory.todos.search(context, { query, limit });
    const answer = (results: readonly JsonObject[], truncated: boolean): JsonObject => ({
      success: true,
      results,
      total_results: todos.length,
      ...(truncated ? { truncated: true } : {}),
      ...(degraded ? { degraded } : {}),
    });
    const results = todos.map(({ relevance, ...todo }) => ({ ...todoOf(todo), relevance_score: Math.round(relevance * 1e4) / 1e4 }));
    return fitAnswer(results, answer, { maxTokens, countTokens });
  },
};
