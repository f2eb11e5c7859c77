import type { JsonObject } from '@ltmc/contracts';
import type { MemoryService } from '@ltmc/memory';
import { INTEGER, objectOf, TAGS_OUT, TEXT, TEXT_OR_NULL, TIME_OUT } from '../schema.js';
import { isoTime } from '../times.js';

type Todo = Awaited<ReturnType<MemoryService['todos']['list']>>['todos'][number];

const TIME_OR_NULL: JsonObject = { type: ['string', 'null'], format: 'date-time' };

export const PRIORITY_OUT: JsonObject = { type: 'integer', enum: [1, 2, 3] };
export const STATUS_OUT: JsonObject = { type: 'string', enum: ['pending', 'completed'] };

/** What every answer says of a todo. */
const FIELDS: Record<string, JsonObject> = {
  todo_id: INTEGER, title: TEXT, description: TEXT, priority: PRIORITY_OUT, status: STATUS_OUT, due_at: TIME_OR_NULL, tags: TAGS_OUT, assigned_agent: TEXT_OR_NULL,
  created_at: TIME_OUT, completed_at: TIME_OR_NULL,
};

/** The schema of {@link todoOf} with more fields. */
export function todoSchema(more: Record<string, JsonObject> = {}): JsonObject {
  return objectOf({ ...FIELDS, ...more });
}

export function todoOf(todo: Todo): JsonObject {
  return {
    todo_id: todo.todoId,
    title: todo.title,
    description: todo.description,
    priority: todo.priority,
    status: todo.status,
    due_at: timeOrNull(todo.dueAtMs),
    tags: todo.tags,
    assigned_agent: todo.assignedAgent,
    created_at: isoTime(todo.createdAtMs),
    completed_at: timeOrNull(todo.completedAtMs),
  };
}

function timeOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms);
}
