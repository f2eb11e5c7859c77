/** @type {readonly import('../examples.mjs').Step[]} */
export const examples = [
  { tool: 'store_memory', prepares: true, arguments: { file_name: 'notes/thumbnails.md', content: 'We keep rendered thumbnails in Redis for an hour.', agent_id: 'ann', wait: 'searchable' } },
  { tool: 'store_memory', prepares: true, arguments: { file_name: 'notes/expiry.md', content: 'Thumbnails in the cache must expire, or Redis runs out of memory.', agent_id: 'bob', wait: 'searchable' } },
  {
    tool: 'log_code_attempt', prepares: true,
    arguments: { input_prompt: 'Put a rendered thumbnail into Redis with an expiry', generated_code: 'await redis.set(key, bytes, { EX: 3600 });\n', result: 'pass', language: 'javascript', agent_id: 'bob' },
  },
  {
    tool: 'learning_status',
    says: 'What others stored and tried lately near what you did: ask when you begin to work on something. `agent_id` is yours.',
    arguments: { section: 'sharing', agent_id: 'ann' },
  },
  { tool: 'learning_status', says: 'Which code works, how surely (`interval`: 95 %, newer attempts count for more), and who tried it.', arguments: { section: 'patterns' } },
];
