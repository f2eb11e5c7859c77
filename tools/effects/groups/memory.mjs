import assert from 'node:assert/strict';
import { refused } from '../harness.mjs';

const found = async (call, query) => (await call('retrieve_memory', { query, mode: 'keyword' })).results.map(({ content }) => content);

/** @type {Record<string, import('../harness.mjs').Effect>} */
export const effects = {
  store_memory: {
    act: async ({ here, there, name, word }) => {
      const [file_name, first, second] = [name('gate.md'), `The code is ${word(1)}.`, `The code is ${word(2)}.`];
      await here('store_memory', { file_name, content: first, wait: 'searchable' });
      assert.deepEqual(await found(there, word(1)), [first]);
      await here('store_memory', { file_name, content: second, wait: 'searchable' });
      assert.deepEqual([await found(there, word(1)), await found(there, word(2))], [[], [second]]);
      return { file_name, second, words: word(2) };
    },
    afterRestart: async ({ here, there }, { file_name, second, words }) => {
      const { version, content } = await there('get_memory', { file_name });
      assert.deepEqual({ version, content }, { version: 2, content: second });
      assert.deepEqual(await found(here, words), [second]);
    },
  },

  retrieve_memory: {
    act: async ({ here, there, name, word }) => {
      const [file_name, content] = [name('lamp.md'), `The lamp ${word()} burns at night.`];
      assert.deepEqual(await found(there, word()), []);
      const { resource_id } = await here('store_memory', { file_name, content, wait: 'searchable' });
      const { results: [hit], total_results } = await there('retrieve_memory', { query: `lamp ${word()}`, top_k: 1 });
      assert.deepEqual([hit.resource_id, hit.content, hit.metadata.file_name, total_results], [resource_id, content, file_name, 1]);
      const { results: [explained] } = await there('retrieve_memory', { query: `when does the lamp ${word()} burn`, top_k: 1, explain: true });
      assert.equal(hit.why.features, undefined);
      const logOdds = Object.values(explained.why.features).reduce((sum, share) => sum + share, 0);
      assert.ok(Math.abs(1 / (1 + Math.exp(-logOdds)) - explained.score) < 0.001, 'the features say how the score came about');
      return { word: word(), content };
    },
    afterRestart: async ({ here, there }, { word, content }) => {
      assert.deepEqual(await found(here, word), [content]);
      await there('store_memory', { file_name: `${word}.md`, content: `Another lamp ${word}.`, wait: 'searchable' });
      assert.equal((await found(here, word)).length, 2);
    },
  },

  get_memory: {
    act: async ({ here, there, name, word }) => {
      const file_name = name('plan.md');
      await refused(there('get_memory', { file_name }), 'LTMC_NOT_FOUND');
      const { resource_id } = await here('store_memory', { file_name, content: `Plan ${word(1)}.`, tags: ['plan'], wait: 'durable' });
      assert.equal((await there('get_memory', { resource_id })).content, `Plan ${word(1)}.`);
      await here('store_memory', { file_name, content: `Plan ${word(2)}.`, wait: 'durable' });
      assert.equal((await there('get_memory', { file_name })).content, `Plan ${word(2)}.`);
      return { resource_id, texts: [`Plan ${word(1)}.`, `Plan ${word(2)}.`] };
    },
    afterRestart: async ({ here, there }, { resource_id, texts }) => {
      const versions = [await here('get_memory', { resource_id, version: 1 }), await there('get_memory', { resource_id })];
      assert.deepEqual(versions.map(({ content }) => content), texts);
    },
  },

  list_memories: {
    act: async ({ here, there, name }) => {
      const tags = [name('shelf')];
      const listed = async (call) => (await call('list_memories', { tags })).memories.map(({ file_name }) => file_name);
      assert.deepEqual(await listed(there), []);
      await here('store_memory', { file_name: name('a.md'), content: 'First.', tags, wait: 'durable' });
      await here('store_memory', { file_name: name('b.md'), content: 'Second.', tags, wait: 'durable' });
      assert.deepEqual(await listed(there), [name('b.md'), name('a.md')]);
      return { tags, names: [name('b.md'), name('a.md')] };
    },
    afterRestart: async ({ here, there }, { tags, names }) => {
      assert.deepEqual((await here('list_memories', { tags, limit: 1 })).memories.map(({ file_name }) => file_name), names.slice(0, 1));
      await there('forget_memory', { file_name: names[0] });
      assert.equal((await here('list_memories', { tags })).total_count, 1);
    },
  },

  forget_memory: {
    act: async ({ here, there, name, word }) => {
      const names = [name('a.md'), name('b.md')];
      for (const file_name of names) await here('store_memory', { file_name, content: `Secret ${word()} of ${file_name}.`, wait: 'searchable' });
      assert.equal((await found(there, word())).length, 2);
      for (const file_name of names) await there('forget_memory', { file_name });
      assert.deepEqual(await found(here, word()), []);
      await refused(here('get_memory', { file_name: names[1] }), 'LTMC_NOT_FOUND');
      return { names, word: word() };
    },
    afterRestart: async ({ here, there }, { names: [gone, back], word }) => {
      await refused(there('get_memory', { file_name: gone }), 'LTMC_NOT_FOUND');
      await there('forget_memory', { file_name: back, undo: true });
      assert.equal((await found(here, word)).length, 1);
    },
  },
};
