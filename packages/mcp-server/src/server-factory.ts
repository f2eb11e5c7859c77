import type { CallContext } from '@ltmc/contracts';
import type { ToolRegistry } from '@ltmc/tools';
import { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import type { CallToolResult, ListToolsResult, McpRequestContext, McpServerFactory } from '@modelcontextprotocol/server';
import { CATALOG_CAPABILITIES, serveCatalog } from './catalog-handlers.js';
import { DEFAULT_INSTRUCTIONS } from './instructions.js';
import type { Caller, McpServerOptions } from './options.js';
import { failureObject, toCallToolResult, toListToolsResult } from './tool-result.js';

/** How long a client of the 2026-07-28 revision may keep the lists that change only with the process. */
const LIST_HINT = { ttlMs: 300_000, cacheScope: 'private' as const };

/**
 * One server definition for both protocol eras and every transport. The SDK asks for a server per connection (stdio) or per request
 * (HTTP), so whatever can be shared between them is made once, here.
 *
 * The low-level `Server` is used on purpose: it passes our JSON Schemas through as they stand, and the registry validates.
 *
 * @param callerOf - on whose behalf a request is made. Default: always `options.caller`.
 */
export function createMcpServerFactory(options: McpServerOptions, callerOf: (request: McpRequestContext) => Caller = () => options.caller): McpServerFactory {
  const { registry, catalog, info, instructions = DEFAULT_INSTRUCTIONS } = options;
  let tools: ListToolsResult | undefined;
  const serverOptions = {
    capabilities: { tools: {}, ...(catalog ? CATALOG_CAPABILITIES : {}) },
    instructions,
    cacheHints: { 'tools/list': LIST_HINT, 'prompts/list': LIST_HINT, 'resources/templates/list': LIST_HINT },
  };
  return (request) => {
    const caller = callerOf(request);
    const server = new Server({ ...info }, serverOptions);
    server.setRequestHandler('tools/list', () => (tools ??= toListToolsResult(registry)));
    server.setRequestHandler('tools/call', ({ params }, { mcpReq }) =>
      callTool(registry, params.name, params.arguments, { ...caller, signal: mcpReq.signal }));
    if (catalog) serveCatalog(server, catalog, caller);
    return server;
  };
}

/** @throws ProtocolError -32602 for an unknown tool, as the MCP text asks; every other failure is a result with `isError`. */
async function callTool(registry: ToolRegistry, name: string, args: unknown, context: CallContext): Promise<CallToolResult> {
  const outcome = await registry.call(name, args ?? {}, context);
  if (!outcome.ok && outcome.error.code === 'LTMC_UNKNOWN_TOOL') {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, outcome.error.message, failureObject(outcome));
  }
  return toCallToolResult(outcome);
}
