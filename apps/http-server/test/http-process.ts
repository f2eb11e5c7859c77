import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** A running `ltmc-http`. */
export interface HttpProcess extends AsyncDisposable {
  readonly url: string;
  /** The line printed at start. */
  readonly line: string;
  readonly stderr: () => string;
  /** The response object to one JSON-RPC call. */
  rpc(method: string, params?: object): Promise<RpcReply>;
  get(path: string): Promise<{ status: number; body: unknown }>;
  /** @returns exit code, or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | string | null>;
}

export interface RpcReply {
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data: Record<string, unknown> };
}

/** What a process came to that was not meant to keep running. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of Node to its end, with nothing in its environment but `env` and what Node itself needs. */
export async function runToEnd(main: string, args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
  const child = spawn(process.execPath, [main, ...args], { env: bareEnvironment(env), stdio: ['pipe', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => { stdout += text.toString(); });
  child.stderr.on('data', (text: Buffer) => { stderr += text.toString(); });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** {@link runToEnd} for `ltmc-http`. */
export const runHttp = (args: readonly string[], env?: Record<string, string>): Promise<Finished> => runToEnd(MAIN, args, env);

/** An environment in which no variable of this machine changes how LTMC runs. */
export function bareEnvironment(env: Record<string, string>): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', ...env };
}

/** Starts `ltmc-http` on a free port and waits until it listens. */
export async function startHttp(env: Record<string, string>): Promise<HttpProcess> {
  const child = spawn(process.execPath, [MAIN], { env: bareEnvironment({ HTTP_PORT: '0', ...env }), stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? null);
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => { stderr += text.toString(); });
  const { value: line } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  if (typeof line !== 'string') throw new Error(`ltmc-http did not start: ${stderr}`);
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
      return (await response.json()) as RpcReply;
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
