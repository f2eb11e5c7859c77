import { LtmcError, type AddedTodo, type CallContext, type TodoView } from '@ltmc/contracts';
import { checkCaller, checkName, checkTags, checkText } from '../content-rules.js';
import { chunkContent } from '../engine/chunk-content.js';
import type { MemoryEngine } from '../engine/engine.js';
import { writeThenEmbed } from '../engine/write-then-embed.js';
import { claimFor, replayOf } from '../idempotency.js';
import { relatedTo, relevanceTo } from '../related.js';
import type { AnswerFormat, Replayed } from '../types.js';
import type { AddedTodoResult, AddTodoInput, FoundTodos, SearchTodosInput, TodoService } from './types.js';

const MAX_TITLE_LENGTH = 500;
/** All candidates: they are ordered by other rules than a search for passages. */
const CANDIDATES = 200;
/** A long description has several chunks, each of which may be a hit of its own. */
const HITS_PER_TODO = 3;

/** The todos of the memory service. */
export function createTodos(engine: MemoryEngine): TodoService {
  const { record, clock, requireOpen } = engine;
  return {
    add: async (context, input, format) => {
      requireOpen();
      return addTodo(engine, context, input, format);
    },
    complete: async (context, { todoId, idempotency }, format) => {
      requireOpen();
      const outcome = await engine.writes(context).todos.complete(context.namespace, todoId, clock.nowMs(), idempotency && format ? claimFor(idempotency, format) : undefined);
      if (!outcome) throw new LtmcError('LTMC_NOT_FOUND', `no todo with todo_id ${todoId}; list_todos shows what there is`);
      return outcome.kind === 'replayed' ? replayOf(outcome.answer) : outcome.result;
    },
    list: async ({ namespace }, { status, limit = 10, cursor }) => {
      requireOpen();
      return record.todos.list(namespace, status, { limit, ...(cursor === undefined ? {} : { cursor }) });
    },
    search: async (context, input) => {
      requireOpen();
      return searchTodos(engine, context, input);
    },
  };
}

async function addTodo(engine: MemoryEngine, context: CallContext, input: AddTodoInput, format: AnswerFormat<AddedTodoResult> | undefined): Promise<AddedTodoResult | Replayed> {
  const { embedder, clock, limits } = engine;
  const { namespace, signal } = context;
  const todo = {
    title: checkText('title', input.title.trim(), { maxLength: MAX_TITLE_LENGTH }),
    description: input.description === undefined || input.description.trim() === '' ? '' : checkText('description', input.description, limits),
    priority: input.priority ?? 1,
    dueAtMs: input.dueAtMs ?? null,
    tags: checkTags(input.tags ?? []),
    assignedAgent: input.assignedAgent === undefined ? null : checkName('assigned_agent', input.assignedAgent),
    ...checkCaller(context),
  };
  const text = todo.description === '' ? todo.title : `${todo.title}\n\n${todo.description}`;
  const { chunks, degraded } = await chunkContent(embedder, text, { kind: 'plain', signal });
  return writeThenEmbed<AddedTodo, AddedTodoResult>(engine, context, {
    wait: input.wait,
    idempotency: input.idempotency,
    format,
    degraded,
    write: (claim) => engine.writes(context).todos.add({ namespace, ...todo, text, chunks, fingerprint: embedder.fingerprint.id, createdAtMs: clock.nowMs() }, claim),
    resourceIds: ({ resourceId }) => [resourceId],
    result: ({ pendingChunks: _pending, ...added }, _pendingChunks, isDegraded): AddedTodoResult => ({ ...added, ...(isDegraded ? { degraded: ['vectors'] } : {}) }),
  });
}

async function searchTodos({ record, search }: MemoryEngine, context: CallContext, { query, limit = 10 }: SearchTodosInput): Promise<FoundTodos> {
  const { hits, degraded } = await search(context, { query, kinds: ['todo'], topK: Math.max(CANDIDATES, limit * HITS_PER_TODO) });
  const relevanceOf = relevanceTo(query);
  const relevance = new Map<number, number>();
  for (const hit of hits.filter(relatedTo(query))) relevance.set(hit.resourceId, Math.max(relevanceOf(hit), relevance.get(hit.resourceId) ?? 0));
  const todos = await record.todos.read(context.namespace, { resourceIds: [...relevance.keys()] });
  const found = todos
    .map((todo) => ({ ...todo, relevance: relevance.get(todo.resourceId) ?? 0 }))
    .toSorted((a, b) => b.relevance - a.relevance || newestFirst(a, b));
  return { todos: found.slice(0, limit), ...(degraded ? { degraded } : {}) };
}

function newestFirst(a: TodoView, b: TodoView): number {
  return b.createdAtMs - a.createdAtMs || b.todoId - a.todoId;
}
