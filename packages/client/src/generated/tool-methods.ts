// Made from the tools' schemas by tools/client/generate.mjs; do not edit.
import type { CallOptions, CallTool } from '../call-tool.js';
import type { StoreMemoryParams, StoreMemoryResult } from './memory/store-memory.js';
import type { RetrieveMemoryParams, RetrieveMemoryResult } from './memory/retrieve-memory.js';
import type { GetMemoryParams, GetMemoryResult } from './memory/get-memory.js';
import type { ListMemoriesParams, ListMemoriesResult } from './memory/list-memories.js';
import type { ForgetMemoryParams, ForgetMemoryResult } from './memory/forget-memory.js';
import type { AddTodoParams, AddTodoResult } from './todo/add-todo.js';
import type { ListTodosParams, ListTodosResult } from './todo/list-todos.js';
import type { CompleteTodoParams, CompleteTodoResult } from './todo/complete-todo.js';
import type { SearchTodosParams, SearchTodosResult } from './todo/search-todos.js';
import type { LogCodeAttemptParams, LogCodeAttemptResult } from './code/log-code-attempt.js';
import type { GetCodePatternsParams, GetCodePatternsResult } from './code/get-code-patterns.js';
import type { AnalyzeCodePatternsParams, AnalyzeCodePatternsResult } from './code/analyze-code-patterns.js';

/** One function for each tool; parameters and results are those of the tool's schemas. */
export interface ToolMethods {
  /** Remember a document, note, decision or code under a file_name so that any later session can find it; storing to the same file_name makes a new version. Not for chat turns or todos, and not for secrets. */
  storeMemory(params: StoreMemoryParams, options?: CallOptions): Promise<StoreMemoryResult>;
  /** Find what was stored before, by meaning and by words; use it at the start of a task and whenever something may be known already. To read a whole document use get_memory. */
  retrieveMemory(params: RetrieveMemoryParams, options?: CallOptions): Promise<RetrieveMemoryResult>;
  /** Read one stored memory whole, with its history; version or as_of read an earlier text. To search use retrieve_memory. */
  getMemory(params?: GetMemoryParams, options?: CallOptions): Promise<GetMemoryResult>;
  /** See which memories are stored, newest first, a page at a time; query keeps those whose name or text holds the words. To find an answer use retrieve_memory. */
  listMemories(params?: ListMemoriesParams, options?: CallOptions): Promise<ListMemoriesResult>;
  /** Hide a memory and all its versions at once; undo brings it back within 7 days, purge erases it for good. To correct a memory store it again under the same name instead. */
  forgetMemory(params?: ForgetMemoryParams, options?: CallOptions): Promise<ForgetMemoryResult>;
  /** Note a task to be done later by you or another agent; facts belong in store_memory. */
  addTodo(params: AddTodoParams, options?: CallOptions): Promise<AddTodoResult>;
  /** See what is to be done or was done, newest first, a page at a time. */
  listTodos(params?: ListTodosParams, options?: CallOptions): Promise<ListTodosResult>;
  /** Mark a todo as done once its work is finished. */
  completeTodo(params: CompleteTodoParams, options?: CallOptions): Promise<CompleteTodoResult>;
  /** Find todos by meaning and words, above all before adding one that may exist. */
  searchTodos(params: SearchTodosParams, options?: CallOptions): Promise<SearchTodosResult>;
  /** Record code that was run or tested, with its outcome, failures too, so that what works is found again. */
  logCodeAttempt(params: LogCodeAttemptParams, options?: CallOptions): Promise<LogCodeAttemptResult>;
  /** Before writing code, find what worked for a similar task, how surely, and what failed. For statistics use analyze_code_patterns. */
  getCodePatterns(params: GetCodePatternsParams, options?: CallOptions): Promise<GetCodePatternsResult>;
  /** See how often code attempts pass, which errors recur and what predicts success, of all or of those near a query. */
  analyzeCodePatterns(params?: AnalyzeCodePatternsParams, options?: CallOptions): Promise<AnalyzeCodePatternsResult>;
}

/** The functions of {@link ToolMethods} on top of one way to call a tool. */
export function createToolMethods(call: CallTool): ToolMethods {
  return {
    storeMemory: (params, options) => call('store_memory', params, options),
    retrieveMemory: (params, options) => call('retrieve_memory', params, options),
    getMemory: (params = {}, options) => call('get_memory', params, options),
    listMemories: (params = {}, options) => call('list_memories', params, options),
    forgetMemory: (params = {}, options) => call('forget_memory', params, options),
    addTodo: (params, options) => call('add_todo', params, options),
    listTodos: (params = {}, options) => call('list_todos', params, options),
    completeTodo: (params, options) => call('complete_todo', params, options),
    searchTodos: (params, options) => call('search_todos', params, options),
    logCodeAttempt: (params, options) => call('log_code_attempt', params, options),
    getCodePatterns: (params, options) => call('get_code_patterns', params, options),
    analyzeCodePatterns: (params = {}, options) => call('analyze_code_patterns', params, options),
  };
}
