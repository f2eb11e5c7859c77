import assert from 'node:assert/strict';
import { refused } from '../harness.mjs';

const said = async (call, query, conversation_id) =>
  (await call('retrieve_memory', { query, conversation_id, mode: 'keyword' })).results.map(({ message_id, content }) => [message_id, content]);

const contents = ({ messages }) => messages.map(({ content }) => content);

/** @type {Record<string, import('../harness.mjs').Effect>} */
export const effects = {
  log_chat: {
    act: async ({ here, there, name, word }) => {
      const [conversation_id, source_tool] = [name('talk'), name('editor')];
      const first = await here('log_chat', { conversation_id, content: `Shall we plant ${word(1)}?`, source_tool, wait: 'searchable' });
      const second = await here('log_chat', { conversation_id, content: 'Yes, in May.', role: 'assistant', agent_name: 'ann', source_tool, wait: 'searchable' });
      assert.notEqual(first.message_id, second.message_id);
      assert.deepEqual(await said(there, word(1), conversation_id), [[first.message_id, `Shall we plant ${word(1)}?`]]);
      // The answer is found by what it answers.
      const { results } = await there('retrieve_memory', { query: `When shall we plant ${word(1)}?`, conversation_id, top_k: 3 });
      assert.deepEqual(results.slice(0, 2).map(({ message_id }) => message_id).toSorted(), [first.message_id, second.message_id]);
      assert.deepEqual(await said(there, word(1), name('another')), []);
      assert.deepEqual((await there('retrieve_memory', { query: word(1), mode: 'keyword' })).results, []);
      const { messages: [latest] } = await there('get_chats_by_tool', { tool_name: source_tool, limit: 1 });
      assert.deepEqual([latest.message_id, latest.role, latest.agent_name, latest.conversation_id], [second.message_id, 'assistant', 'ann', conversation_id]);
      // What it was said to use is linked with it, or it is not logged at all.
      const { resource_id } = await here('store_memory', { file_name: name('used.md'), content: `Nothing but ${word(2)}.`, wait: 'searchable' });
      const { results: [{ chunk_id }] } = await there('retrieve_memory', { query: word(2), mode: 'keyword' });
      const asked = `Where do we keep the ${word(3)} over the winter?`;
      const used = async (call) => (await call('retrieve_memory', { query: asked, top_k: 100, explain: true })).results.find((hit) => hit.resource_id === resource_id)?.why.features.usedForSuch ?? 0;
      assert.equal(await used(there), 0);
      await refused(here('log_chat', { conversation_id, content: 'never kept', used_chunks: [chunk_id, 999_999_999] }), 'LTMC_NOT_FOUND');
      const third = await here('log_chat', { conversation_id, content: asked, used_chunks: [chunk_id], link_context: false, wait: 'searchable' });
      assert.deepEqual(third.context_links, [{ chunk_id, resource_id, link_strength: 1 }]);
      assert.ok((await used(there)) > 1);
      return { conversation_id, source_tool, word: word(1), id: first.message_id, used };
    },
    afterRestart: async ({ here, there }, { conversation_id, source_tool, word, id, used }) => {
      assert.ok((await used(here)) > 1);
      assert.ok((await said(here, word, conversation_id)).some(([message_id]) => message_id === id));
      await there('forget_memory', { conversation_id });
      assert.deepEqual(await said(here, word, conversation_id), []);
      await there('forget_memory', { conversation_id, undo: true });
      assert.equal((await here('get_chats_by_tool', { tool_name: source_tool })).count, 2);
    },
  },

  get_chats_by_tool: {
    act: async ({ here, there, name }) => {
      const tool_name = name('terminal');
      assert.deepEqual(contents(await there('get_chats_by_tool', { tool_name })), []);
      for (const [content, timestamp] of [['second', '2026-01-02'], ['first', '2026-01-01'], ['third', '2026-01-03']]) {
        await here('log_chat', { conversation_id: name(content), content, source_tool: tool_name, timestamp, wait: 'durable', link_context: false });
      }
      const page = await there('get_chats_by_tool', { tool_name, limit: 2 });
      assert.deepEqual(contents(page), ['third', 'second']);
      assert.deepEqual(contents(await there('get_chats_by_tool', { tool_name, limit: 2, cursor: page.next_cursor })), ['first']);
      assert.deepEqual(contents(await there('get_chats_by_tool', { tool_name, conversation_id: name('first') })), ['first']);
      return { tool_name, conversation_id: name('third') };
    },
    afterRestart: async ({ here, there }, { tool_name, conversation_id }) => {
      assert.equal((await here('get_chats_by_tool', { tool_name })).count, 3);
      await there('forget_memory', { conversation_id });
      assert.deepEqual(contents(await here('get_chats_by_tool', { tool_name })), ['second', 'first']);
      await refused(here('get_chats_by_tool', { tool_name, cursor: 'damaged' }), 'LTMC_INVALID_INPUT');
    },
  },
};
