import type { Face } from './face.js';
import { isObject, readToolError, unavailable } from './tool-error.js';

/** Each tool as a JSON-RPC method of its own: one POST, the plain result object back. */
export function createJsonRpcFace(url: URL, headers: Readonly<Record<string, string>>): Face {
  let lastId = 0;
  return {
    call: async (name, params, signal) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: (lastId += 1), method: name, params });
      const response = await fetch(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body, signal })
        .catch((cause: unknown) => { throw unavailable(`nothing answers at ${url.origin}; start ltmc-http, or check the address`, cause); });
      return resultOf(parse(await response.text()), response.status, url);
    },
    close: async () => undefined,
  };
}

function resultOf(answer: unknown, status: number, url: URL): unknown {
  if (!isObject(answer) || answer['jsonrpc'] !== '2.0') throw unavailable(`${url.origin} answered with status ${status} and no JSON-RPC; check the address`);
  const { error, result } = answer;
  if (error === undefined) return result;
  throw (isObject(error) ? readToolError(error['data']) : undefined) ?? unavailable(`${url.origin} answered with a JSON-RPC error that is not LTMC's`, error);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
