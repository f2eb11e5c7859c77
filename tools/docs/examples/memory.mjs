/** @type {readonly import('../examples.mjs').Step[]} */
export const examples = [
  {
    tool: 'store_memory',
    says: 'Keep a decision with its reason. `wait` makes sure that it is found by meaning before the answer comes.',
    arguments: { file_name: 'decisions/queue.md', content: '# Queue\n\nWe use Redis Streams for jobs, because they survive a restart.', tags: ['decision'], wait: 'searchable' },
  },
  {
    tool: 'retrieve_memory',
    says: 'Ask in plain words. `explain: true` also tells what each feature of the ranking adds; what you put in double quotation marks is looked for word for word.',
    arguments: { query: 'what do background jobs run on?', top_k: 1 },
  },
  { tool: 'store_memory', prepares: true, arguments: { file_name: 'decisions/queue.md', content: '# Queue\n\nWe use PostgreSQL for jobs; Redis is gone.', tags: ['decision'], wait: 'searchable' } },
  {
    tool: 'get_memory',
    says: 'Read what a memory said before it was replaced.',
    arguments: { file_name: 'decisions/queue.md', version: 1 },
  },
  {
    tool: 'list_memories',
    says: 'See what is there, with a tag.',
    arguments: { tags: ['decision'], limit: 5 },
  },
  {
    tool: 'forget_memory',
    says: 'Count first what would go.',
    arguments: { file_name: 'decisions/queue.md', dry_run: true },
  },
  {
    tool: 'forget_memory',
    says: 'Then let it go. It can be brought back for seven days,',
    arguments: { file_name: 'decisions/queue.md' },
  },
  {
    tool: 'forget_memory',
    says: 'which is done like this:',
    arguments: { file_name: 'decisions/queue.md', undo: true },
  },
];
