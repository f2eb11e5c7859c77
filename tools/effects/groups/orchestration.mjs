import assert from 'node:assert/strict';
import { refused } from '../harness.mjs';

const counts = async (call) => (await call('agent_registry', { action: 'status' })).counts;

/** Longer than these tests take. */
const LONG_SECONDS = 3600;

/** @type {Record<string, import('../harness.mjs').Effect>} */
export const effects = {
  agent_registry: {
    act: async ({ here, there, name }) => {
      const [agent_id, session_id, capability] = [name('ann'), name('work'), name('paint')];
      const registered = await here('agent_registry', { action: 'register', agent_id, name: 'Ann', capabilities: [capability], session_id, metadata: { shift: 2 } });
      assert.deepEqual([registered.agent_id, registered.heartbeat_ttl_seconds], [agent_id, 60]);
      const { agents, count } = await there('agent_registry', { action: 'list', capability });
      assert.deepEqual([count, ...agents.map((agent) => [agent.agent_id, agent.session_id, agent.metadata])], [1, [agent_id, session_id, { shift: 2 }]]);
      const { participants } = await there('context_coord', { action: 'create', session_id, agent_id });
      assert.deepEqual(participants.map(({ capabilities, gone }) => [capabilities, gone]), [[[capability], false]]);
      return { agent_id, session_id, capability };
    },
    afterRestart: async ({ here, there }, { agent_id, session_id, capability }) => {
      const isGone = async () => (await here('context_coord', { action: 'get', session_id, agent_id })).participants[0].gone;
      // It lives for a minute after its last sign of life, and this may come later.
      const { known } = await there('agent_registry', { action: 'heartbeat', agent_id, status: 'painting' });
      if (!known) await there('agent_registry', { action: 'register', agent_id, session_id, capabilities: [capability] });
      assert.deepEqual((await here('agent_registry', { action: 'get', agent_id })).agent.capabilities, [capability]);
      assert.equal(await isGone(), false);
      await here('agent_registry', { action: 'deregister', agent_id });
      assert.equal(await isGone(), true);
      await refused(there('agent_registry', { action: 'get', agent_id }), 'LTMC_NOT_FOUND');
    },
  },

  context_coord: {
    act: async ({ here, there, name, word }) => {
      const [ann, ben] = ['ann', 'ben'].map((agent_id) => ({ agent_id: name(agent_id), session_id: name('plan') }));
      await here('context_coord', { action: 'create', ...ann, context: { goal: word(1), owner: 'nobody' } });
      const { version, position } = await there('context_coord', { action: 'join', ...ben });
      await here('context_coord', { action: 'propagate', ...ann, updates: { owner: 'ann' } });
      const { applied, conflicts } = await there('context_coord', { action: 'propagate', ...ben, updates: { owner: 'ben', branch: word(2) }, expected_version: version });
      assert.deepEqual([applied, conflicts], [['branch'], [{ field: 'owner', yours: 'ben', theirs: 'ann', version: version + 1, agent_id: ann.agent_id }]]);
      const { events, next } = await there('context_coord', { action: 'events', ...ben });
      assert.deepEqual(events.filter(({ type }) => type === 'updated').map(({ changes }) => changes), [{ owner: 'ann' }, { branch: word(2) }]);
      assert.ok(next > position);
      await there('context_coord', { action: 'ack', ...ben, sequence: next });
      assert.deepEqual((await there('context_coord', { action: 'events', ...ben })).events, []);
      const { sessions } = await here('session_state', { action: 'list', agent_id: ben.agent_id });
      assert.deepEqual(sessions.map(({ session_id, participants, context_version }) => [session_id, participants.toSorted(), context_version]), [
        [ann.session_id, [ann.agent_id, ben.agent_id].toSorted(), version + 2],
      ]);
      return { ann, ben, context: { goal: word(1), owner: 'ann', branch: word(2) } };
    },
    afterRestart: async ({ here, there }, { ann, ben, context }) => {
      assert.deepEqual((await here('context_coord', { action: 'get', ...ben })).context, context);
      await there('context_coord', { action: 'propagate', ...ann, updates: { branch: null } });
      const { events } = await here('context_coord', { action: 'events', ...ben });
      assert.deepEqual(events.map(({ agent_id, removed }) => [agent_id, removed]), [[ann.agent_id, ['branch']]]);
    },
  },

  memory_lock: {
    act: async ({ here, there, name, word }) => {
      const file_name = name('ledger.md');
      const [resource_id, ann, ben] = [`memory:${file_name}`, { agent_id: name('ann') }, { agent_id: name('ben') }];
      const store = (call, args) => call('store_memory', { file_name, wait: 'durable', ...args });
      const { lock_id, fence, acquired } = await here('memory_lock', { action: 'acquire', resource_id, ...ann, timeout: LONG_SECONDS });
      assert.deepEqual([acquired, fence.resource_id], [true, resource_id]);
      await refused(store(there, { content: `Ben ${word(1)}.`, ...ben }), 'LTMC_LOCKED');
      const other = await there('memory_lock', { action: 'acquire', resource_id, ...ben });
      assert.deepEqual([other.acquired, other.holder.agent_id], [false, ann.agent_id]);
      await store(here, { content: `Ann ${word(2)}.`, ...ann, fence });
      assert.equal((await there('get_memory', { file_name })).content, `Ann ${word(2)}.`);
      return { file_name, resource_id, lock_id, fence, ann, ben, text: `Ben ${word(3)}.` };
    },
    afterRestart: async ({ here, there }, { file_name, resource_id, lock_id, fence, ann, ben, text }) => {
      const store = (call, args) => call('store_memory', { file_name, content: text, wait: 'durable', ...args });
      await refused(store(there, ben), 'LTMC_LOCKED');
      assert.deepEqual((await here('memory_lock', { action: 'status', resource_id })).holders.map(({ agent_id }) => agent_id), [ann.agent_id]);
      await there('memory_lock', { action: 'release', lock_id, ...ann });
      await refused(store(here, { ...ann, fence }), 'LTMC_FENCE_STALE');
      await store(there, ben);
      assert.deepEqual([(await here('get_memory', { file_name })).content, (await here('memory_lock', { action: 'status', resource_id })).locked], [text, false]);
    },
  },

  session_state: {
    act: async ({ here, there, name, word }) => {
      const [session_id, ended] = [name('release'), name('over')];
      await here('session_state', { action: 'create', session_id, state: { step: word(1) } });
      await there('session_state', { action: 'checkpoint', session_id, name: 'first' });
      await refused(here('session_state', { action: 'update', session_id, state: { step: 'lost' }, expected_version: 7 }), 'LTMC_VERSION_CONFLICT');
      await there('session_state', { action: 'update', session_id, state: { step: word(2) }, expected_version: 1 });
      assert.deepEqual((await here('session_state', { action: 'get', session_id })).state, { step: word(2) });
      await here('session_state', { action: 'create', session_id: ended });
      await here('session_state', { action: 'end', session_id: ended });
      await refused(there('context_coord', { action: 'create', session_id: ended, agent_id: name('ann') }), 'LTMC_NOT_FOUND');
      return { session_id, first: word(1), second: word(2) };
    },
    afterRestart: async ({ here, there }, { session_id, first, second }) => {
      assert.deepEqual((await there('session_state', { action: 'get', session_id })).state, { step: second });
      await here('session_state', { action: 'restore', session_id, name: 'first' });
      const { state, version } = await there('session_state', { action: 'get', session_id });
      assert.deepEqual([state, version], [{ step: first }, 3]);
    },
  },

  tool_cache: {
    act: async ({ here, there, name, word }) => {
      const before = (await counts(there)).values;
      await here('tool_cache', { action: 'put', key: name('build'), value: { id: word(1) }, ttl_seconds: LONG_SECONDS, agent_id: name('ann') });
      assert.equal((await counts(there)).values, before + 1);
      const { found, value, agent_id } = await there('tool_cache', { action: 'get', key: name('build') });
      assert.deepEqual([found, value, agent_id], [true, { id: word(1) }, name('ann')]);
      assert.equal((await there('tool_cache', { action: 'get', key: name('nothing') })).found, false);
      const [{ generation: one }, { generation: two }] = [await here('tool_cache', { action: 'invalidate', tool: 'list_todos' }), await there('tool_cache', { action: 'invalidate', tool: 'list_todos' })];
      assert.equal(two, one + 1);
      return { key: name('build'), value: { id: word(1) }, generation: two };
    },
    afterRestart: async ({ here, there }, { key, value, generation }) => {
      assert.deepEqual((await there('tool_cache', { action: 'get', key })).value, value);
      await there('tool_cache', { action: 'put', key, value: 'another' });
      assert.equal((await here('tool_cache', { action: 'get', key })).value, 'another');
      assert.ok((await here('tool_cache', { action: 'invalidate', tool: 'list_todos' })).generation > generation);
    },
  },

  shared_buffer: {
    act: async ({ here, there, name, word }) => {
      const [ann, text] = [{ agent_id: name('ann') }, `Look at ${word(1)}.`];
      const before = (await counts(there)).buffered;
      const { item } = await here('shared_buffer', { action: 'put', content: text, ...ann, ttl_seconds: LONG_SECONDS });
      assert.equal((await counts(there)).buffered, before + 1);
      const got = await there('shared_buffer', { action: 'get', item_id: item.item_id });
      assert.deepEqual([got.found, got.item.content, got.item.agents], [true, text, [ann.agent_id]]);
      // What a search shows counts as used.
      await here('store_memory', { file_name: name('lamp.md'), content: `The lamp ${word(2)} burns.`, wait: 'searchable' });
      const { results: [{ chunk_id }] } = await there('retrieve_memory', { query: word(2), mode: 'keyword' });
      const { popular } = await there('shared_buffer', { action: 'popular', window: '1h', limit: 1000 });
      assert.deepEqual(popular.filter((one) => one.chunk_id === chunk_id || one.item_id === item.item_id).map(({ item_id }) => item_id).toSorted(), [`chunk:${chunk_id}`, item.item_id].toSorted());
      return { ann, item_id: item.item_id, chunk_id };
    },
    afterRestart: async ({ here, there }, { ann, item_id, chunk_id }) => {
      await there('shared_buffer', { action: 'put', chunk_id, ...ann });
      assert.deepEqual((await here('shared_buffer', { action: 'list', ...ann })).items.map((item) => item.item_id), [`chunk:${chunk_id}`, item_id]);
      assert.deepEqual((await here('shared_buffer', { action: 'get', chunk_id: 987_654_321 })), { success: true, action: 'get', found: false });
    },
  },
};
