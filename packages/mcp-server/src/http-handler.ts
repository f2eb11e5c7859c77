import type { IncomingMessage, ServerResponse } from 'node:http';
import { createMcpHandler, type AuthInfo, type McpRequestContext } from '@modelcontextprotocol/server';
import type { Caller, McpServerOptions } from './options.js';
import { createMcpServerFactory } from './server-factory.js';

/** MCP over HTTP, to be mounted on any Node server. It checks neither Host nor Origin nor a credential: whoever mounts it does. */
export interface McpHttpHandler extends AsyncDisposable {
  /**
   * Answers one POST.
   * @param body - the parsed JSON of the request; the stream must have been read.
   * @param caller - on whose behalf. Default: the `caller` of the options.
   */
  handle(request: IncomingMessage, response: ServerResponse, body: unknown, caller?: Caller): Promise<void>;
  /** Idempotent. Aborts the exchanges in flight. */
  close(): Promise<void>;
}

/**
 * Streamable HTTP for both protocol eras, stateless: 2026-07-28 as it is defined, the older revisions without sessions,
 * so any process may answer any request. A client that goes away aborts its call.
 */
export async function createMcpHttpHandler(options: McpServerOptions): Promise<McpHttpHandler> {
  // Loaded here, as its dependencies would slow the start of a stdio server, which never needs them.
  const { toNodeHandler } = await import('@modelcontextprotocol/node');
  const onerror = (cause: Error): void => options.logger.debug('mcp http', { cause: cause.message });
  const handler = createMcpHandler(createMcpServerFactory(options, callerOf), { onerror });
  const handle = toNodeHandler(handler, { onerror });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= handler.close());
  return {
    handle: async (request, response, body, caller = options.caller) => {
      const { method = 'POST', url = '/', headers } = request;
      await handle({ method, url, headers, auth: toAuthInfo(caller), [Symbol.asyncIterator]: () => request[Symbol.asyncIterator]() }, response, body);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The SDK hands this on from the request to the server it makes for it, and does nothing else with it. */
function toAuthInfo(caller: Caller): AuthInfo {
  return { token: '', clientId: caller.principal, scopes: [...(caller.scopes ?? [])], extra: { caller } };
}

/** @throws TypeError for a request that did not come by {@link McpHttpHandler.handle}: it must not pass for somebody. */
function callerOf({ authInfo }: McpRequestContext): Caller {
  const caller = authInfo?.extra?.['caller'];
  if (isCaller(caller)) return caller;
  throw new TypeError('a request over HTTP came without its caller');
}

function isCaller(value: unknown): value is Caller {
  return typeof value === 'object' && value !== null && 'namespace' in value && 'principal' in value;
}
