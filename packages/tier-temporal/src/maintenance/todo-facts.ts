import type { JsonObject } from '@ltmc/contracts';
import { firstRow, onlyRow } from '../sqlite/connection.js';
import { addTodoRow } from '../sqlite/todos.js';
import type { KindFacts } from './kind-facts.js';

interface TodoFields {
  readonly title: string;
  readonly description: string;
  readonly priority: 1 | 2 | 3;
  readonly due_at_ms: number | null;
  readonly assigned_agent: string | null;
  readonly created_at_ms: number;
  readonly completed_at_ms: number | null;
}

const READ = 'SELECT title, description, priority, due_at_ms, assigned_agent, created_at_ms, completed_at_ms FROM todos WHERE resource_id = $resourceId';

const COMPLETE = 'UPDATE todos SET completed_at_ms = coalesce(completed_at_ms, $completedAtMs) WHERE resource_id = $resourceId RETURNING id';

/** A todo that the record has keeps its own; only that it was completed is taken over. */
export const todoFacts: KindFacts = {
  read: async (sql, resourceId) => ({ ...(await onlyRow<TodoFields>(sql, READ, { $resourceId: resourceId })) }),
  isUsable: isTodo,
  write: async (sql, { resourceId }, facts) => {
    if (!isTodo(facts)) throw new TypeError('facts are checked before they are written');
    const { title, description, priority, due_at_ms: dueAtMs, assigned_agent: assignedAgent, created_at_ms: createdAtMs, completed_at_ms: completedAtMs } = facts;
    if (await firstRow(sql, COMPLETE, { $resourceId: resourceId, $completedAtMs: completedAtMs })) return;
    await addTodoRow(sql, resourceId, { title, description, priority, dueAtMs, assignedAgent, createdAtMs, completedAtMs });
  },
};

function isTodo(facts: JsonObject): facts is JsonObject & TodoFields {
  const isTime = (value: unknown): boolean => Number.isSafeInteger(value);
  const { title, description, priority, due_at_ms: due, assigned_agent: agent, created_at_ms: created, completed_at_ms: completed } = facts;
  return typeof title === 'string' && title !== '' && typeof description === 'string' && (priority === 1 || priority === 2 || priority === 3)
    && (due === null || isTime(due)) && (agent === null || typeof agent === 'string') && isTime(created) && (completed === null || isTime(completed));
}
