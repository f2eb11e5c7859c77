import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createClient, type LtmcClient } from './client.js';
import type { Face } from './face.js';
import { createJsonRpcFace } from './json-rpc-face.js';
import { createMcpFace } from './mcp-face.js';

/** Options of {@link createHttpClient}. */
export interface HttpClientOptions {
  /** Where `ltmc-http` listens. Default `http://127.0.0.1:5050`. */
  readonly url?: string;
  /** Sent as bearer token with every request. Default: none. */
  readonly apiKey?: string;
  /** `jsonrpc` is the shorter way; `mcp` is Streamable HTTP, for a gateway that lets nothing else through. Default `jsonrpc`. */
  readonly protocol?: 'jsonrpc' | 'mcp';
  /** How long a call may take, in milliseconds. Default 60,000. */
  readonly deadlineMs?: number;
}

/** A client of a server that runs. It connects with the first call; a server that was restarted is simply called again. */
export function createHttpClient({ url = 'http://127.0.0.1:5050', apiKey, protocol = 'jsonrpc', deadlineMs }: HttpClientOptions = {}): LtmcClient {
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  return createClient(faceOf(protocol, base, headers), deadlineMs);
}

function faceOf(protocol: 'jsonrpc' | 'mcp', base: URL, headers: Readonly<Record<string, string>>): Face {
  if (protocol === 'jsonrpc') return createJsonRpcFace(new URL('jsonrpc', base), headers);
  return createMcpFace(() => ({ transport: new StreamableHTTPClientTransport(new URL('mcp', base), { requestInit: { headers } }), mode: { pin: '2026-07-28' } }), base.origin);
}
