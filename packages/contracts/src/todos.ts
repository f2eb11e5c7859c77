import type { ChunkInput, IdempotencyClaim, WriteOutcome } from './versions.js';

export type TodoStatus = 'pending' | 'completed';

/** A task about to be kept. Every time is Unix epoch milliseconds, UTC. */
export interface TodoInput {
  readonly namespace: string;
  readonly title: string;
  readonly description: string;
  /** 1 low, 2 medium, 3 high. */
  readonly priority: 1 | 2 | 3;
  readonly dueAtMs: number | null;
  readonly tags: readonly string[];
  readonly assignedAgent: string | null;
  readonly agentId: string | null;
  readonly sessionId: string | null;
  /** What is searched: title and description as one text, and its chunks in order, covering it. */
  readonly text: string;
  readonly chunks: readonly ChunkInput[];
  /** See `VersionInput.fingerprint`. */
  readonly fingerprint?: string;
  readonly createdAtMs: number;
}

export interface TodoView {
  readonly todoId: number;
  /** What search hits of the todo name; see `ChunkView.resourceId`. */
  readonly resourceId: number;
  readonly title: string;
  readonly description: string;
  readonly priority: 1 | 2 | 3;
  readonly status: TodoStatus;
  readonly dueAtMs: number | null;
  readonly tags: readonly string[];
  readonly assignedAgent: string | null;
  readonly createdAtMs: number;
  readonly completedAtMs: number | null;
}

/** A todo just added. */
export interface AddedTodo extends TodoView {
  /** Chunks of its text that wait for their embedding. */
  readonly pendingChunks: number;
}

export interface TodoPage {
  readonly todos: readonly TodoView[];
  /** All there are. */
  readonly totalCount: number;
  /** Those with the status asked for, whatever the page. */
  readonly filteredCount: number;
  /** Opaque; absent on the last page. Stays valid while others write. */
  readonly nextCursor?: string;
}

/** What callers write of tasks. */
export interface TodoWrites {
  /** One transaction, as `RecordWrites.storeVersion`. Two todos with the same text are two todos. */
  add(input: TodoInput, claim?: IdempotencyClaim<AddedTodo>): Promise<WriteOutcome<AddedTodo>>;
  /** Undefined when there is none; completing twice keeps the first time. */
  complete(namespace: string, todoId: number, atMs: number, claim?: IdempotencyClaim<TodoView>): Promise<WriteOutcome<TodoView> | undefined>;
}

/** Tasks in the record. */
export interface TodoRecord extends TodoWrites {
  /** Newest first by `(createdAtMs, todoId)`. `LTMC_INVALID_INPUT` for a damaged cursor. */
  list(namespace: string, status: TodoStatus | undefined, page: { readonly limit: number; readonly cursor?: string }): Promise<TodoPage>;
  /** Unknown ids are absent; order is not kept. */
  read(namespace: string, ids: { readonly todoIds?: readonly number[]; readonly resourceIds?: readonly number[] }): Promise<TodoView[]>;
}
