import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { STDIO_MAIN } from './world.mjs';

/**
 * The built stdio server and newline JSON-RPC, with nothing in between that could mend or refuse a message.
 *
 * @param {Readonly<Record<string, string>>} env - its whole environment.
 */
export async function openStdio(env) {
  const child = spawn(process.execPath, [STDIO_MAIN], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const exited = once(child, 'exit');
  const waiting = new Map();
  let lastId = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line);
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  const gone = exited.then(([code, signal]) => { throw new Error(`the stdio server ended (${signal ?? code})`); });
  gone.catch(() => undefined); // told by whoever waits for an answer
  const request = async (method, params) => {
    const id = (lastId += 1);
    const answered = new Promise((resolve) => { waiting.set(id, resolve); });
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return Promise.race([answered, gone]);
  };
  await request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'ltmc-faces', version: '1.0.0' } });
  child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  return {
    request,
    /** Stops the server in its tracks, and lets it go on. */
    freeze: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    close: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
