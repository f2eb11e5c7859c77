import { LtmcError } from '@ltmc/contracts';
import { toListToolsResult, type McpHttpHandler } from '@ltmc/mcp-server';
import express, { type Express, type RequestHandler, type Response } from 'express';
import { createAuthentication } from './http/authenticate.js';
import { createCors } from './http/cors.js';
import { plainErrors, refuseRpc, rpcErrors } from './http/errors.js';
import { createGuard, isLoopback } from './http/guard.js';
import { healthAnswer, orchestrationAnswer, readyAnswer, type HealthAnswer } from './http/health.js';
import { readJsonBody } from './http/read-body.js';
import { dispatch } from './json-rpc/dispatch.js';
import { idOf } from './json-rpc/messages.js';
import type { Limits } from './limits/create-limits.js';
import { mcpCalls } from './limits/mcp-calls.js';
import type { Metrics } from './metrics/create-metrics.js';
import type { HealthReport, HttpApiOptions } from './options.js';

/** What the routes need beside the options. */
export interface AppParts extends HttpApiOptions {
  readonly mcp: McpHttpHandler;
  readonly metrics: Metrics;
  readonly limits: Limits;
  /** True once the server is shutting down. */
  readonly isClosing: () => boolean;
}

const DEFAULT_MAX_BODY_BYTES = 16 * 1024 * 1024;
const DEFAULT_MAX_BATCH = 100;
/** Every path there is. */
export const PATHS = ['/mcp', '/jsonrpc', '/tools', '/health', '/health/live', '/health/ready', '/orchestration/health', '/metrics'] as const;
const PATHS_IN_WORDS = PATHS.map((path) => `${path === '/mcp' || path === '/jsonrpc' ? 'POST' : 'GET'} ${path}`).join(', ');

/** Every path of LTMC over HTTP. The order is the order in which a request meets them. */
export function createApp(parts: AppParts): Express {
  const { registry, logger, allowedHosts = [], isClosing, apiKeys, caller, orchestrationHealth, metrics, limits, trustProxyHops = 0, corsOrigins = [], tls } = parts;
  const guard = createGuard(allowedHosts, corsOrigins);
  const callerOf = createAuthentication({ apiKeys, keyless: caller, onRefused: limits.countFailedAuth });
  const forKeys: RequestHandler = (request, _response, next) => {
    callerOf(request);
    next();
  };
  const app = express().disable('x-powered-by').disable('etag').set('trust proxy', trustProxyHops);

  app.use(metrics.countRequests);
  app.use((request, response, next) => {
    guard(request.headers);
    response.set('cache-control', 'no-store').set('x-content-type-options', 'nosniff');
    // A browser would hold every other server of this machine to it.
    if (tls && !isLoopback(request.hostname)) response.set('strict-transport-security', 'max-age=31536000');
    next();
  });
  // Before the keys: a browser's preflight carries none. And refusals are told to a page as well.
  if (corsOrigins.length > 0) app.use(createCors(corsOrigins));
  app.route('/mcp').post(overMcp(parts, callerOf)).all(allow('POST'));
  app.route('/jsonrpc').post(overJsonRpc(parts, callerOf)).all(allow('POST'));
  app.use(['/mcp', '/jsonrpc'], rpcErrors(logger));

  app.route('/tools').get(forKeys, (_request, response) => void response.json(toListToolsResult(registry))).all(allow('GET, HEAD'));
  app.route('/health').get(forKeys, withHealth(parts, healthAnswer)).all(allow('GET, HEAD'));
  app.route('/health/live').get((_request, response) => void response.json({ status: 'ok' })).all(allow('GET, HEAD'));
  app.route('/health/ready').get(withHealth(parts, (report) => readyAnswer(report, isClosing()))).all(allow('GET, HEAD'));

  if (orchestrationHealth) app.route('/orchestration/health').get(forKeys, withAnswer(async () => orchestrationAnswer(await orchestrationHealth()))).all(allow('GET, HEAD'));
  app.route('/metrics').get(forKeys, async (_request, response) => void response.set('content-type', metrics.contentType).send(await metrics.text())).all(allow('GET, HEAD'));

  app.use((request, response) => {
    response.status(404);
    throw new LtmcError('LTMC_REQUEST_INVALID', `There is nothing at ${request.path.slice(0, 80)}; LTMC answers ${PATHS_IN_WORDS}`);
  });
  app.use(plainErrors(logger));
  return app;
}

type CallerOf = ReturnType<typeof createAuthentication>;

/** No byte of a body is read before its sender is known. */
function overMcp({ mcp, limits, logger, maxBodyBytes = DEFAULT_MAX_BODY_BYTES }: AppParts, callerOf: CallerOf): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(request);
    const body = await readJsonBody(request, maxBodyBytes);
    try {
      limits.forRequest(caller).admit(mcpCalls(body));
    } catch (error) {
      return refuseRpc(response, error, { id: idOf(body), logger });
    }
    await mcp.handle(request, response, body, caller);
  };
}

function overJsonRpc({ registry, limits, logger, maxBatch = DEFAULT_MAX_BATCH, maxBodyBytes = DEFAULT_MAX_BODY_BYTES }: AppParts, callerOf: CallerOf): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(request);
    const payload = await readJsonBody(request, maxBodyBytes);
    const context = { ...caller, signal: abortedWithClient(response) };
    const admission = limits.forRequest(caller);
    const answered = await dispatch(payload, { registry, context, logger, maxBatch, admit: (tool) => admission.admit([tool]) });
    const { retryAfterSeconds, refusedAll } = admission;
    if (retryAfterSeconds !== undefined) response.set('retry-after', String(retryAfterSeconds));
    if (refusedAll) response.status(429);
    if (answered === undefined) response.status(refusedAll ? 429 : 204).end();
    else response.json(answered);
  };
}

/** Aborted when the client goes away before it has the answer. */
function abortedWithClient(response: Response): AbortSignal {
  const abort = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) abort.abort();
  });
  return abort.signal;
}

function allow(methods: string): RequestHandler {
  return (request, response) => {
    response.status(405).set('allow', methods);
    throw new LtmcError('LTMC_REQUEST_INVALID', `${request.method} is not possible here; use ${methods}`);
  };
}

function withHealth({ health }: AppParts, answerOf: (report: HealthReport) => HealthAnswer): RequestHandler {
  return withAnswer(async () => answerOf(await health()));
}

function withAnswer(answer: () => Promise<HealthAnswer>): RequestHandler {
  return async (_request, response) => {
    const { httpStatus, body } = await answer();
    response.status(httpStatus).json(body);
  };
}
