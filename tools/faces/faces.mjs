import { openStdio } from './stdio-face.mjs';

/**
 * A raw answer: the JSON-RPC message, and the HTTP status where there is one.
 *
 * @typedef {{ message: any, status: number | undefined }} RawAnswer
 */

/**
 * One way to call a tool, with nothing in between that could mend or refuse what is sent.
 *
 * @typedef {object} Face
 * @property {string} name
 * @property {boolean} isMethod - true where the tool is a JSON-RPC method of its own, false for `tools/call`.
 * @property {(tool: string, args: unknown) => Promise<RawAnswer>} call
 * @property {() => Promise<readonly any[]>} list - the tools as this face lists them.
 */

/**
 * Every face of a world's servers.
 *
 * @param {{ env: Readonly<Record<string, string>>, url: string }} world
 * @returns {Promise<{ faces: readonly Face[], close: () => Promise<void> }>}
 */
export async function openFaces({ env, url }) {
  const stdio = await openStdio(env);
  let lastId = 0;
  const post = async (path, method, params) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: (lastId += 1), method, params }),
    });
    return { status: response.status, message: readMessage(await response.text()) };
  };
  const listed = async (answered) => (await answered).message.result.tools;
  const overStdio = async (method, params) => ({ status: undefined, message: await stdio.request(method, params) });
  const asCall = (send) => (name, args) => send('tools/call', { name, arguments: args });
  const overMcp = (method, params) => post('/mcp', method, params);
  const overJsonRpc = (method, params) => post('/jsonrpc', method, params);
  const faces = [
    { name: 'MCP over stdio', isMethod: false, call: asCall(overStdio), list: () => listed(overStdio('tools/list', {})) },
    { name: 'MCP over HTTP', isMethod: false, call: asCall(overMcp), list: () => listed(overMcp('tools/list', {})) },
    { name: 'JSON-RPC tools/call', isMethod: false, call: asCall(overJsonRpc), list: () => listed(overJsonRpc('tools/list', {})) },
    { name: 'JSON-RPC method', isMethod: true, call: overJsonRpc, list: async () => (await (await fetch(`${url}/tools`)).json()).tools },
  ];
  return { faces, close: stdio.close };
}

/** The body is JSON, or an event stream with one message. */
function readMessage(text) {
  const data = /^data: (?<json>.*)$/mu.exec(text)?.groups?.json;
  return JSON.parse(data ?? text);
}
