/** @type {readonly import('../examples.mjs').Step[]} */
export const examples = [
  { tool: 'store_memory', prepares: true, arguments: { file_name: 'runbooks/backup.md', content: 'The database is backed up every night at two to the server in Oslo.', wait: 'searchable' } },
  {
    tool: 'log_chat',
    says: 'Keep what was asked, word for word. It is linked to the passages it is about.',
    arguments: { conversation_id: 'standup-42', content: 'When is the database backed up at night, and where to?', agent_name: 'planner', source_tool: 'terminal', timestamp: '2026-03-02T09:00:00Z', wait: 'searchable' },
  },
  {
    tool: 'log_chat',
    says: 'And what was answered: it is found by what it answers, too.',
    arguments: { conversation_id: 'standup-42', content: 'At two, to Oslo.', role: 'assistant', source_tool: 'terminal', timestamp: '2026-03-02T09:00:05Z', wait: 'searchable' },
  },
  {
    tool: 'retrieve_memory',
    says: 'Search the conversation beside the memories.',
    arguments: { query: 'when do we back up the database?', conversation_id: 'standup-42', top_k: 3 },
  },
  {
    tool: 'log_chat',
    says: 'Say which passages an answer was taken from: for such a question they come up again, whatever words they have.',
    arguments: ([, , , found]) => ({ conversation_id: 'standup-42', content: 'Where do the backups go?', used_chunks: [found.results.find(({ chunk_id }) => chunk_id !== undefined).chunk_id], link_context: false, timestamp: '2026-03-02T09:00:10Z', wait: 'searchable' }),
  },
  {
    tool: 'get_chats_by_tool',
    says: 'Read what came from one program, newest first.',
    arguments: { tool_name: 'terminal', limit: 1 },
  },
  {
    tool: 'forget_memory',
    says: 'Forget the whole conversation with its links,',
    arguments: { conversation_id: 'standup-42' },
  },
  {
    tool: 'forget_memory',
    says: 'and bring it back.',
    arguments: { conversation_id: 'standup-42', undo: true },
  },
];
