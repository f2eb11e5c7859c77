const SESSION = { session_id: 'release-2' };
const ANN = { agent_id: 'ann', ...SESSION };
const BEN = { agent_id: 'ben', ...SESSION };
const PLAN = { resource_id: 'memory:docs/plan.md' };

/** @type {readonly import('../examples.mjs').Step[]} */
export const examples = [
  {
    tool: 'agent_registry',
    says: 'An agent that works here says so, and goes on saying so once a minute (`heartbeat`).',
    arguments: { action: 'register', ...ANN, name: 'Ann', capabilities: ['plan'] },
  },
  { tool: 'agent_registry', prepares: true, arguments: { action: 'register', ...BEN, name: 'Ben', capabilities: ['code', 'test'] } },
  { tool: 'agent_registry', says: 'Who can test?', arguments: { action: 'list', capability: 'test' } },

  { tool: 'context_coord', says: 'Share what everybody in a session must know.', arguments: { action: 'create', ...ANN, context: { goal: 'ship 2.0 on Friday', owner: 'nobody' } } },
  { tool: 'context_coord', prepares: true, arguments: { action: 'join', ...BEN } },
  { tool: 'context_coord', prepares: true, arguments: { action: 'propagate', ...ANN, updates: { owner: 'ann' } } },
  {
    tool: 'context_coord',
    says: 'Two change it at once: what somebody else has changed since is left alone and told, the rest is written.',
    arguments: { action: 'propagate', ...BEN, updates: { owner: 'ben', branch: 'release/2.0' }, expected_version: 1 },
  },
  { tool: 'context_coord', says: 'What has changed since, in order.', arguments: { action: 'events', ...BEN, limit: 2 } },
  { tool: 'context_coord', says: 'It is dealt with, and not told again.', arguments: (answers) => ({ action: 'ack', ...BEN, sequence: answers[7].next }) },

  {
    tool: 'memory_lock',
    says: 'Nobody else changes a memory from here on, for half a minute or until the release.',
    arguments: { action: 'acquire', ...ANN, ...PLAN },
  },
  { tool: 'memory_lock', says: 'It is not free, and this is who has it. With `wait_seconds` the call waits for its turn.', arguments: { action: 'acquire', ...BEN, ...PLAN } },
  {
    tool: 'store_memory',
    says: 'A memory that is locked is written under the fence of the lock. Without it, or under the fence of a lock that ran out, the write is refused.',
    arguments: (answers) => ({ file_name: 'docs/plan.md', content: 'We ship 2.0 on Friday, from release/2.0.', agent_id: 'ann', fence: answers[9].fence, wait: 'searchable' }),
  },
  { tool: 'memory_lock', says: 'Now others may.', arguments: (answers) => ({ action: 'release', ...ANN, lock_id: answers[9].lock_id }) },
  { tool: 'memory_lock', says: 'See whether it is free.', arguments: { action: 'status', ...PLAN } },

  { tool: 'session_state', says: 'Keep how far the session has come.', arguments: { action: 'create', ...ANN, state: { step: 'test', done: ['build'] } } },
  { tool: 'session_state', says: 'A point to come back to.', arguments: { action: 'checkpoint', ...SESSION, name: 'before the tests' } },
  { tool: 'session_state', prepares: true, arguments: { action: 'update', ...SESSION, state: { step: 'publish' }, expected_version: 1 } },
  { tool: 'session_state', says: 'Go back to it.', arguments: { action: 'restore', ...SESSION, name: 'before the tests' } },

  { tool: 'tool_cache', says: 'A value that others need soon.', arguments: { action: 'put', agent_id: 'ben', key: 'build of release/2.0', value: { artefact: 'harbour-2.0.tgz', tests: 412 }, ttl_seconds: 600 } },
  { tool: 'tool_cache', says: 'Another agent takes it.', arguments: { action: 'get', key: 'build of release/2.0' } },
  { tool: 'tool_cache', says: 'Every answer of a tool that was kept is made anew from now on.', arguments: { action: 'invalidate', tool: 'retrieve_memory' } },

  { tool: 'shared_buffer', says: 'Show what you work on.', arguments: { action: 'put', agent_id: 'ben', content: 'The upgrade notes lack the new port.' } },
  { tool: 'shared_buffer', says: 'What does Ben work on?', arguments: { action: 'list', agent_id: 'ben' } },
  { tool: 'shared_buffer', says: 'What was used most in the last four hours?', arguments: { action: 'popular', window: '4h', limit: 3 } },

  { tool: 'agent_registry', says: 'How it stands with all of this.', arguments: { action: 'status' } },
  { tool: 'agent_registry', prepares: true, arguments: { action: 'deregister', agent_id: 'ann' } },
  { tool: 'agent_registry', prepares: true, arguments: { action: 'deregister', agent_id: 'ben' } },
];
