import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Path of a script in `fixtures/`. */
export const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** A parsed line of stdout. */
export interface Answer {
  readonly jsonrpc?: string;
  readonly id?: number | string | null;
  readonly result?: { readonly structuredContent?: unknown; readonly [key: string]: unknown };
  readonly error?: { readonly code: number; readonly message: string };
}

/** A fixture server spoken to in bare lines, so that every byte of it is seen. */
export interface StdioProcess extends AsyncDisposable {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  send(...messages: (object | string | Buffer)[]): void;
  /** The next line of stdout, parsed; rejects when stdout has ended. */
  next(): Promise<Answer>;
  /** Resolves when stderr has said `text`. */
  said(text: string): Promise<void>;
  /** Everything on stderr so far. */
  stderr(): string;
  /** Exit code, or the signal that ended it. */
  exit(): Promise<number | string | null>;
}

export const INITIALIZE = {
  jsonrpc: '2.0',
  id: 'init',
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};

export const callOf = (id: number, name: string, args: object = {}): object =>
  ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } });

/** Starts the fixture server. */
export function startServer(...args: string[]): StdioProcess {
  const child = spawn(process.execPath, [fixture('server.mjs'), ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? null);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return {
    child,
    send: (...messages) => {
      for (const message of messages) {
        child.stdin.write(typeof message === 'string' || Buffer.isBuffer(message) ? message : `${JSON.stringify(message)}\n`);
      }
    },
    next: async () => {
      const line = await lines.next();
      if (line.done) throw new Error(`stdout ended; stderr: ${stderr}`);
      return JSON.parse(line.value) as Answer;
    },
    said: async (text) => {
      while (!stderr.includes(text)) await once(child.stderr, 'data');
    },
    stderr: () => stderr,
    exit: () => exited,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
