import type { JsonObject, TodoView } from '@ltmc/contracts';
import { inputSchema, INTEGER, outputSchema, TIME_OUT, WRITER, type WriterInput } from '../schema.js';
import { isoTime } from '../times.js';
import type { Tool } from '../types.js';
import { answerOf, idempotencyOf, touchesNone } from '../writing.js';
import { STATUS_OUT } from './todo-fields.js';

interface Input extends WriterInput {
  readonly todo_id: number;
}

/** Marks a task as done. */
export const completeTodo: Tool<Input> = {
  name: 'complete_todo',
  title: 'Complete a todo',
  group: 'todo',
  description: 'Mark a todo as done once its work is finished.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  aliases: { id: 'todo_id' },
  inputSchema: inputSchema({ todo_id: { type: 'integer', minimum: 1 }, ...WRITER }, ['todo_id']),
  outputSchema: outputSchema({ todo_id: INTEGER, status: STATUS_OUT, completed_at: TIME_OUT }),
  touches: touchesNone,
  run: async (input, context, { memory }) => {
    const completed = await memory.todos.complete(context, { todoId: input.todo_id, ...idempotencyOf('complete_todo', { ...input }) }, completedAnswer);
    return answerOf(completed, completedAnswer);
  },
};

function completedAnswer({ todoId, status, completedAtMs, createdAtMs }: TodoView): JsonObject {
  return { success: true, todo_id: todoId, status, completed_at: isoTime(completedAtMs ?? createdAtMs) };
}
