import type { ErrorCode, Logger } from '@ltmc/contracts';
import { failureObject } from '@ltmc/mcp-server';
import type { ToolFailure } from '@ltmc/tools';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { toFailure, type Asked } from '../failure.js';
import { errorResponse } from '../json-rpc/dispatch.js';
import { PARSE_ERROR } from '../json-rpc/error-codes.js';
import type { RpcId } from '../json-rpc/messages.js';
import { challengeOf } from './authenticate.js';
import { UnparsableBodyError, UnsupportedMediaTypeError } from './read-body.js';

/** HTTP status of the codes that a request can be refused with before it reaches a tool. Any other is a 500. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  LTMC_REQUEST_INVALID: 400,
  LTMC_REQUEST_TOO_LARGE: 413,
  LTMC_HOST_REFUSED: 403,
  LTMC_ORIGIN_REFUSED: 403,
  LTMC_KEY_MISSING: 401,
  LTMC_KEY_REFUSED: 401,
  LTMC_RATE_LIMITED: 429,
  // The client went away; nobody reads this.
  LTMC_CANCELLED: 499,
};

/** Refusals on the JSON-RPC and MCP paths: the HTTP status, and a JSON-RPC error without an id. */
export function rpcErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => refuseRpc(response, error, { id: null, logger, asked: askedOf(request) });
}

/** The same to a request whose id is known. */
export function refuseRpc(response: Response, error: unknown, { id, logger, asked }: { readonly id: RpcId; readonly logger: Logger; readonly asked?: Asked }): void {
  const failure = toFailure(error, logger, asked);
  const code = error instanceof UnparsableBodyError ? PARSE_ERROR : undefined;
  refuse(response, { error, failure }, errorResponse(id, failure, code));
}

/** Refusals on every other path: `{error: {code, message, error_id}}`. */
export function plainErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const failure = toFailure(error, logger, askedOf(request));
    refuse(response, { error, failure }, { error: failureObject(failure) });
  };
}

/** The path without what follows the question mark, which may hold anything. */
function askedOf({ method, originalUrl }: Request): Asked {
  return { method, path: originalUrl.split('?')[0]?.slice(0, SHOWN_CHARACTERS) ?? '' };
}

const SHOWN_CHARACTERS = 120;

/** A status that a route has set (404, 405) is kept. */
function statusOf(error: unknown, code: ErrorCode, { statusCode }: Response): number {
  if (statusCode !== 200) return statusCode;
  return error instanceof UnsupportedMediaTypeError ? 415 : (STATUSES[code] ?? 500);
}

function refuse(response: Response, { error, failure }: { readonly error: unknown; readonly failure: ToolFailure }, body: object): void {
  if (response.headersSent) return void response.destroy();
  const { code, details } = failure.error;
  const status = statusOf(error, code, response);
  if (status === 401) response.set('www-authenticate', challengeOf(code));
  // The rest of an over-long body is not read, so the connection cannot be used again.
  if (status === 413) response.set('connection', 'close');
  if (status === 429) response.set('retry-after', String(details['retry_after_seconds']));
  response.status(status).json(body);
}
