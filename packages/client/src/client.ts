import { LtmcError, StoreClosedError } from '@ltmc/contracts';
import type { CallOptions, CallTool } from './call-tool.js';
import type { Face } from './face.js';
import { createToolMethods, type ToolMethods } from './generated/tool-methods.js';
import { isObject, unavailable } from './tool-error.js';

/** LTMC's tools, one function each, on one server. */
export interface LtmcClient extends ToolMethods, AsyncDisposable {
  /** Calls a tool that this version of the client may not know, by its name. */
  call: CallTool;
  /** Idempotent. Calls in flight end with `LTMC_STORE_CLOSED`; a server that the client has started ends too. */
  close(): Promise<void>;
}

/** Longer than any tool takes on a machine that works. */
export const DEFAULT_DEADLINE_MS = 60_000;

/** The client on top of a face: deadlines, cancelling and closing are the same whatever carries the calls. */
export function createClient(face: Face, defaultDeadlineMs = DEFAULT_DEADLINE_MS): LtmcClient {
  const closed = new AbortController();
  let closing: Promise<void> | undefined;

  const call: CallTool = async <Result>(name: string, params: object, { signal, deadlineMs = defaultDeadlineMs }: CallOptions = {}) => {
    if (closing) throw new StoreClosedError('client');
    const deadline = AbortSignal.timeout(deadlineMs);
    const stop = AbortSignal.any([closed.signal, deadline, ...(signal ? [signal] : [])]);
    try {
      stop.throwIfAborted();
      return resultOf<Result>(name, await face.call(name, params, stop));
    } catch (cause) {
      if (!stop.aborted) throw cause;
      if (closed.signal.aborted) throw new StoreClosedError('client');
      throw signal?.aborted
        ? new LtmcError('LTMC_CANCELLED', `the call of ${name} was cancelled`, { cause: signal.reason })
        : new LtmcError('LTMC_TIMEOUT', `${name} did not answer within ${deadlineMs} ms; allow more with deadlineMs`, { cause, retryable: true });
    }
  };

  const close = (): Promise<void> => (closing ??= Promise.resolve().then(() => {
    closed.abort();
    return face.close();
  }));
  return { ...createToolMethods(call), call, close, [Symbol.asyncDispose]: close };
}

/** The server's tests hold its results against their schemas; here it is only made sure that LTMC answered. */
function resultOf<Result>(name: string, result: unknown): Result {
  if (!isObject(result) || result['success'] !== true) throw unavailable(`the answer to ${name} is no result of LTMC; check the address`);
  return result as Result;
}
