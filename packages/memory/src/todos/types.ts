import type { CallContext, TodoStatus, TodoView } from '@ltmc/contracts';
import type { AnswerFormat, IdempotencyRequest, Replayed, WaitMode } from '../types.js';

export interface AddTodoInput {
  readonly title: string;
  /** Default empty. */
  readonly description?: string;
  /** 1 low, 2 medium, 3 high. Default 1. */
  readonly priority?: 1 | 2 | 3;
  readonly dueAtMs?: number;
  readonly tags?: readonly string[];
  readonly assignedAgent?: string;
  /** Default `auto`. */
  readonly wait?: WaitMode;
  readonly idempotency?: IdempotencyRequest;
}

export interface AddedTodoResult extends TodoView {
  readonly degraded?: readonly string[];
}

export interface ListTodosInput {
  /** Default: all. */
  readonly status?: TodoStatus;
  /** 1 to 100, default 10. */
  readonly limit?: number;
  readonly cursor?: string;
}

export interface ListedTodos {
  readonly todos: readonly TodoView[];
  readonly totalCount: number;
  readonly filteredCount: number;
  readonly nextCursor?: string;
}

export interface SearchTodosInput {
  readonly query: string;
  /** 1 to 100, default 10. */
  readonly limit?: number;
}

export interface FoundTodo extends TodoView {
  /** 0 to 1: the cosine for a sentence; relative to the best for a word or two. */
  readonly relevance: number;
}

export interface FoundTodos {
  /** The most relevant first; what has nothing in common with the query is left out. */
  readonly todos: readonly FoundTodo[];
  readonly degraded?: readonly string[];
}

/** Tasks: added, completed, listed and found by meaning and words. */
export interface TodoService {
  /** Durable, and searchable by words, once this resolves. @throws LtmcError `LTMC_INVALID_INPUT`, `LTMC_CONTENT_TOO_LARGE`, `LTMC_IDEMPOTENCY_CONFLICT` */
  add(context: CallContext, input: AddTodoInput, format?: AnswerFormat<AddedTodoResult>): Promise<AddedTodoResult | Replayed>;
  /** Completing twice keeps the first time. @throws LtmcError `LTMC_NOT_FOUND`, `LTMC_IDEMPOTENCY_CONFLICT` */
  complete(context: CallContext, input: { readonly todoId: number; readonly idempotency?: IdempotencyRequest }, format?: AnswerFormat<TodoView>): Promise<TodoView | Replayed>;
  /** Newest first. @throws LtmcError `LTMC_INVALID_INPUT` for a damaged cursor. */
  list(context: CallContext, input: ListTodosInput): Promise<ListedTodos>;
  search(context: CallContext, input: SearchTodosInput): Promise<FoundTodos>;
}
