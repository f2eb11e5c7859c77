import { once } from 'node:events';
import type { Server } from 'node:http';
import { LtmcError, StoreClosedError } from '@ltmc/contracts';
import { createMcpHttpHandler } from '@ltmc/mcp-server';
import { createApp, PATHS } from './create-app.js';
import { isLoopback } from './http/guard.js';
import { checkLimits } from './limits/check-limits.js';
import { createLimits } from './limits/create-limits.js';
import { createMetrics } from './metrics/create-metrics.js';
import type { HttpApiOptions } from './options.js';
import { createAnyServer, type AnyServer } from './tls/create-server.js';

/** Where to listen. */
export interface ListenOptions {
  /** Any name or address of this machine, `0.0.0.0` for all; without API keys a loopback one. Default `127.0.0.1`. */
  readonly host?: string;
  /** 0 picks a free one. Default 5050. */
  readonly port?: number;
}

/** LTMC over HTTP. */
export interface HttpApi extends AsyncDisposable {
  /**
   * @returns the address to call, with the port that was picked, e.g. `http://127.0.0.1:5050`, or `https://...` with `tls`.
   * @throws LtmcError `LTMC_CONFIG_INVALID` for a host beyond loopback without API keys, a port in use or a forbidden one.
   */
  listen(options?: ListenOptions): Promise<string>;
  /** Idempotent. Accepts nothing more, lets requests in flight finish for `drainMs`, then cuts them off, which aborts their calls. */
  close(): Promise<void>;
}

const DEFAULT_DRAIN_MS = 5_000;
const DEFAULT_METRICS_DEADLINE_MS = 2_000;
/**
 * Longer than clients and proxies keep idle connections (60 s mostly): whoever ends one second may be sending a call on it, which then fails with no answer.
 * Node's own 5 s made that happen.
 */
const KEEP_ALIVE_MS = 75_000;

/**
 * The HTTP face: MCP, JSON-RPC 2.0, the tool list, health and metrics on one port. Without API keys it serves the local machine only.
 * @throws LtmcError `LTMC_CONFIG_INVALID` for a limit of a tool that is not there.
 */
export async function createHttpApi(given: HttpApiOptions): Promise<HttpApi> {
  const { drainMs = DEFAULT_DRAIN_MS, health, gauges = {}, metricsDeadlineMs: deadlineMs = DEFAULT_METRICS_DEADLINE_MS } = given;
  const metrics = createMetrics({ version: given.info.version, paths: PATHS, health, gauges, deadlineMs });
  checkLimits(given);
  const limits = createLimits({ limits: given.rateLimits, keyed: given.apiKeys !== undefined, clock: given.clock ?? { nowMs: () => performance.now() }, onLimited: metrics.countRefused, onRefused: given.onRefused ?? (() => undefined) });
  const options = { ...given, registry: metrics.countCalls(given.registry) };
  let closing: Promise<void> | undefined;
  const mcp = await createMcpHttpHandler(options);
  const any = createAnyServer(createApp({ ...options, mcp, metrics, limits, isClosing: () => closing !== undefined }), options.tls);
  const { server } = any;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // A connection kept alive is idle once its answer is out; without this it would hold up close().
  server.on('request', (_request, response) => void response.once('close', () => {
    if (closing) setImmediate(() => server.closeIdleConnections());
  }));

  const shutDown = async (): Promise<void> => {
    if (server.listening) await drain(any, drainMs);
    await mcp.close();
  };
  const close = (): Promise<void> => (closing ??= shutDown());
  return {
    listen: async ({ host = '127.0.0.1', port = 5050 } = {}) => {
      if (closing) throw new StoreClosedError('http-api');
      if (!options.apiKeys) checkKeyless(host);
      await listen(server, host, port);
      return urlOf(server, { host, scheme: options.tls ? 'https' : 'http' });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function checkKeyless(host: string): void {
  if (isLoopback(host)) return;
  const message = `HTTP_HOST is ${JSON.stringify(host)}, but there are no API keys, without which only this machine is served; set it to 127.0.0.1, or give keys`;
  throw new LtmcError('LTMC_CONFIG_INVALID', message);
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    throw new LtmcError('LTMC_CONFIG_INVALID', whyNot(cause, host, port), { cause });
  }
}

function whyNot(cause: unknown, host: string, port: number): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HTTP_HOST ${host} is no address of this machine; 0.0.0.0 means all it has`;
  const reason = code === 'EADDRINUSE' ? 'is already in use, perhaps by another LTMC' : code === 'EACCES' ? 'may not be used by this user' : 'cannot be listened on';
  return `HTTP_PORT ${port} on ${host} ${reason}; choose another port, or 0 for any free one`;
}

/** Every address is reached by that of loopback, too, which `Host` may always name. */
const EVERY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

function urlOf(server: Server, { host, scheme }: { readonly host: string; readonly scheme: 'http' | 'https' }): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `${scheme}://${EVERY_ADDRESS[host] ?? (host.includes(':') ? `[${host}]` : host)}:${port}`;
}

async function drain({ server, cutOff: cut }: AnyServer, drainMs: number): Promise<void> {
  const cutOff = setTimeout(cut, drainMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(cutOff);
}
