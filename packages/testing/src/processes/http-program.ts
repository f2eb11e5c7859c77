import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The response object to one JSON-RPC call. */
export interface RpcReply {
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data: Record<string, unknown> };
}

/** A running LTMC server that speaks HTTP. */
export interface HttpProgram extends AsyncDisposable {
  readonly url: string;
  /** The line printed at start. */
  readonly line: string;
  /** Everything on stderr so far. */
  stderr(): string;
  /** Calls a method over `POST /jsonrpc`. */
  rpc(method: string, params?: object): Promise<RpcReply>;
  get(path: string): Promise<{ readonly status: number; readonly body: unknown }>;
  /** @returns the exit code, or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | string | null>;
}

/**
 * Starts a built server on a free port and waits until it has printed where it listens. Killed when disposed.
 * @param main - path of the program, e.g. that of `ltmc-http`.
 * @param env - its whole environment, so that no variable of this machine changes how it runs.
 */
export async function startHttpProgram(main: string, env: Readonly<Record<string, string>>): Promise<HttpProgram> {
  const child = spawn(process.execPath, [main], { env: { HTTP_PORT: '0', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? null);
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => { stderr += text.toString(); });
  const { value: line } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  if (typeof line !== 'string') throw new Error(`${main} did not start: ${stderr}`);
  const url = line.split(' ')[0] ?? '';
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string | null> => {
    child.kill(signal);
    return exited;
  };
  return {
    url, line, stop,
    stderr: () => stderr,
    rpc: async (method, params = {}) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
      const response = await fetch(`${url}/jsonrpc`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      const reply: RpcReply = JSON.parse(await response.text());
      return reply;
    },
    get: async (path) => {
      const response = await fetch(`${url}${path}`);
      return { status: response.status, body: await response.json() };
    },
    [Symbol.asyncDispose]: async () => {
      await stop('SIGKILL');
    },
  };
}
