import { Client, ProtocolError, SdkHttpError, type CallToolResult, type Transport } from '@modelcontextprotocol/client';
import type { Face } from './face.js';
import { isObject, readToolError, unavailable } from './tool-error.js';

const NO_TIMEOUT_MS = 2 ** 31 - 1;

/** A way to a server, not yet started. */
export interface OpenedTransport {
  readonly transport: Transport;
  /** Which handshake: the older one, or the stateless revision. Over stdio the SDK finds out about the latter with a second process. */
  readonly mode: 'legacy' | { readonly pin: '2026-07-28' };
  /** The last that the server wrote on stderr, where it is this process's own. */
  said?(): string;
}

/**
 * MCP over whatever transport `open` makes. Connects with the first call, and anew where the connection was lost.
 * @param server - how messages call it.
 */
export function createMcpFace(open: () => OpenedTransport, server: string): Face {
  let connecting: Promise<Client> | undefined;
  let latest: Client | undefined;

  const connect = async (): Promise<Client> => {
    const { transport, mode, said } = open();
    const client = new Client({ name: 'ltmc-client', version: '0.1.0' }, { versionNegotiation: { mode } });
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the SDK has no other way
    client.onclose = () => {
      connecting = undefined;
    };
    latest = client;
    await client.connect(transport).catch((cause: unknown) => {
      const reason = said?.() ?? '';
      throw errorOf(cause) ?? unavailable(`${server} cannot be reached over MCP${reason === '' ? '' : `; it said: ${reason}`}`, cause);
    });
    return client;
  };
  const connected = (): Promise<Client> => {
    if (!connecting) {
      const attempt = connect();
      connecting = attempt;
      attempt.catch(() => {
        connecting = undefined;
      });
    }
    return connecting;
  };

  return {
    call: async (name, params, signal) => {
      const client = await abortable(connected(), signal);
      // The deadline of the call is in its signal.
      const result = await client.callTool({ name, arguments: { ...params } }, { signal, timeout: NO_TIMEOUT_MS })
        .catch((cause: unknown) => { throw errorOf(cause) ?? unavailable(`${server} did not answer ${name}`, cause); });
      return resultOf(result, server);
    },
    // One that still connects is closed too.
    close: async () => latest?.close(),
  };
}

/** A protocol error carries the failure as its data, e.g. that of an unknown tool; an HTTP refusal, e.g. of a key, as a JSON-RPC error in its body. */
function errorOf(cause: unknown): Error | undefined {
  if (SdkHttpError.isInstance(cause)) {
    const { text } = cause.data;
    const answer = typeof text === 'string' ? parse(text) : undefined;
    return isObject(answer) && isObject(answer['error']) ? readToolError(answer['error']['data']) : undefined;
  }
  return ProtocolError.isInstance(cause) ? readToolError(cause.data) : undefined;
}

function resultOf({ isError, structuredContent, content: [block] }: CallToolResult, server: string): unknown {
  if (isError !== true) return structuredContent;
  throw (block?.type === 'text' ? readToolError(parse(block.text)) : undefined) ?? unavailable(`${server} answered with an error that is not LTMC's`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Starting a server may take longer than a call that waits for it; the start goes on for the next one. */
async function abortable<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
