import { randomUUID } from 'node:crypto';
import type { TodoPage, TodoRecord, TodoStatus, TodoView } from '@ltmc/contracts';
import { decodeCursor, FIRST_PAGE, pageOf } from '../page-cursor.js';
import { todoVersion } from '../todo-version.js';
import { requireStorableTexts } from '../storable.js';
import type { MemoryAccess } from './access.js';
import type { MemoryState, MemoryTodo } from './state.js';
import * as writes from './writes.js';

/** Todos of the reference driver. */
export function createMemoryTodos({ open, write }: MemoryAccess): TodoRecord {
  const own = (namespace: string): MemoryTodo[] => open().todos.filter((todo) => todo.namespace === namespace);

  return {
    add: async (input, claim) => {
      const { namespace, title, description, priority, dueAtMs, tags, assignedAgent, createdAtMs } = input;
      requireStorableTexts({ title, description });
      return write({ namespace, claim, atMs: createdAtMs }, () => {
        const { todos } = open();
        const { resourceId, result: { pendingChunks } } = writes.storeVersion(open(), todoVersion(input, randomUUID()));
        const view: TodoView = { todoId: todos.length + 1, resourceId, title, description, priority, status: 'pending', dueAtMs, tags, assignedAgent, createdAtMs, completedAtMs: null };
        todos.push({ namespace, view });
        return { resourceId, result: { ...view, pendingChunks } };
      });
    },
    complete: async (namespace, todoId, atMs, claim) => write({ namespace, claim, atMs }, () => {
      const todo = own(namespace).find(({ view }) => view.todoId === todoId);
      if (!todo) return undefined;
      const { resourceId } = todo.view;
      if (todo.view.status === 'pending') {
        todo.view = { ...todo.view, status: 'completed', completedAtMs: atMs };
        logBare(open(), { namespace, kind: 'todo', resourceId, atMs });
      }
      return { resourceId, result: todo.view };
    }),
    list: async (namespace, status, page) => todoPage(own(namespace).map(({ view }) => view), status, page),
    read: async (namespace, { todoIds = [], resourceIds = [] }) => own(namespace)
      .map(({ view }) => view)
      .filter(({ todoId, resourceId }) => todoIds.includes(todoId) || resourceIds.includes(resourceId)),
  };
}

/** A change that names no vectors. */
export function logBare(state: MemoryState, { namespace, kind, resourceId, atMs }: { readonly namespace: string; readonly kind: 'todo' | 'pattern'; readonly resourceId: number; readonly atMs: number }): number {
  const seq = state.changes.length + 1;
  state.changes.push({ seq, namespace, kind, op: 'changed', resourceId, version: 0, vectors: { first: 1, last: 0 }, atMs });
  return seq;
}

function todoPage(todos: readonly TodoView[], status: TodoStatus | undefined, { limit, cursor }: { readonly limit: number; readonly cursor?: string }): TodoPage {
  const after = cursor === undefined ? FIRST_PAGE : decodeCursor(cursor);
  const filtered = todos
    .filter((todo) => status === undefined || todo.status === status)
    .toSorted((a, b) => b.createdAtMs - a.createdAtMs || b.todoId - a.todoId);
  const rest = filtered.filter(({ createdAtMs, todoId }) => createdAtMs < after.atMs || (createdAtMs === after.atMs && todoId < after.id));
  const { page, next } = pageOf(rest, limit, ({ createdAtMs, todoId }) => ({ atMs: createdAtMs, id: todoId }));
  return { todos: page, totalCount: todos.length, filteredCount: filtered.length, ...next };
}
