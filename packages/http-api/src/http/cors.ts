import cors, { type CorsOptions } from 'cors';
import type { RequestHandler } from 'express';

/** What a page may send; beside them every header of MCP, some of which are named after parameters (`mcp-param-...`). */
const REQUEST_HEADERS = ['accept', 'authorization', 'content-type', 'last-event-id', 'mcp-method', 'mcp-name', 'mcp-protocol-version', 'mcp-session-id'];
const MCP_HEADER = /^mcp-[a-z0-9-]{1,64}$/u;
/** What a page may read of an answer. */
const RESPONSE_HEADERS = ['mcp-protocol-version', 'mcp-session-id', 'retry-after', 'www-authenticate'];
/** For how long a browser need not ask again. Chromium takes no more. */
const PREFLIGHT_SECONDS = 7_200;

/**
 * Lets pages of these origins call from a browser. The key goes in a header that the page sets itself, so no cookies are let through.
 * @param origins - as browsers send them, e.g. `https://app.example:8443`.
 */
export function createCors(origins: readonly string[]): RequestHandler {
  const shared: CorsOptions = { origin: [...origins], methods: ['GET', 'HEAD', 'POST'], exposedHeaders: RESPONSE_HEADERS, maxAge: PREFLIGHT_SECONDS };
  return cors((request: { readonly headers: Readonly<Record<string, unknown>> }, give: (error: null, options: CorsOptions) => void) =>
    give(null, { ...shared, allowedHeaders: [...new Set([...REQUEST_HEADERS, ...askedFor(request.headers['access-control-request-headers'])])] }));
}

function askedFor(names: unknown): string[] {
  return typeof names === 'string' ? names.split(',').map((name) => name.trim().toLowerCase()).filter((name) => MCP_HEADER.test(name)) : [];
}
