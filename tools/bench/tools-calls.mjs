import { SOURCE_TOOLS } from './tools-data.mjs';
import { someQuestion, someText } from './stats.mjs';

/**
 * The calls of the tools benchmark: one function for each tool, which gives the arguments of a call; each call asks for something else, as the same
 * question again would be answered from what is kept. `embeds`: the call embeds a text, which costs more than anything else it does.
 *
 * @param {{ draw: () => number, documents: number, messages: number, todos: number }} size
 */
export function toolCalls({ draw, documents, messages, todos }) {
  const upTo = (most) => 1 + Math.floor(draw() * most);
  const document = () => `notes/doc-${upTo(documents) - 1}.md`;
  const question = () => someQuestion(draw, 6);
  const tool = (run) => SOURCE_TOOLS[run % SOURCE_TOOLS.length];
  /** Never the same answer: a page of another length. */
  const limit = (run, most = 100) => 1 + (run % most);
  const plain = (name, args, note = '') => ({ name, args, note, embeds: false });
  const embeds = (name, args, note = '') => ({ name, args, note, embeds: true });
  return [
    plain('get_memory', () => ({ file_name: document() })),
    plain('list_memories', (run) => ({ limit: limit(run, 20), tags: [`tag-${run % 40}`] }), 'by tag'),
    plain('list_memories', (run) => ({ limit: limit(run, 20) }), 'newest'),
    plain('list_memories', () => ({ query: someQuestion(draw, 2) }), 'with words'),
    plain('forget_memory', () => ({ file_name: document(), dry_run: true }), 'dry run'),
    plain('list_todos', (run) => ({ status: 'pending', limit: limit(run) })),
    plain('complete_todo', (run) => ({ todo_id: 1 + (run % todos) })),
    plain('link_resources', () => ({ source_id: upTo(documents / 2), target_id: documents / 2 + upTo(documents / 2), relationship_type: 'depends_on' })),
    plain('query_graph', () => ({ query: document(), max_depth: 2 }), 'a name, depth 2'),
    plain('get_document_relationships', () => ({ document_id: upTo(documents), max_depth: 2 }), 'depth 2'),
    plain('auto_link_documents', () => ({ document_id: upTo(documents), similarity_threshold: 0.95 })),
    plain('analyze_code_patterns', (run) => ({ limit: limit(run) })),
    plain('build_context', () => ({ documents: [{ id: document() }, { id: document() }] }), 'two documents'),
    plain('get_chats_by_tool', (run) => ({ tool_name: tool(run), limit: limit(run) })),
    plain('store_context_links', () => ({ message_id: upTo(messages), chunk_ids: [upTo(documents)] })),
    plain('get_context_links_for_message', () => ({ message_id: upTo(messages) })),
    plain('get_messages_for_chunk', () => ({ chunk_id: upTo(documents) })),
    plain('get_context_usage_statistics', () => ({})),
    plain('list_tool_identifiers', () => ({})),
    plain('get_tool_conversations', (run) => ({ tool_name: tool(run), limit: limit(run) })),
    embeds('store_memory', (run) => ({ file_name: `new/${run}.md`, content: someText(draw, 60), wait: 'durable' }), 'until durable'),
    embeds('retrieve_memory', () => ({ query: question() })),
    embeds('add_todo', () => ({ title: someText(draw, 8) })),
    embeds('search_todos', () => ({ query: question() })),
    embeds('query_graph', () => ({ query: question() }), 'a text'),
    embeds('log_code_attempt', (run) => ({ input_prompt: question(), generated_code: `x = ${run}`, result: 'pass' })),
    embeds('get_code_patterns', () => ({ query: question() })),
    embeds('log_chat', (run) => ({ conversation_id: `new-${run % 10}`, content: someText(draw, 20), wait: 'durable' }), 'until durable'),
    embeds('ask_with_context', () => ({ question: question() })),
    embeds('route_query', () => ({ query: question() })),
    embeds('retrieve_by_type', () => ({ query: question(), doc_type: 'document' })),
    // Last, as these take away what others ask for.
    plain('forget_memory', (run) => ({ file_name: `notes/doc-${run}.md` })),
    plain('forget_memory', (run) => ({ conversation_id: `talk-${run}` }), 'a conversation of 20'),
  ];
}
