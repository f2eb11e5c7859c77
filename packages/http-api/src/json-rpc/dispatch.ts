import { LtmcError, type CallContext, type Logger } from '@ltmc/contracts';
import { failureObject, toCallToolResult, toListToolsResult } from '@ltmc/mcp-server';
import type { ToolFailure, ToolOutcome, ToolRegistry } from '@ltmc/tools';
import { toFailure } from '../failure.js';
import { INVALID_PARAMS, METHOD_NOT_FOUND, RPC_CODES } from './error-codes.js';
import { idOf, isObject, readRequest, type RpcError, type RpcRequest, type RpcResponse } from './messages.js';

/** What a JSON-RPC request is served with. */
export interface DispatchOptions {
  readonly registry: ToolRegistry;
  readonly context: CallContext;
  readonly logger: Logger;
  /** Most requests in one batch. */
  readonly maxBatch: number;
  /** Asked before every call of a tool, by the name that was sent. @throws LtmcError to refuse it. */
  readonly admit: (tool: string) => void;
}

/**
 * Serves a request or a batch. The requests of a batch run one after the other, so that each sees what those before it did.
 * @returns undefined when nothing is to be answered.
 */
export async function dispatch(payload: unknown, options: DispatchOptions): Promise<RpcResponse | RpcResponse[] | undefined> {
  if (!Array.isArray(payload)) return serve(payload, options);
  const { maxBatch, logger } = options;
  if (payload.length === 0) return errorResponse(null, toFailure(new LtmcError('LTMC_REQUEST_INVALID', 'The batch is empty'), logger));
  if (payload.length > maxBatch) {
    const message = `The batch has ${payload.length} requests; send at most ${maxBatch} at once`;
    return errorResponse(null, toFailure(new LtmcError('LTMC_REQUEST_TOO_LARGE', message), logger));
  }
  const responses: RpcResponse[] = [];
  for (const entry of payload) {
    const response = await serve(entry, options);
    if (response) responses.push(response);
  }
  return responses.length > 0 ? responses : undefined;
}

/** The response of a failure that belongs to no tool. */
export function errorResponse(id: RpcResponse['id'], failure: ToolFailure, code?: number): RpcResponse {
  return { jsonrpc: '2.0', id, error: rpcError(failure, code) };
}

/** A failed method, on its way to the response. */
interface Failed {
  readonly failure: ToolFailure;
  /** Default: by {@link RPC_CODES}. */
  readonly code?: number;
}

async function serve(value: unknown, options: DispatchOptions): Promise<RpcResponse | undefined> {
  let request: RpcRequest;
  try {
    request = readRequest(value);
  } catch (error) {
    return errorResponse(idOf(value), toFailure(error, options.logger));
  }
  const answer = await run(request, options);
  if (request.id === undefined) return undefined;
  if ('failure' in answer) return errorResponse(request.id, answer.failure, answer.code);
  return { jsonrpc: '2.0', id: request.id, result: answer.result };
}

async function run({ method, params }: RpcRequest, options: DispatchOptions): Promise<{ readonly result: unknown } | Failed> {
  const { registry } = options;
  const refuse = (code: number, message: string): Failed =>
    ({ code, failure: toFailure(new LtmcError('LTMC_REQUEST_INVALID', message), options.logger) });
  if (method !== 'tools/list' && method !== 'tools/call' && !registry.has(method)) {
    // The registry refuses a misspelt tool with the name that is nearest.
    if (looksLikeTool(method)) return answerOf(await call(method, {}, options));
    return refuse(METHOD_NOT_FOUND, `There is no method ${JSON.stringify(method.slice(0, 80))}; tools/list names the tools, each is a method`);
  }
  if (!isObject(params)) return refuse(INVALID_PARAMS, 'Parameters by position are not supported; send params as an object');
  if (method === 'tools/list') return { result: toListToolsResult(registry) };
  if (method === 'tools/call') {
    const { name, arguments: args } = params;
    if (typeof name !== 'string') return refuse(INVALID_PARAMS, 'tools/call needs params.name, the name of the tool');
    const outcome = await call(name, args ?? {}, options);
    if (!outcome.ok && outcome.error.code === 'LTMC_RATE_LIMITED') return { failure: outcome };
    if (!outcome.ok && outcome.error.code === 'LTMC_UNKNOWN_TOOL') return { failure: outcome, code: INVALID_PARAMS };
    return { result: toCallToolResult(outcome) };
  }
  return answerOf(await call(method, params, options));
}

async function call(name: string, args: unknown, { registry, context, admit, logger }: DispatchOptions): Promise<ToolOutcome> {
  try {
    admit(name);
  } catch (error) {
    return toFailure(error, logger);
  }
  return registry.call(name, args, context);
}

function answerOf(outcome: ToolOutcome): { readonly result: unknown } | Failed {
  return outcome.ok ? { result: outcome.result } : { failure: outcome };
}

/** Names with `/` are methods of MCP, those with `rpc.` belong to JSON-RPC itself. */
function looksLikeTool(method: string): boolean {
  return !method.includes('/') && !method.startsWith('rpc.');
}

function rpcError(failure: ToolFailure, code = RPC_CODES[failure.error.code]): RpcError {
  return { code, message: failure.error.message, data: failureObject(failure) };
}
