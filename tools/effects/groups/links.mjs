import assert from 'node:assert/strict';
import { refused } from '../harness.mjs';

/** A message, and a memory with the chunk it will be linked to. */
async function unlinked({ here, name, word }, number) {
  const file_name = name(`${number}.md`);
  const { resource_id } = await here('store_memory', { file_name, content: `Passage ${word(number)}.`, wait: 'searchable' });
  const { results: [hit] } = await here('retrieve_memory', { query: word(number), mode: 'keyword' });
  const conversation_id = name('talk');
  const { message_id } = await here('log_chat', { conversation_id, content: `Message ${number}.`, source_tool: name('tool'), link_context: false, wait: 'durable' });
  return { file_name, resource_id, chunk_id: hit.chunk_id, conversation_id, message_id };
}

const chunksOf = async (call, message_id) => (await call('get_context_links_for_message', { message_id })).context_links.map(({ chunk_id }) => chunk_id);
const messagesOf = async (call, chunk_id) => (await call('get_messages_for_chunk', { chunk_id })).messages.map(({ message_id }) => message_id);

/** @type {Record<string, import('../harness.mjs').Effect>} */
export const effects = {
  store_context_links: {
    act: async (stage) => {
      const { here, there } = stage;
      const [one, two] = [await unlinked(stage, 1), await unlinked(stage, 2)];
      assert.deepEqual(await chunksOf(there, one.message_id), []);
      await here('store_context_links', { message_id: one.message_id, chunk_ids: [one.chunk_id] });
      assert.deepEqual(await chunksOf(there, one.message_id), [one.chunk_id]);
      await here('store_context_links', { message_id: two.message_id, chunk_ids: [one.chunk_id, two.chunk_id] });
      assert.deepEqual(await messagesOf(there, one.chunk_id), [two.message_id, one.message_id]);
      await refused(here('store_context_links', { message_id: one.message_id, chunk_ids: [999_999_999] }), 'LTMC_NOT_FOUND');
      // What was used for a question is found for such a one, whatever it says.
      const asked = `What shall we do about the ${stage.word(3)} in the cellar today?`;
      const feedback = async (call) => (await call('retrieve_memory', { query: asked, top_k: 100 })).results.find(({ resource_id }) => resource_id === one.resource_id)?.why.feedback ?? 0;
      const { message_id } = await here('log_chat', { conversation_id: stage.name('talk'), content: `What do we do about the ${stage.word(3)} in our cellar?`, link_context: false, wait: 'searchable' });
      const before = await feedback(there);
      await here('store_context_links', { message_id, chunk_ids: [one.chunk_id] });
      assert.ok((await feedback(there)) > before);
      return { one, two, feedback };
    },
    afterRestart: async ({ here, there }, { one, two, feedback }) => {
      assert.ok((await feedback(here)) > 0);
      assert.deepEqual((await chunksOf(here, two.message_id)).toSorted(), [one.chunk_id, two.chunk_id].toSorted());
      await there('forget_memory', { file_name: two.file_name });
      assert.deepEqual(await chunksOf(here, two.message_id), [one.chunk_id]);
    },
  },

  get_context_links_for_message: {
    act: async (stage) => {
      const { here, there } = stage;
      const [one, two] = [await unlinked(stage, 1), await unlinked(stage, 2)];
      await refused(there('get_context_links_for_message', { message_id: 999_999_999 }), 'LTMC_NOT_FOUND');
      assert.equal((await there('get_context_links_for_message', { message_id: one.message_id })).total_links, 0);
      await here('store_context_links', { message_id: one.message_id, chunk_ids: [one.chunk_id, two.chunk_id] });
      const { context_links, total_links } = await there('get_context_links_for_message', { message_id: one.message_id });
      assert.deepEqual([context_links[0].resource_id, context_links[0].link_strength, context_links[0].automatic, total_links], [one.resource_id, 1, false, 2]);
      return { one, two };
    },
    afterRestart: async ({ here, there }, { one, two }) => {
      assert.equal((await here('get_context_links_for_message', { message_id: one.message_id })).total_links, 2);
      await there('store_memory', { file_name: two.file_name, content: 'Another text.', wait: 'durable' });
      assert.deepEqual(await chunksOf(here, one.message_id), [one.chunk_id]);
    },
  },

  get_messages_for_chunk: {
    act: async (stage) => {
      const { here, there } = stage;
      const [one, two] = [await unlinked(stage, 1), await unlinked(stage, 2)];
      assert.deepEqual(await messagesOf(there, one.chunk_id), []);
      for (const { message_id } of [one, two]) await here('store_context_links', { message_id, chunk_ids: [one.chunk_id] });
      const { messages: [latest], total_messages } = await there('get_messages_for_chunk', { chunk_id: one.chunk_id, limit: 1 });
      assert.deepEqual([latest.message_id, latest.content, total_messages], [two.message_id, 'Message 2.', 2]);
      return { one };
    },
    afterRestart: async ({ here, there }, { one }) => {
      assert.equal((await here('get_messages_for_chunk', { chunk_id: one.chunk_id })).total_messages, 2);
      await there('forget_memory', { conversation_id: one.conversation_id });
      assert.deepEqual(await messagesOf(here, one.chunk_id), []);
    },
  },

  get_context_usage_statistics: {
    act: async (stage) => {
      const { here, there } = stage;
      const before = (await there('get_context_usage_statistics')).statistics;
      const [one, two] = [await unlinked(stage, 1), await unlinked(stage, 2)];
      await here('store_context_links', { message_id: one.message_id, chunk_ids: [one.chunk_id, two.chunk_id] });
      const after = (await there('get_context_usage_statistics')).statistics;
      assert.deepEqual(
        [after.total_context_links - before.total_context_links, after.total_messages - before.total_messages, after.total_chunks - before.total_chunks],
        [2, 1, 2],
      );
      return { one };
    },
    afterRestart: async ({ here, there }, { one }) => {
      const total = async () => (await here('get_context_usage_statistics')).statistics.total_context_links;
      const before = await total();
      await there('forget_memory', { conversation_id: one.conversation_id });
      assert.equal(await total(), before - 2);
    },
  },

  list_tool_identifiers: {
    act: async ({ here, there, name }) => {
      const tool = name('tool');
      const found = async (call) => (await call('list_tool_identifiers')).tools.find((one) => one.name === tool);
      assert.equal(await found(there), undefined);
      const log = (content) => here('log_chat', { conversation_id: name('talk'), content, source_tool: tool, link_context: false, wait: 'durable' });
      await log('One.');
      assert.match((await found(there)).description, /^1 message,/);
      await log('Two.');
      assert.match((await found(there)).description, /^2 messages,/);
      return { tool, conversation_id: name('talk') };
    },
    afterRestart: async ({ here, there }, { tool, conversation_id }) => {
      const names = async () => (await here('list_tool_identifiers')).tools.map(({ name }) => name);
      assert.ok((await names()).includes(tool));
      await there('forget_memory', { conversation_id });
      assert.ok(!(await names()).includes(tool));
    },
  },

  get_tool_conversations: {
    act: async ({ here, there, name }) => {
      const tool_name = name('tool');
      const listed = async (call) => (await call('get_tool_conversations', { tool_name })).conversations.map(({ conversation_id, usage_count }) => [conversation_id, usage_count]);
      assert.deepEqual(await listed(there), []);
      for (const [talk, timestamp] of [['a', '2026-01-03'], ['b', '2026-01-04'], ['a', '2026-01-05']]) {
        await here('log_chat', { conversation_id: name(talk), content: 'Hello.', source_tool: tool_name, timestamp, link_context: false, wait: 'durable' });
      }
      assert.deepEqual(await listed(there), [[name('a'), 2], [name('b'), 1]]);
      return { tool_name, gone: name('a'), left: name('b') };
    },
    afterRestart: async ({ here, there }, { tool_name, gone, left }) => {
      assert.equal((await here('get_tool_conversations', { tool_name })).usage_statistics.total_messages, 3);
      await there('forget_memory', { conversation_id: gone });
      const { conversations, total_conversations } = await here('get_tool_conversations', { tool_name });
      assert.deepEqual([conversations.map(({ conversation_id }) => conversation_id), total_conversations], [[left], 1]);
    },
  },
};
