import { analyzeCodePatterns } from './code/analyze-code-patterns.js';
import { getCodePatterns } from './code/get-code-patterns.js';
import { logCodeAttempt } from './code/log-code-attempt.js';
import { getChatsByTool } from './chat/get-chats-by-tool.js';
import { logChat } from './chat/log-chat.js';
import { learningStatus } from './learning/learning-status.js';
import { linkTools } from './links/link-tools.js';
import { askWithContext } from './chat/ask-with-context.js';
import { routeQuery } from './chat/route-query.js';
import { buildContext } from './context/build-context.js';
import { retrieveByType } from './context/retrieve-by-type.js';
import { autoLinkDocuments } from './context/auto-link-documents.js';
import { getDocumentRelationships } from './context/get-document-relationships.js';
import { linkResources } from './context/link-resources.js';
import { queryGraph } from './context/query-graph.js';
import { orchestrationTools } from './orchestration/orchestration-tools.js';
import { forgetMemory } from './memory/forget-memory.js';
import { getMemory } from './memory/get-memory.js';
import { listMemories } from './memory/list-memories.js';
import { retrieveMemory } from './memory/retrieve-memory.js';
import { storeMemory } from './memory/store-memory.js';
import { addTodo } from './todo/add-todo.js';
import { completeTodo } from './todo/complete-todo.js';
import { listTodos } from './todo/list-todos.js';
import { searchTodos } from './todo/search-todos.js';
import type { Tool } from './types.js';

/** The tools that every client sees, in that order. */
export const defaultTools: readonly Tool[] = [
  storeMemory, retrieveMemory, getMemory, listMemories, forgetMemory,
  addTodo, listTodos, completeTodo, searchTodos,
  linkResources, queryGraph, autoLinkDocuments, getDocumentRelationships,
  logCodeAttempt, getCodePatterns, analyzeCodePatterns,
  logChat, getChatsByTool, askWithContext, routeQuery, buildContext, retrieveByType,
  ...orchestrationTools,
  learningStatus,
];

/** The default tools and those of the opt-in toolsets: what the client, the documentation and the tests are made from. */
export const allTools: readonly Tool[] = [...defaultTools, ...linkTools];
