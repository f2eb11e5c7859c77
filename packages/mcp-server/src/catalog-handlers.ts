import { LtmcError, type CallContext } from '@ltmc/contracts';
import type { Catalog, CompletionTarget } from '@ltmc/tools';
import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError, type Server } from '@modelcontextprotocol/server';
import type { Caller } from './options.js';

/** What a server with a catalog says it can do. */
export const CATALOG_CAPABILITIES = { resources: {}, prompts: {}, completions: {} };

/** Serves resources, prompts and completions on behalf of `caller`. */
export function serveCatalog(server: Server, catalog: Catalog, caller: Caller): void {
  const inContext = <Result>(signal: AbortSignal, work: (context: CallContext) => Promise<Result>): Promise<Result> => work({ ...caller, signal }).catch(asProtocolError);

  server.setRequestHandler('resources/list', ({ params }, { mcpReq: { signal } }) => inContext(signal, async (context) => {
    const { resources, nextCursor } = await catalog.listResources(params?.cursor, context);
    return { resources: [...resources], ...(nextCursor === undefined ? {} : { nextCursor }) };
  }));
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [...catalog.listTemplates()] }));
  server.setRequestHandler('resources/read', ({ params: { uri } }, { mcpReq: { signal } }) =>
    inContext(signal, async (context) => ({ contents: [...(await catalog.readResource(uri, context).catch((error: unknown) => notFound(uri, error)))] })));

  server.setRequestHandler('prompts/list', () => ({ prompts: catalog.listPrompts().map((prompt) => ({ ...prompt, arguments: [...prompt.arguments] })) }));
  server.setRequestHandler('prompts/get', ({ params }, { mcpReq: { signal } }) => inContext(signal, async (context) => {
    const text = await catalog.getPrompt(params.name, params.arguments ?? {}, context);
    return { messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] };
  }));

  server.setRequestHandler('completion/complete', ({ params: { ref, argument } }, { mcpReq: { signal } }) => inContext(signal, async (context) => {
    const target: CompletionTarget = ref.type === 'ref/prompt' ? { prompt: ref.name } : { uriTemplate: ref.uri };
    const { values, hasMore } = await catalog.complete(target, argument, context);
    return { completion: { values: [...values], hasMore } };
  }));
}

/** The error MCP has for a resource that is not there; clients know it by its data, which therefore holds the address alone. */
function notFound(uri: string, error: unknown): never {
  throw LtmcError.is(error) && error.code === 'LTMC_NOT_FOUND' ? new ResourceNotFoundError(uri, error.message) : error;
}

/** -32602 for what the caller got wrong, -32603 for the rest; `data` as that of a failed tool call. */
function asProtocolError(error: unknown): never {
  if (!LtmcError.is(error)) throw error;
  const { code, message, retryable, details } = error;
  const isCallers = ['LTMC_INVALID_INPUT', 'LTMC_NOT_FOUND', 'LTMC_SCOPE_MISSING'].includes(code);
  throw new ProtocolError(isCallers ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError, message, { ...details, code, message, ...(retryable && { retryable }) });
}
