import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../apps/http-server/dist/main.js', import.meta.url));
const KEPT_STDERR_CHARACTERS = 4000;

/**
 * Starts the built `ltmc-http` on a free port.
 *
 * @param {Readonly<Record<string, string>>} env - its whole environment.
 * @returns {Promise<{ url: string, said: () => string, stop: () => Promise<void> }>} `said`: the end of its stderr; `stop` waits until it is gone.
 */
export async function startHttp(env) {
  const child = spawn(process.execPath, [MAIN], { env: { HTTP_PORT: '0', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => { stderr = (stderr + text).slice(-KEPT_STDERR_CHARACTERS); });
  const { value: line } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  if (typeof line !== 'string') throw new Error(`ltmc-http did not start: ${stderr}`);
  return {
    url: line.split(' ')[0],
    said: () => stderr,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
