import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** How to start a server as a child process. */
export interface ChildServerOptions {
  readonly program: string;
  readonly args: readonly string[];
  /** Ready once this occurs in what it writes. */
  readonly readyLine: string;
  /** Written to its stdin, which then stays open until this process ends, killed or not. Default: it has no stdin. */
  readonly stdin?: string;
  /** How long starting may take, milliseconds. Default 20,000. */
  readonly startTimeoutMs?: number;
}

/** A server that runs as a child of this process and ends with it. */
export interface ChildServer {
  readonly pid: number;
  /** Sends a signal, e.g. SIGSTOP to freeze it and SIGCONT to let it go on. */
  signal(signal: NodeJS.Signals): void;
  /** Writes to its stdin and resolves when `answer` occurs in what it writes after that. */
  write(text: string, answer: string): Promise<void>;
  /** Ends it, frozen or not, without letting it clean up; resolves when it is gone. */
  kill(): Promise<void>;
}

/** @throws Error with what the server wrote when it ends or stays silent before it is ready. */
export async function startChildServer({ program, args, readyLine, stdin, startTimeoutMs = 20_000 }: ChildServerOptions): Promise<ChildServer> {
  const child = spawn(program, args, { stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
  const tell = (text: string | undefined): void => { if (text !== undefined) child.stdin?.write(text); };
  child.stdin?.on('error', () => undefined); // it may end while it is written to; that is seen by its exit
  const end = (): void => { child.kill('SIGKILL'); };
  const endKeeper = keepWith(child);
  const gone = once(child, 'close').then(endKeeper);
  try {
    tell(stdin);
    await written(child, { program, readyLine, startTimeoutMs });
  } catch (error) {
    end();
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    signal: (signal) => { child.kill(signal); },
    write: async (text, answer) => {
      tell(text);
      await written(child, { program, readyLine: answer, startTimeoutMs });
    },
    kill: async () => {
      end();
      await gone;
    },
  };
}

/**
 * A process that kills the child when this one dies, however it dies: its stdin ends then.
 * @returns ends the keeper.
 */
function keepWith(child: ChildProcess): () => void {
  if (child.pid === undefined) return () => undefined;
  const keeper = spawn('/bin/sh', ['-c', 'cat >/dev/null; kill -9 "$1"', 'sh', String(child.pid)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  keeper.on('error', () => undefined); // no shell here: the server then outlives a killed test
  return () => {
    keeper.kill('SIGKILL');
    keeper.stdin.destroy();
  };
}

/** Resolves when a text occurs in what the child writes from now on. */
async function written(child: ChildProcess, { program, readyLine, startTimeoutMs }: Pick<Required<ChildServerOptions>, 'program' | 'readyLine' | 'startTimeoutMs'>): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const fail = (what: string): void => reject(new Error(`${program} ${what}: ${output.slice(-2000)}`));
    const timer = setTimeout(() => fail(`was not ready after ${startTimeoutMs} ms`), startTimeoutMs);
    const read = (text: Buffer): void => {
      if (output.length < 100_000) output += text.toString(); // read on, so that a full pipe never stops the server
      if (output.includes(readyLine)) {
        clearTimeout(timer);
        resolve();
      }
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(`cannot be started (${error.message})`));
    child.once('exit', () => {
      clearTimeout(timer);
      fail('ended before it was ready');
    });
  });
}

/** A TCP port of the loopback that was free just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
