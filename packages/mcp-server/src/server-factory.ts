import type { CallContext } from '@ltmc/contracts';
import { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import type { CallToolResult, ListToolsResult, McpServerFactory } from '@modelcontextprotocol/server';
import { DEFAULT_INSTRUCTIONS } from './instructions.js';
import type { McpServerOptions } from './options.js';
import { failureObject, toCallToolResult, toListToolsResult } from './tool-result.js';

/** How long a client of the 2026-07-28 revision may keep the tool list: it changes only with the process. */
const TOOL_LIST_TTL_MS = 300_000;

/**
 * One server definition for both protocol eras and every transport. The SDK asks for a server per connection (stdio) or per request
 * (HTTP), so whatever can be shared between them is made once, here.
 *
 * The low-level `Server` is used on purpose: it passes our JSON Schemas through as they stand, and the registry validates.
 */
export function createMcpServerFactory(options: McpServerOptions): McpServerFactory {
  const { registry, info, instructions = DEFAULT_INSTRUCTIONS } = options;
  let tools: ListToolsResult | undefined;
  const serverOptions = {
    capabilities: { tools: {} },
    instructions,
    cacheHints: { 'tools/list': { ttlMs: TOOL_LIST_TTL_MS, cacheScope: 'private' as const } },
  };
  return () => {
    const server = new Server({ ...info }, serverOptions);
    server.setRequestHandler('tools/list', () => (tools ??= toListToolsResult(registry)));
    server.setRequestHandler('tools/call', ({ params }, { mcpReq }) =>
      callTool(options, params.name, params.arguments, mcpReq.signal));
    return server;
  };
}

/** @throws ProtocolError -32602 for an unknown tool, as the MCP text asks; every other failure is a result with `isError`. */
async function callTool({ registry, caller }: McpServerOptions, name: string, args: unknown, signal: AbortSignal): Promise<CallToolResult> {
  const context: CallContext = { ...caller, signal };
  const outcome = await registry.call(name, args ?? {}, context);
  if (!outcome.ok && outcome.error.code === 'LTMC_UNKNOWN_TOOL') {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, outcome.error.message, failureObject(outcome));
  }
  return toCallToolResult(outcome);
}
