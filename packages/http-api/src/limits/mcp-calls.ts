import { isObject } from '../json-rpc/messages.js';

/** Beside calls of tools: what reads the record. Everything else is protocol, and costs nothing. */
const COUNTED = new Set(['resources/read', 'prompts/get', 'completion/complete']);

/** What a body of MCP asks for that limits hold for: names of tools, and methods. */
export function mcpCalls(body: unknown): readonly string[] {
  return (Array.isArray(body) ? body : [body]).flatMap((message: unknown): string[] => {
    if (!isObject(message)) return [];
    const { method, params } = message;
    if (method === 'tools/call') return [isObject(params) && typeof params['name'] === 'string' ? params['name'] : method];
    return typeof method === 'string' && COUNTED.has(method) ? [method] : [];
  });
}
