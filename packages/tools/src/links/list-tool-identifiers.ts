import { arrayOf, inputSchema, INTEGER, objectOf, outputSchema, TEXT } from '../schema.js';
import { isoTime } from '../times.js';
import type { Tool } from '../types.js';

/** The tools that messages came from. */
export const listToolIdentifiers: Tool<Record<string, never>> = {
  name: 'list_tool_identifiers',
  title: 'Tools of conversations',
  group: 'links',
  description: 'List the source_tool names that logged messages came from, most used first, to ask get_chats_by_tool or get_tool_conversations about one.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  reads: ['message'],
  inputSchema: inputSchema({}),
  outputSchema: outputSchema({ tools: arrayOf(objectOf({ name: TEXT, category: TEXT, description: TEXT })), total_tools: INTEGER, categories: arrayOf(TEXT) }),
  run: async (_input, context, { memory }) => {
    const used = await memory.chats.sourceTools(context);
    const tools = used.map(({ name, usageCount, lastUsedMs }) => ({
      name,
      category: categoryOf(name),
      description: `${usageCount} message${usageCount === 1 ? '' : 's'}, the last one at ${isoTime(lastUsedMs)}`,
    }));
    return { success: true, tools, total_tools: tools.length, categories: [...new Set(tools.map(({ category }) => category))].toSorted() };
  },
};

/** Clients name the tools of an MCP server `mcp__server__tool`; others may write `server/tool`. What stands alone is a program. */
function categoryOf(name: string): string {
  const parts = name.replace(/^mcp__/, '').split(/__|[/:]/);
  return parts.length > 1 && parts[0] ? parts[0] : 'program';
}
