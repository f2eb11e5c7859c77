import { describe, expect, it } from 'vitest';
import type { AddTodoInput, TodoService } from '../../src/index.js';
import { context, movableClock, openTestMemory } from '../open-memory.js';

async function add(todos: TodoService, title: string, input: Partial<AddTodoInput> = {}) {
  const added = await todos.add(context, { title, wait: 'searchable', ...input });
  if ('replayed' in added) throw new Error('no idempotency key was given');
  return added;
}

const CHORES = ['Renew the TLS certificate of the shop', 'Buy oat milk and bread', 'Write the quarterly report for the board', 'Fix the flaky login test', 'Call the dentist', 'Water the plants on the balcony'];

describe('todos', () => {
  it('are found by what they mean, by their words, and not when they are about something else', async () => {
    await using test = await openTestMemory();
    const { todos } = test.memory;
    for (const title of CHORES) await add(todos, title);
    await add(todos, 'Tidy up', { description: 'The garage, and the zymurgy kit in the cellar.' });
    const titles = async (query: string) => (await todos.search(context, { query })).todos.map(({ title }) => title);
    expect((await titles('make an appointment to have my teeth checked'))[0]).toBe('Call the dentist');
    expect((await titles('https encryption about to expire'))[0]).toBe('Renew the TLS certificate of the shop');
    expect(await titles('zymurgy')).toEqual(['Tidy up']);
    expect(await titles('general relativity of black holes')).toEqual([]);
  });

  it('are found by their tags', async () => {
    await using test = await openTestMemory();
    const { todos } = test.memory;
    await add(todos, 'Turn the grey valve twice', { tags: ['zymurgy', 'cellar'] });
    await add(todos, 'Call the dentist');
    expect((await todos.search(context, { query: 'zymurgy' })).todos.map(({ title }) => title)).toEqual(['Turn the grey valve twice']);
  });

  it('are ordered by relevance, at most so many', async () => {
    await using test = await openTestMemory();
    const { todos } = test.memory;
    for (const title of CHORES) await add(todos, title);
    const { todos: found } = await todos.search(context, { query: 'flaky login test', limit: 1 });
    expect(found).toMatchObject([{ title: 'Fix the flaky login test', status: 'pending' }]);
    expect(found[0]?.relevance).toBeGreaterThan(0.9);
  });

  it('are other things than memories', async () => {
    await using test = await openTestMemory();
    await add(test.memory.todos, 'Repair the bicycle');
    await test.store('bicycle.md', 'How to repair a bicycle');
    expect((await test.search('bicycle')).map(({ fileName }) => fileName)).toEqual(['bicycle.md']);
    expect((await test.memory.todos.search(context, { query: 'bicycle' })).todos).toHaveLength(1);
    expect((await test.memory.list(context, {})).totalCount).toBe(1);
  });

  it('keep the first time they were completed', async () => {
    const clock = movableClock();
    await using test = await openTestMemory({ clock });
    const { todos } = test.memory;
    const { todoId } = await add(todos, 'Once');
    clock.advance(1000);
    const first = await todos.complete(context, { todoId });
    clock.advance(1000);
    expect(await todos.complete(context, { todoId })).toEqual(first);
    await expect(todos.complete(context, { todoId: 999 })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND', message: expect.stringContaining('999') });
    await expect(todos.complete({ ...context, namespace: 'other' }, { todoId })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
  });

  it('are added once for a key', async () => {
    await using test = await openTestMemory();
    const { todos } = test.memory;
    const input = { title: 'Once', idempotency: { tool: 'add_todo', key: 'k', body: { title: 'Once' } } };
    await todos.add(context, input, ({ todoId }) => ({ todoId }));
    expect(await todos.add(context, input, ({ todoId }) => ({ todoId }))).toEqual({ replayed: { todoId: 1 } });
    expect((await todos.list(context, {})).totalCount).toBe(1);
  });

  it.each([
    ['title', { title: ' ' }], ['title', { title: 'x'.repeat(501) }], ['title', { title: 'a\0b' }], ['description', { title: 'a', description: 'b\uD800' }],
    ['assigned_agent', { title: 'a', assignedAgent: '\n' }], ['tag', { title: 'a', tags: [''] }],
  ])('refuse a bad %s', async (parameter, input) => {
    await using test = await openTestMemory();
    await expect(test.memory.todos.add(context, input)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT', message: expect.stringContaining(parameter) });
    expect((await test.memory.todos.list(context, {})).totalCount).toBe(0);
  });
});
