import { expect, it } from 'vitest';
import { allTools, defaultTools } from '../src/default-tools.js';
import { chooseTools, TOOLSETS } from '../src/toolsets.js';

const names = (toolsets: readonly string[]): string[] => chooseTools(toolsets).map(({ name }) => name);

it('shows the default tools where nothing is chosen', () => {
  expect(chooseTools([])).toEqual(defaultTools);
  expect(chooseTools(['default'])).toEqual(defaultTools);
});

it('shows opt-in tools only where they are asked for', () => {
  expect(names(['default'])).not.toContain('store_context_links');
  expect(names(['links'])).toEqual([
    'store_context_links', 'get_context_links_for_message', 'get_messages_for_chunk', 'get_context_usage_statistics', 'list_tool_identifiers', 'get_tool_conversations',
  ]);
  expect(names(['all'])).toEqual(allTools.map(({ name }) => name));
});

it('shows little in the preset minimal', () => {
  expect(names(['minimal'])).toEqual(['store_memory', 'retrieve_memory', 'get_memory', 'add_todo', 'list_todos', 'complete_todo', 'search_todos']);
});

it('joins what is chosen, each tool once, in its usual order', () => {
  const both = names(['links', 'minimal', 'memory']);
  expect(both).toEqual(allTools.map(({ name }) => name).filter((name) => both.includes(name)));
  expect(both).toContain('forget_memory');
  expect(both).toContain('add_todo');
});

it('knows every group, and names what is none', () => {
  for (const { group } of allTools) expect(TOOLSETS).toContain(group);
  expect(() => chooseTools(['memory', 'memroy'])).toThrow(expect.objectContaining({ code: 'LTMC_CONFIG_INVALID', message: expect.stringContaining('"memroy"') }));
});
