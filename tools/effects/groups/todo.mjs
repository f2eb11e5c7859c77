import assert from 'node:assert/strict';
import { refused } from '../harness.mjs';

/** Made-up words look alike to the model: only what holds the word counts. */
const found = async (call, word) => {
  const { results } = await call('search_todos', { query: word });
  return results.filter(({ title, description }) => `${title} ${description}`.includes(word)).map(({ title }) => title);
};

/** How many there are with a status; the record holds others. */
const count = async (call, status) => (await call('list_todos', { status, limit: 1 })).filtered_count;

/** @type {Record<string, import('../harness.mjs').Effect>} */
export const effects = {
  add_todo: {
    act: async ({ here, there, word }) => {
      const titles = [`Buy ${word(1)}`, `Sell ${word(2)}`];
      const before = await count(there, 'pending');
      const buy = await here('add_todo', { title: titles[0], description: 'Two of them.', priority: 'high', due_at: '2031-02-03', tags: ['shop'], assigned_agent: 'ann' });
      assert.deepEqual([buy.title, buy.priority, buy.status], [titles[0], 3, 'pending']);
      const sell = await here('add_todo', { title: titles[1] });
      assert.notEqual(sell.todo_id, buy.todo_id);
      assert.equal(await count(there, 'pending'), before + 2);
      const { results: [todo] } = await there('search_todos', { query: word(1) });
      const { todo_id, description, priority, due_at, tags, assigned_agent } = todo;
      assert.deepEqual({ todo_id, description, priority, due_at, tags, assigned_agent }, { todo_id: buy.todo_id, description: 'Two of them.', priority: 3, due_at: '2031-02-03T00:00:00.000Z', tags: ['shop'], assigned_agent: 'ann' });
      return { titles, words: [word(1), word(2)] };
    },
    afterRestart: async ({ there }, { titles, words }) => {
      assert.deepEqual([await found(there, words[0]), await found(there, words[1])], [[titles[0]], [titles[1]]]);
    },
  },

  list_todos: {
    act: async ({ here, there, word }) => {
      const before = (await there('list_todos', { limit: 1 })).total_count;
      const added = [await here('add_todo', { title: `First ${word(1)}` }), await here('add_todo', { title: `Second ${word(1)}` })];
      const page = await there('list_todos', { limit: 1 });
      assert.deepEqual([page.todos.map(({ todo_id }) => todo_id), page.total_count], [[added[1].todo_id], before + 2]);
      const next = await there('list_todos', { limit: 1, cursor: page.next_cursor });
      assert.deepEqual(next.todos.map(({ todo_id }) => todo_id), [added[0].todo_id]);
      return { ids: added.map(({ todo_id }) => todo_id) };
    },
    afterRestart: async ({ here, there }, { ids }) => {
      const isListed = async (call, status, id) => (await call('list_todos', { status, limit: 100 })).todos.some(({ todo_id }) => todo_id === id);
      assert.ok(await isListed(there, 'pending', ids[0]));
      await here('complete_todo', { todo_id: ids[0] });
      assert.deepEqual([await isListed(there, 'pending', ids[0]), await isListed(there, 'completed', ids[0])], [false, true]);
    },
  },

  complete_todo: {
    act: async ({ here, there, word }) => {
      const ids = [];
      for (const which of [1, 2]) ids.push((await here('add_todo', { title: `Finish ${word(which)}` })).todo_id);
      const status = async (which) => (await there('search_todos', { query: word(which) })).results[0].status;
      const done = await here('complete_todo', { todo_id: ids[0] });
      assert.deepEqual([await status(1), await status(2)], ['completed', 'pending']);
      assert.deepEqual(await there('complete_todo', { id: ids[0] }), done);
      const other = await there('complete_todo', { todo_id: ids[1] });
      assert.deepEqual([other.todo_id, await status(2)], [ids[1], 'completed']);
      await refused(here('complete_todo', { todo_id: 999_999_999 }), 'LTMC_NOT_FOUND');
      return { done, word: word(1) };
    },
    afterRestart: async ({ here, there }, { done, word }) => {
      const { results: [todo] } = await there('search_todos', { query: word });
      assert.deepEqual([todo.status, todo.completed_at], ['completed', done.completed_at]);
      assert.equal((await here('complete_todo', { todo_id: done.todo_id })).completed_at, done.completed_at);
    },
  },

  search_todos: {
    act: async ({ here, there, word }) => {
      assert.deepEqual(await found(there, word(1)), []);
      await here('add_todo', { title: `Polish the ${word(1)}` });
      await here('add_todo', { title: 'Tidy up', description: `The ${word(2)} is dusty.` });
      assert.deepEqual([await found(there, word(1)), await found(there, word(2))], [[`Polish the ${word(1)}`], ['Tidy up']]);
      return { words: [word(1), word(2)] };
    },
    afterRestart: async ({ here, there }, { words }) => {
      assert.deepEqual([await found(there, words[0]), await found(here, words[1])], [[`Polish the ${words[0]}`], ['Tidy up']]);
    },
  },
};
