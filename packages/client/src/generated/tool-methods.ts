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
import type { LinkResourcesParams, LinkResourcesResult } from './context/link-resources.js';
import type { QueryGraphParams, QueryGraphResult } from './context/query-graph.js';
import type { AutoLinkDocumentsParams, AutoLinkDocumentsResult } from './context/auto-link-documents.js';
import type { GetDocumentRelationshipsParams, GetDocumentRelationshipsResult } from './context/get-document-relationships.js';
import type { LogCodeAttemptParams, LogCodeAttemptResult } from './code/log-code-attempt.js';
import type { GetCodePatternsParams, GetCodePatternsResult } from './code/get-code-patterns.js';
import type { AnalyzeCodePatternsParams, AnalyzeCodePatternsResult } from './code/analyze-code-patterns.js';
import type { LogChatParams, LogChatResult } from './chat/log-chat.js';
import type { GetChatsByToolParams, GetChatsByToolResult } from './chat/get-chats-by-tool.js';
import type { AskWithContextParams, AskWithContextResult } from './chat/ask-with-context.js';
import type { RouteQueryParams, RouteQueryResult } from './chat/route-query.js';
import type { BuildContextParams, BuildContextResult } from './context/build-context.js';
import type { RetrieveByTypeParams, RetrieveByTypeResult } from './context/retrieve-by-type.js';
import type { AgentRegistryParams, AgentRegistryResult } from './orchestration/agent-registry.js';
import type { ContextCoordParams, ContextCoordResult } from './orchestration/context-coord.js';
import type { MemoryLockParams, MemoryLockResult } from './orchestration/memory-lock.js';
import type { SessionStateParams, SessionStateResult } from './orchestration/session-state.js';
import type { ToolCacheParams, ToolCacheResult } from './orchestration/tool-cache.js';
import type { SharedBufferParams, SharedBufferResult } from './orchestration/shared-buffer.js';
import type { LearningStatusParams, LearningStatusResult } from './learning/learning-status.js';
import type { StoreContextLinksParams, StoreContextLinksResult } from './links/store-context-links.js';
import type { GetContextLinksForMessageParams, GetContextLinksForMessageResult } from './links/get-context-links-for-message.js';
import type { GetMessagesForChunkParams, GetMessagesForChunkResult } from './links/get-messages-for-chunk.js';
import type { GetContextUsageStatisticsParams, GetContextUsageStatisticsResult } from './links/get-context-usage-statistics.js';
import type { ListToolIdentifiersParams, ListToolIdentifiersResult } from './links/list-tool-identifiers.js';
import type { GetToolConversationsParams, GetToolConversationsResult } from './links/get-tool-conversations.js';

