import type { IncomingMessage, ServerResponse } from 'node:http';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { McpServerOptions } from './options.js';
import { createMcpServerFactory } from './server-factory.js';

/** MCP over HTTP, to be mounted on any Node server. It checks neither Host nor Origin nor a credential: whoever mounts it does. */
export interface McpHttpHandler extends AsyncDisposable {
  /**
   * Answers one POST.
   * @param body - the parsed JSON of the request; the stream must have been read.
   */
  handle(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void>;
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
  const handler = createMcpHandler(createMcpServerFactory(options), { onerror });
  const handle = toNodeHandler(handler, { onerror });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= handler.close());
  return {
    handle: async (request, response, body) => {
      const { method = 'POST', url = '/', headers } = request;
      await handle({ method, url, headers, [Symbol.asyncIterator]: () => request[Symbol.asyncIterator]() }, response, body);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
