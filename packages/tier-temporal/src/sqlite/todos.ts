import { randomUUID } from 'node:crypto';
import type { AddedTodo, TodoInput, TodoPage, TodoRecord, TodoStatus, TodoView } from '@ltmc/contracts';
import { decodeCursor, FIRST_PAGE, pageOf } from '../page-cursor.js';
import { todoVersion } from '../todo-version.js';
import { requireStorableTexts } from '../storable.js';
import { appendChanges } from './change-log.js';
import { firstRow, onlyRow, type Sql } from './connection.js';
import type { Done } from './idempotency.js';
import type { RecordAccess } from './record-access.js';
import { appendVersion } from './store-version.js';

type TodoRow = Omit<TodoView, 'tags' | 'status'> & { readonly tags: string };

const SELECT = `
SELECT t.id AS todoId, t.resource_id AS resourceId, t.title, t.description, t.priority, t.due_at_ms AS dueAtMs, v.tags, t.assigned_agent AS assignedAgent,
  t.created_at_ms AS createdAtMs, t.completed_at_ms AS completedAtMs
FROM todos AS t CROSS JOIN resource_versions AS v ON v.resource_id = t.resource_id AND v.superseded_at_ms IS NULL AND v.forgotten_at_ms IS NULL
WHERE t.namespace_id = (SELECT id FROM namespaces WHERE name = $namespace)`;

const ADD = `
INSERT INTO todos (resource_id, namespace_id, title, description, priority, due_at_ms, assigned_agent, created_at_ms, completed_at_ms)
VALUES ($resourceId, (SELECT namespace_id FROM resources WHERE id = $resourceId), $title, $description, $priority, $dueAtMs, $assignedAgent, $createdAtMs, $completedAtMs)
RETURNING id AS todoId`;

const ONE = `${SELECT} AND t.id = $todoId`;

const NAMED = `${SELECT} AND t.id IN (
  SELECT value FROM json_each($todoIds) UNION SELECT named.id FROM json_each($resourceIds) JOIN todos AS named ON named.resource_id = value)`;

const COMPLETE = 'UPDATE todos SET completed_at_ms = $atMs WHERE id = $todoId RETURNING namespace_id AS namespaceId';

const STATUS: Readonly<Record<TodoStatus, string>> = { pending: 'AND t.completed_at_ms IS NULL', completed: 'AND t.completed_at_ms IS NOT NULL' };

const PAGE = (status: TodoStatus | undefined): string => `${SELECT} ${status === undefined ? '' : STATUS[status]}
  AND (t.created_at_ms, t.id) < ($beforeMs, $beforeId)
ORDER BY t.created_at_ms DESC, t.id DESC LIMIT $rows`;

const COUNTS = `
SELECT count(*) AS total, count(t.completed_at_ms) AS completed
FROM todos AS t CROSS JOIN resource_versions AS v ON v.resource_id = t.resource_id AND v.superseded_at_ms IS NULL AND v.forgotten_at_ms IS NULL
WHERE t.namespace_id = (SELECT id FROM namespaces WHERE name = $namespace)`;

/** Todos in a SQLite record. */
export function createSqliteTodos({ query, read, write }: RecordAccess): TodoRecord {
  return {
    add: async (input, claim) => {
      requireStorableTexts({ title: input.title, description: input.description });
      return write({ namespace: input.namespace, claim, atMs: input.createdAtMs }, (sql) => add(sql, input));
    },
    complete: (namespace, todoId, atMs, claim) => write({ namespace, claim, atMs }, (sql) => complete(sql, namespace, todoId, atMs)),
    list: (namespace, status, page) => read((sql) => list(sql, { namespace, status, ...page })),
    read: async (namespace, { todoIds = [], resourceIds = [] }) => {
      const rows = await query<TodoRow>(NAMED, { $namespace: namespace, $todoIds: JSON.stringify(todoIds), $resourceIds: JSON.stringify(resourceIds) });
      return rows.map(toView);
    },
  };
}

async function add(sql: Sql, input: TodoInput): Promise<Done<AddedTodo>> {
  const { resourceId, pendingChunks } = await appendVersion(sql, todoVersion(input, randomUUID()));
  const { todoId } = await addTodoRow(sql, resourceId, { ...input, completedAtMs: null });
  const row = await onlyRow<TodoRow>(sql, ONE, { $namespace: input.namespace, $todoId: todoId });
  return { resourceId, result: { ...toView(row), pendingChunks } };
}

/** What stands beside the text. */
export type TodoFacts = Pick<TodoView, 'title' | 'description' | 'priority' | 'dueAtMs' | 'assignedAgent' | 'createdAtMs' | 'completedAtMs'>;

/** The row of a todo whose text is stored already. */
export function addTodoRow(sql: Sql, resourceId: number, todo: TodoFacts): Promise<{ todoId: number }> {
  return onlyRow<{ todoId: number }>(sql, ADD, {
    $resourceId: resourceId, $title: todo.title, $description: todo.description, $priority: todo.priority, $dueAtMs: todo.dueAtMs,
    $assignedAgent: todo.assignedAgent, $createdAtMs: todo.createdAtMs, $completedAtMs: todo.completedAtMs,
  });
}

async function complete(sql: Sql, namespace: string, todoId: number, atMs: number): Promise<Done<TodoView> | undefined> {
  const row = await firstRow<TodoRow>(sql, ONE, { $namespace: namespace, $todoId: todoId });
  if (!row) return undefined;
  const { resourceId } = row;
  if (row.completedAtMs !== null) return { resourceId, result: toView(row) };
  const { namespaceId } = await onlyRow<{ namespaceId: number }>(sql, COMPLETE, { $todoId: todoId, $atMs: atMs });
  await appendChanges(sql, [{ namespaceId, kind: 'todo', op: 'changed', resourceId, version: 0, first: 1, last: 0, atMs }]);
  return { resourceId, result: toView({ ...row, completedAtMs: atMs }) };
}

interface ListRequest {
  readonly namespace: string;
  readonly status: TodoStatus | undefined;
  readonly limit: number;
  readonly cursor?: string;
}

async function list(sql: Sql, { namespace, status, limit, cursor }: ListRequest): Promise<TodoPage> {
  const after = cursor === undefined ? FIRST_PAGE : decodeCursor(cursor);
  const { total, completed } = await onlyRow<{ total: number; completed: number }>(sql, COUNTS, { $namespace: namespace });
  const rows = await sql.all<TodoRow>(PAGE(status), { $namespace: namespace, $beforeMs: after.atMs, $beforeId: after.id, $rows: limit + 1 });
  const { page, next } = pageOf(rows, limit, ({ createdAtMs, todoId }) => ({ atMs: createdAtMs, id: todoId }));
  const filteredCount = { all: total, completed, pending: total - completed }[status ?? 'all'];
  return { todos: page.map(toView), totalCount: total, filteredCount, ...next };
}

function toView({ tags, ...row }: TodoRow): TodoView {
  const parsed: string[] = JSON.parse(tags);
  return { ...row, status: row.completedAtMs === null ? 'pending' : 'completed', tags: parsed };
}
