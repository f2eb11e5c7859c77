import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endWithProof, NoAnswer, resultOf, startServer, ToolError } from './ltmc-server.mjs';

const SERVER = fileURLToPath(new URL('../../apps/http-server/dist/main.js', import.meta.url));
const TIMEOUT_MS = 120_000;
const KEPT_STDERR_CHARACTERS = 4000;

/** Several stdio servers and one HTTP server on one file, started together; the HTTP one is the last. */
export function startMixed(dataFolder, stdio, options) {
  return Promise.all([...Array.from({ length: stdio }, () => startServer(dataFolder, options)), startHttpServer(dataFolder, options)]);
}

/** Starts the real HTTP server on a free port, and calls tools over `POST /jsonrpc` as the stdio servers of `startServer` do over their pipes. */
export async function startHttpServer(dataFolder, { env = {} } = {}) {
  const child = spawn(process.execPath, [SERVER], { env: { ...process.env, DB_PATH: `${dataFolder}/ltmc.db`, HTTP_PORT: '0', LOG_LEVEL: 'warn', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  endWithProof(child);
  let said = '';
  let lastId = 0;
  child.stderr.setEncoding('utf8').on('data', (text) => { said = (said + text).slice(-KEPT_STDERR_CHARACTERS); });
  const exited = new Promise((resolve) => { child.once('close', (code, signal) => resolve({ code, signal })); });
  const ended = exited.then(({ code, signal }) => { throw new NoAnswer(`the HTTP server ended (${signal ?? code}): ${said}`); });
  ended.catch(() => undefined);
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  const url = new URL('/jsonrpc', line.split(' ')[0]);

  const request = async (method, params) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method, params });
    const post = () => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const response = await post().catch((cause) => { throw new NoAnswer(`no answer over HTTP: ${cause} ${cause.cause ?? ''}; ${said}`); });
    const { result, error } = await response.json();
    if (error) throw new ToolError(method, { code: error.code, message: error.message }, said);
    return result;
  };

  return {
    pid: child.pid,
    child,
    exited,
    get said() { return said; },
    request,
    /** @returns the tool's structured result. @throws ToolError, NoAnswer */
    call: async (tool, input) => resultOf(tool, await request('tools/call', { name: tool, arguments: input }), said),
    /** @returns the body of `GET /health`. @throws NoAnswer */
    health: async () => {
      const response = await fetch(new URL('/health', url), { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause) => { throw new NoAnswer(`no answer of /health: ${cause}; ${said}`); });
      return response.json();
    },
    kill: () => { child.kill('SIGKILL'); return exited; },
    /** Ends as a service manager ends it. */
    close: () => { child.kill('SIGTERM'); return exited; },
  };
}
