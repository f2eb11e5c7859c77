/** @type {readonly import('../examples.mjs').Step[]} */
export const examples = [
  { tool: 'store_memory', prepares: true, arguments: { file_name: 'decisions/tls.md', content: 'TLS ends at the load balancer.', wait: 'searchable' } },
  { tool: 'retrieve_memory', prepares: true, arguments: { query: 'where does TLS end?', top_k: 1 } },
  {
    tool: 'log_chat',
    prepares: true,
    arguments: { conversation_id: 'review-7', content: 'Then the service itself needs no certificate.', source_tool: 'mcp__review__comment', link_context: false, timestamp: '2026-03-02T09:00:00Z', wait: 'searchable' },
  },
  {
    tool: 'store_context_links',
    says: 'State what a message draws on.',
    arguments: ([, found, logged]) => ({ message_id: logged.message_id, chunk_ids: [found.results[0].chunk_id] }),
  },
  {
    tool: 'get_context_links_for_message',
    says: 'See it from the message,',
    arguments: ([, , logged]) => ({ message_id: logged.message_id }),
  },
  {
    tool: 'get_messages_for_chunk',
    says: 'and from the passage.',
    arguments: ([, found]) => ({ chunk_id: found.results[0].chunk_id, limit: 5 }),
  },
  { tool: 'get_context_usage_statistics', says: 'How much conversations draw on what is stored.', arguments: {} },
  { tool: 'list_tool_identifiers', says: 'Which programs messages came from.', arguments: {} },
  { tool: 'get_tool_conversations', says: 'In which conversations one of them took part.', arguments: { tool_name: 'mcp__review__comment' } },
];
