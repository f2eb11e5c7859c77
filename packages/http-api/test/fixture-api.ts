import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import type { HealthReport, HttpApiOptions } from '../src/index.js';
import { createHttpApi, type HttpApi } from '../src/index.js';
import { createFixtureRegistry } from './fixture-registry.js';

/** A log line. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A running server over small real tools. */
export interface FixtureApi extends AsyncDisposable {
  readonly api: HttpApi;
  readonly url: string;
  readonly registry: ReturnType<typeof createFixtureRegistry>;
  readonly log: LogLine[];
  /** Set to what `/health` should find. */
  report: HealthReport;
  /** Sends a request as it stands; `host` and any other header can be forged. */
  send(method: string, path: string, options?: { headers?: Record<string, string>; body?: string | Buffer | object }): Promise<Reply>;
  /** POSTs to `/jsonrpc`. */
  rpc(body: string | Buffer | object): Promise<Reply>;
}

/** An answer, parsed where it is JSON. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: unknown;
}

const HEALTHY: HealthReport = {
  status: 'ok',
  timestamp: '2026-11-22T10:00:00.000Z',
  components: {
    database: { state: 'ok', latencyMs: 0.4 }, redis: { state: 'disabled', why: 'not part of this version' },
    vector_store: { state: 'ok', lagChanges: 0 }, neo4j: { state: 'disabled', why: 'not part of this version' },
  },
};

/** Opens a server on a free port. */
export async function openFixtureApi(options: Partial<HttpApiOptions> = {}): Promise<FixtureApi> {
  const registry = createFixtureRegistry();
  const log: LogLine[] = [];
  const at = (level: string) => (message: string, fields: Readonly<Record<string, unknown>> = {}): void => void log.push({ level, message, fields });
  const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const fixture = { report: HEALTHY };
  const api = await createHttpApi({
    registry, logger, info: { name: 'fixture', version: '1.2.3' }, caller: { namespace: 'tenant', principal: 'local' },
    health: async () => fixture.report, ...options,
  });
  const url = await api.listen({ port: 0 });
  const send: FixtureApi['send'] = (method, path, sendOptions = {}) => sendTo(`${url}${path}`, method, sendOptions);
  return Object.assign(fixture, {
    api, url, registry, log, send,
    rpc: (body: string | Buffer | object) => send('POST', '/jsonrpc', { body }),
    [Symbol.asyncDispose]: () => api.close(),
  });
}

async function sendTo(url: string, method: string, { headers = {}, body }: { headers?: Record<string, string>; body?: string | Buffer | object }): Promise<Reply> {
  const payload = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const type = payload === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers: { ...type, ...headers }, agent: false }, (response) => {
      text(response).then((received) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: received, body: parsed(received) });
      }, reject);
    });
    request.on('error', reject);
    request.end(payload);
  });
}

function parsed(received: string): unknown {
  try {
    return JSON.parse(received);
  } catch {
    return undefined;
  }
}
