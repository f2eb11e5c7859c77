import { LtmcError, type JsonObject } from '@ltmc/contracts';

/** What identifies a request. Null is allowed by the text of JSON-RPC 2.0, and answered as such. */
export type RpcId = string | number | null;

/** A well-formed request; `id` is absent in a notification, which gets no answer. */
export interface RpcRequest {
  readonly method: string;
  readonly id?: RpcId;
  readonly params: JsonObject | readonly unknown[];
}

/** The error object of a response. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  /** `{code, message, error_id, ...details}`, with the stable code. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** One response. */
export type RpcResponse =
  | { readonly jsonrpc: '2.0'; readonly id: RpcId; readonly result: unknown }
  | { readonly jsonrpc: '2.0'; readonly id: RpcId; readonly error: RpcError };

/** @throws LtmcError `LTMC_REQUEST_INVALID` for what is no JSON-RPC 2.0 request. */
export function readRequest(value: unknown): RpcRequest {
  if (!isObject(value)) throw invalid('A request is a JSON object with jsonrpc, method, and optionally params and id');
  const { jsonrpc, method, params = {}, id } = value;
  if (jsonrpc !== '2.0') throw invalid('jsonrpc must be "2.0"');
  if (typeof method !== 'string') throw invalid('method must be a string');
  if (!isObject(params) && !Array.isArray(params)) throw invalid('params must be an object');
  if (!('id' in value)) return { method, params };
  if (!isId(id)) throw invalid('id must be a string, a number or null');
  return { method, params, id };
}

/** The id to answer with, also where the rest of the request cannot be read. */
export function idOf(value: unknown): RpcId {
  return isObject(value) && isId(value['id']) ? value['id'] : null;
}

/** True for a JSON object, false for arrays and null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is RpcId {
  return value === null || typeof value === 'string' || typeof value === 'number';
}

function invalid(message: string): LtmcError {
  return new LtmcError('LTMC_REQUEST_INVALID', message);
}
