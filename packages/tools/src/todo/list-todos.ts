import type { JsonObject, TodoStatus } from '@ltmc/contracts';
import { fitAnswer } from '../answer-budget.js';
import { arrayOf, CURSOR, inputSchema, INTEGER, MAX_TOKENS, outputSchema, TEXT } from '../schema.js';
import type { Tool } from '../types.js';
import { todoOf, todoSchema } from './todo-fields.js';

interface Input {
  readonly status: TodoStatus | 'all';
  readonly limit: number;
  readonly cursor?: string;
  readonly max_tokens?: number;
}

/** Pages through the tasks, newest first. */
export const listTodos: Tool<Input> = {
  name: 'list_todos',
  title: 'List todos',
  group: 'todo',
  description: 'See what is to be done or was done, newest first, a page at a time.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['todo'],
  inputSchema: inputSchema({
    status: { type: 'string', enum: ['all', 'pending', 'completed'], default: 'all' },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
    cursor: CURSOR,
    max_tokens: MAX_TOKENS,
  }),
  outputSchema: outputSchema({ todos: arrayOf(todoSchema()), total_count: INTEGER, filtered_count: INTEGER, next_cursor: TEXT, truncated: { const: true } }, ['next_cursor', 'truncated']),
  run: async ({ status, limit, cursor, max_tokens: maxTokens }, context, { memory, countTokens }) => {
    const { todos, totalCount, filteredCount, nextCursor } = await memory.todos.list(context, {
      limit,
      ...(status === 'all' ? {} : { status }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const answer = (shown: readonly JsonObject[], truncated: boolean): JsonObject => ({
      success: true,
      todos: shown,
      total_count: totalCount,
      filtered_count: filteredCount,
      // Of a shortened page, the next one would skip what was left out.
      ...(nextCursor === undefined || truncated ? {} : { next_cursor: nextCursor }),
      ...(truncated ? { truncated: true } : {}),
    });
    return fitAnswer(todos.map(todoOf), answer, { maxTokens, countTokens });
  },
};
