import assert from 'node:assert/strict';
import { refused } from '../harness.mjs';

/** @type {Record<string, import('../harness.mjs').Effect>} */
export const effects = {
  ask_with_context: {
    act: async ({ here, there, name, word }) => {
      const answers = [`The code of gate ${word(1)} is 4711.`, `The code of gate ${word(2)} is 4712.`];
      const question = (n) => `What is the code of gate ${word(n)}?`;
      const before = await there('ask_with_context', { question: question(1) });
      assert.ok(!before.prompt.includes('4711'));
      const [file_name, conversation_id] = [name('gates.md'), name('talk')];
      const { resource_id } = await here('store_memory', { file_name, content: answers[0], wait: 'searchable' });
      const first = await there('ask_with_context', { question: question(1), context_limit: 3 });
      assert.deepEqual([first.question, first.suggested_response, first.suggested_source.resource_id, first.context[0].source], [question(1), answers[0], resource_id, file_name]);
      assert.ok(first.prompt.includes(answers[0]) && first.prompt.includes(question(1)));
      const { message_id } = await here('log_chat', { content: answers[1], conversation_id });
      const second = await there('ask_with_context', { question: question(2), conversation_id, context_limit: 3 });
      assert.deepEqual([second.suggested_response, second.suggested_source.message_id], [answers[1], message_id]);
      return { file_name, question: question(1), answer: answers[0] };
    },
    afterRestart: async ({ here, there }, { file_name, question, answer }) => {
      assert.equal((await here('ask_with_context', { question })).suggested_response, answer);
      await there('forget_memory', { file_name });
      assert.notEqual((await here('ask_with_context', { question })).suggested_response, answer);
    },
  },

  route_query: {
    act: async ({ here, there, name, word }) => {
      const [file_name, conversation_id] = [name('plan.md'), name('talk')];
      const { resource_id } = await here('store_memory', { file_name, content: `The retention policy of ${word(1)} is 30 days.`, wait: 'searchable' });
      const { message_id } = await here('log_chat', { content: `Ana said that ${word(1)} is too slow.`, conversation_id });
      const said = await there('route_query', { query: `What did Ana say about ${word(1)} in our conversation?`, conversation_id });
      assert.deepEqual([said.route, said.results[0].message_id, said.results_by_source.memory[0].resource_id], ['chat', message_id, resource_id]);
      const { todo_id } = await here('add_todo', { title: `Speed ${word(1)} up` });
      const open = await there('route_query', { query: `Which tasks about ${word(1)} are still open?` });
      assert.deepEqual([open.route, open.results[0].todo_id], ['todos', todo_id]);
      assert.ok(open.confidence > 0.5 && open.reason.includes('todos'));
      return { file_name, resource_id, query: `What is the retention policy of ${word(1)}?` };
    },
    afterRestart: async ({ here, there }, { file_name, resource_id, query }) => {
      const known = await here('route_query', { query, source_types: ['memory', 'todos'], top_k: 3 });
      assert.deepEqual([known.route, known.results[0].resource_id, Object.keys(known.results_by_source)], ['memory', resource_id, ['memory', 'todos']]);
      await there('forget_memory', { file_name });
      const { results_by_source } = await here('route_query', { query, source_types: ['memory'] });
      assert.ok(results_by_source.memory.every((found) => found.resource_id !== resource_id));
    },
  },

  build_context: {
    act: async ({ here, there, name, word }) => {
      const file_name = name('guide.md');
      await refused(there('build_context', { documents: [{ id: file_name }] }), 'LTMC_NOT_FOUND');
      const { resource_id } = await here('store_memory', { file_name, content: `# Guide\n\nTurn ${word(1)} first.\n\nThen turn ${word(2)}.`, wait: 'searchable' });
      const built = await there('build_context', { documents: [{ id: resource_id }, { content: `Mine is ${word(3)}.`, id: 'own' }] });
      assert.deepEqual([built.documents_included, built.documents_truncated, built.sources.map(({ id }) => id)], [2, 0, [file_name, 'own']]);
      for (const n of [1, 2, 3]) assert.ok(built.context.includes(word(n)));
      await here('store_memory', { file_name, content: `# Guide\n\n${'Wait for the light to turn green. '.repeat(100)}Turn ${word(4)}.`, wait: 'searchable' });
      const cut = await there('build_context', { documents: [{ file_name }], max_tokens: 200 });
      assert.deepEqual([cut.documents_truncated, cut.sources[0].truncated, cut.context.includes(word(4)), cut.context.includes('green')], [1, true, false, true]);
      const asked = await there('build_context', { documents: [{ file_name }], max_tokens: 400, query: word(4) });
      assert.ok(asked.context.includes(word(4)));
      return { resource_id, word: word(4) };
    },
    afterRestart: async ({ here, there }, { resource_id, word }) => {
      const documents = [{ id: String(resource_id) }];
      assert.ok((await here('build_context', { documents })).context.includes(word));
      await there('forget_memory', { resource_id });
      await refused(here('build_context', { documents }), 'LTMC_NOT_FOUND');
    },
  },

  retrieve_by_type: {
    act: async ({ here, there, name, word }) => {
      const types = [name('recipe').slice(0, 64), name('rumour').slice(0, 64)];
      const found = async (call, doc_type) => (await call('retrieve_by_type', { query: word(), doc_type })).results.map(({ resource_id }) => resource_id);
      assert.deepEqual(await found(there, types[0]), []);
      const ids = [];
      for (const resource_type of types) ids.push((await here('store_memory', { file_name: `${resource_type}.md`, content: `The ${word()} is hot.`, resource_type, wait: 'searchable' })).resource_id);
      assert.deepEqual([await found(there, types[0]), await found(there, types[1])], [[ids[0]], [ids[1]]]);
      return { types, ids, word: word() };
    },
    afterRestart: async ({ here, there }, { types, ids, word }) => {
      const { results, total_results, query_type } = await here('retrieve_by_type', { query: word, doc_type: types[1], top_k: 1 });
      assert.deepEqual([results[0].resource_id, results[0].resource_type, total_results, query_type], [ids[1], types[1], 1, types[1]]);
      await there('forget_memory', { resource_id: ids[1] });
      assert.equal((await here('retrieve_by_type', { query: word, doc_type: types[1] })).total_results, 0);
    },
  },
};
