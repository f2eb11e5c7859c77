/** @type {readonly import('../examples.mjs').Step[]} */
export const examples = [
  {
    tool: 'add_todo',
    says: 'Put something on the list, for whoever comes next.',
    arguments: { title: 'Renew the TLS certificate of the shop', description: 'It ends on 3 March; the order needs two days.', priority: 'high', due_at: '2031-03-01', tags: ['ops'] },
  },
  { tool: 'add_todo', prepares: true, arguments: { title: 'Fix the flaky login test', priority: 2 } },
  { tool: 'search_todos', says: 'Look whether there is one already, in other words.', arguments: { query: 'https encryption about to expire', limit: 1 } },
  { tool: 'list_todos', says: 'See what is to be done, newest first.', arguments: { status: 'pending', limit: 1 } },
  { tool: 'complete_todo', says: 'It is done.', arguments: ([added]) => ({ todo_id: added.todo_id }) },
];