/** One function for each tool; parameters and results are those of the tool's schemas. */
export interface ToolMethods {
  /** Remember a document, note, decision or code so that any later session finds it, by its name too; the same file_name makes a new version. Not for chat turns, todos or secrets. */
  storeMemory(params: StoreMemoryParams, options?: CallOptions): Promise<StoreMemoryResult>;
  /** Find stored passages by meaning and words, at the start of a task and whenever something may be known already. To read a whole document use get_memory. */
  retrieveMemory(params: RetrieveMemoryParams, options?: CallOptions): Promise<RetrieveMemoryResult>;
  /** Read one memory whole, with its history, or an earlier text of it. To search use retrieve_memory. */
  getMemory(params?: GetMemoryParams, options?: CallOptions): Promise<GetMemoryResult>;
  /** See which memories are stored, newest first; query keeps those with the words in name or text. To find an answer use retrieve_memory. */
  listMemories(params?: ListMemoriesParams, options?: CallOptions): Promise<ListMemoriesResult>;
  /** Hide a memory or a whole conversation; undo brings it back within 7 days, purge erases it for good. To correct a memory store it again. */
  forgetMemory(params?: ForgetMemoryParams, options?: CallOptions): Promise<ForgetMemoryResult>;
  /** Note a task to be done later by you or another agent; facts belong in store_memory. */
  addTodo(params: AddTodoParams, options?: CallOptions): Promise<AddTodoResult>;
  /** See what is to be done or was done, newest first, a page at a time. */
  listTodos(params?: ListTodosParams, options?: CallOptions): Promise<ListTodosResult>;
  /** Mark a todo as done once its work is finished. */
  completeTodo(params: CompleteTodoParams, options?: CallOptions): Promise<CompleteTodoResult>;
  /** Find todos by meaning and words, above all before adding one that may exist. */
  searchTodos(params: SearchTodosParams, options?: CallOptions): Promise<SearchTodosResult>;
  /** State how one memory (resource_id or file_name) relates to another; stated again, it takes the new strength. */
  linkResources(params: LinkResourcesParams, options?: CallOptions): Promise<LinkResourcesResult>;
  /** Find memories with what they are linked to, by resource_id, file_name, tag or question. Passages alone: retrieve_memory. */
  queryGraph(params: QueryGraphParams, options?: CallOptions): Promise<QueryGraphResult>;
  /** Link a memory to those with similar content, as strong as they are similar. Other links: link_resources. */
  autoLinkDocuments(params: AutoLinkDocumentsParams, options?: CallOptions): Promise<AutoLinkDocumentsResult>;
  /** See what a memory is linked to, directly and over others, with the ways. From a question: query_graph. */
  getDocumentRelationships(params: GetDocumentRelationshipsParams, options?: CallOptions): Promise<GetDocumentRelationshipsResult>;
  /** Record code that was run or tested, with its outcome, failures too, so that what works is found again. */
  logCodeAttempt(params: LogCodeAttemptParams, options?: CallOptions): Promise<LogCodeAttemptResult>;
  /** Before writing code, find what worked for a similar task, how surely, and what failed. Statistics: analyze_code_patterns. */
  getCodePatterns(params: GetCodePatternsParams, options?: CallOptions): Promise<GetCodePatternsResult>;
  /** See how often code attempts pass, which errors recur and what predicts success, of all or of those near a query. */
  analyzeCodePatterns(params?: AnalyzeCodePatternsParams, options?: CallOptions): Promise<AnalyzeCodePatternsResult>;
  /** Keep a message of a conversation word for word, linked to the stored passages it is about. For facts and decisions use store_memory. */
  logChat(params: LogChatParams, options?: CallOptions): Promise<LogChatResult>;
  /** Read the messages that came from one program or tool, newest first. By content: retrieve_memory with conversation_id. */
  getChatsByTool(params: GetChatsByToolParams, options?: CallOptions): Promise<GetChatsByToolResult>;
  /** Get a prompt with sources for a question, and the best quotation or null; for passages use retrieve_memory. */
  askWithContext(params: AskWithContextParams, options?: CallOptions): Promise<AskWithContextResult>;
  /** See which of documents, chat, code patterns, todos and relations holds an answer, with the best of each. */
  routeQuery(params: RouteQueryParams, options?: CallOptions): Promise<RouteQueryResult>;
  /** Pack given or stored documents into one text within a token budget, with query their most relevant passages first. */
  buildContext(params: BuildContextParams, options?: CallOptions): Promise<BuildContextResult>;
  /** Search among the memories of one type, as given to store_memory; for more filters use retrieve_memory. */
  retrieveByType(params: RetrieveByTypeParams, options?: CallOptions): Promise<RetrieveByTypeResult>;
  /** Register as an agent, stay listed by a heartbeat a minute, and see who else works here. */
  agentRegistry(params: AgentRegistryParams, options?: CallOptions): Promise<AgentRegistryResult>;
  /** Share what the agents of a session must all know; propagate merges fields and tells conflicts, events gives what changed until ack. */
  contextCoord(params: ContextCoordParams, options?: CallOptions): Promise<ContextCoordResult>;
  /** Keep other agents from changing a memory while you work on it. acquire gives lock_id and a fence, to be sent with every write. */
  memoryLock(params: MemoryLockParams, options?: CallOptions): Promise<MemoryLockResult>;
  /** Keep how far a session has come, so that it is picked up after a restart or by another agent. A checkpoint can be restored. */
  sessionState(params: SessionStateParams, options?: CallOptions): Promise<SessionStateResult>;
  /** Share a value with the other agents for a while (put, get), or see and empty the cache of answers. */
  toolCache(params: ToolCacheParams, options?: CallOptions): Promise<ToolCacheResult>;
  /** Show the others the passage or text you work on, and see what they work on and use most. */
  sharedBuffer(params: SharedBufferParams, options?: CallOptions): Promise<SharedBufferResult>;
  /** See what other agents learned near your work (sharing), which code works how surely, and how the server fares. */
  learningStatus(params?: LearningStatusParams, options?: CallOptions): Promise<LearningStatusResult>;
  /** State which stored passages a logged message draws on, by chunk_id from retrieve_memory. What log_chat links by itself need not be repeated, unless you vouch for it. */
  storeContextLinks(params: StoreContextLinksParams, options?: CallOptions): Promise<StoreContextLinksResult>;
  /** Read the stored passages a logged message is about, strongest link first; automatic tells those that were linked by nearness alone. */
  getContextLinksForMessage(params: GetContextLinksForMessageParams, options?: CallOptions): Promise<GetContextLinksForMessageResult>;
  /** Read the logged messages that are about a stored passage, newest first. chunk_id comes from retrieve_memory. */
  getMessagesForChunk(params: GetMessagesForChunkParams, options?: CallOptions): Promise<GetMessagesForChunkResult>;
  /** See how many messages are linked to how many stored passages, which passages most, and how links came about by day. */
  getContextUsageStatistics(params?: GetContextUsageStatisticsParams, options?: CallOptions): Promise<GetContextUsageStatisticsResult>;
  /** List the source_tool names that logged messages came from, most used first, to ask get_chats_by_tool or get_tool_conversations about one. */
  listToolIdentifiers(params?: ListToolIdentifiersParams, options?: CallOptions): Promise<ListToolIdentifiersResult>;
  /** List the conversations with messages from one source_tool, most recently used first. To read the messages use get_chats_by_tool. */
  getToolConversations(params: GetToolConversationsParams, options?: CallOptions): Promise<GetToolConversationsResult>;
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
    linkResources: (params, options) => call('link_resources', params, options),
    queryGraph: (params, options) => call('query_graph', params, options),
    autoLinkDocuments: (params, options) => call('auto_link_documents', params, options),
    getDocumentRelationships: (params, options) => call('get_document_relationships', params, options),
    logCodeAttempt: (params, options) => call('log_code_attempt', params, options),
    getCodePatterns: (params, options) => call('get_code_patterns', params, options),
    analyzeCodePatterns: (params = {}, options) => call('analyze_code_patterns', params, options),
    logChat: (params, options) => call('log_chat', params, options),
    getChatsByTool: (params, options) => call('get_chats_by_tool', params, options),
    askWithContext: (params, options) => call('ask_with_context', params, options),
    routeQuery: (params, options) => call('route_query', params, options),
    buildContext: (params, options) => call('build_context', params, options),
    retrieveByType: (params, options) => call('retrieve_by_type', params, options),
    agentRegistry: (params, options) => call('agent_registry', params, options),
    contextCoord: (params, options) => call('context_coord', params, options),
    memoryLock: (params, options) => call('memory_lock', params, options),
    sessionState: (params, options) => call('session_state', params, options),
    toolCache: (params, options) => call('tool_cache', params, options),
    sharedBuffer: (params, options) => call('shared_buffer', params, options),
    learningStatus: (params = {}, options) => call('learning_status', params, options),
    storeContextLinks: (params, options) => call('store_context_links', params, options),
    getContextLinksForMessage: (params, options) => call('get_context_links_for_message', params, options),
    getMessagesForChunk: (params, options) => call('get_messages_for_chunk', params, options),
    getContextUsageStatistics: (params = {}, options) => call('get_context_usage_statistics', params, options),
    listToolIdentifiers: (params = {}, options) => call('list_tool_identifiers', params, options),
    getToolConversations: (params, options) => call('get_tool_conversations', params, options),
  };
}
