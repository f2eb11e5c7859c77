import type { JsonObject } from '@ltmc/contracts';
import type { AddedTodoResult } from '@ltmc/memory';
import { inputSchema, INTEGER, outputSchema, TAGS, TEXT, TIME, TIME_OUT, WRITER, type WriterInput } from '../schema.js';
import { isoTime, parseTimes } from '../times.js';
import type { Tool } from '../types.js';
import { answerOf, idempotencyOf, touchesNone } from '../writing.js';
import { PRIORITY_OUT, STATUS_OUT } from './todo-fields.js';

type Priority = 1 | 2 | 3;

const PRIORITIES = { low: 1, medium: 2, high: 3 } as const;

interface Input extends WriterInput {
  readonly title: string;
  readonly description: string;
  readonly priority: Priority | keyof typeof PRIORITIES;
  readonly due_at?: string;
  readonly tags?: readonly string[];
  readonly assigned_agent?: string;
}

/** Puts a task on the list. */
export const addTodo: Tool<Input> = {
  name: 'add_todo',
  title: 'Add a todo',
  group: 'todo',
  description: 'Note a task to be done later by you or another agent; facts belong in store_memory.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  inputSchema: inputSchema(
    {
      title: TEXT,
      description: { type: 'string', default: '' },
      priority: { enum: [1, 2, 3, 'low', 'medium', 'high'], default: 1 },
      due_at: TIME,
      tags: TAGS,
      assigned_agent: TEXT,
      ...WRITER,
    },
    ['title'],
  ),
  outputSchema: outputSchema({ todo_id: INTEGER, title: TEXT, priority: PRIORITY_OUT, status: STATUS_OUT, created_at: TIME_OUT }),
  touches: touchesNone,
  run: async (input, context, { memory }) => {
    const { title, description, priority, tags, assigned_agent: assignedAgent } = input;
    const added = await memory.todos.add(
      context,
      {
        title,
        description,
        priority: typeof priority === 'number' ? priority : PRIORITIES[priority],
        ...parseTimes({ dueAtMs: 'due_at' }, { ...input }),
        ...(tags ? { tags } : {}),
        ...(assignedAgent === undefined ? {} : { assignedAgent }),
        ...idempotencyOf('add_todo', { ...input }),
      },
      addedAnswer,
    );
    return answerOf(added, addedAnswer);
  },
};

function addedAnswer({ todoId, title, priority, status, createdAtMs, degraded }: AddedTodoResult): JsonObject {
  return { success: true, todo_id: todoId, title, priority, status, created_at: isoTime(createdAtMs), ...(degraded ? { degraded } : {}) };
}
