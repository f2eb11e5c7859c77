import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./index-child.mjs', import.meta.url));
const TIMEOUT_MS = 60_000;

/** A process of `index-child.mjs`. @throws Error when it ends before it is open */
export async function startIndexChild(folder, exactUpTo) {
  const child = spawn(process.execPath, [CHILD, folder, String(exactUpTo)], { stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = new Map();
  let lastId = 0;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => { said = (said + text).slice(-2000); });
  child.stdin.on('error', () => undefined);
  const exited = new Promise((resolve) => { child.once('close', (code, signal) => resolve({ code, signal })); });
  void exited.then(({ code, signal }) => {
    for (const { reject } of waiting.values()) reject(new Error(`the process ended (${signal ?? code}): ${said}`));
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, result, error } = JSON.parse(line);
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error) waiter?.reject(new Error(`${error.code} ${error.message}`));
    else waiter?.resolve(result);
  });
  const answerTo = (id) => new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in ${TIMEOUT_MS} ms: ${said}`)), TIMEOUT_MS);
    const settle = (how) => (value) => { clearTimeout(timer); how(value); };
    waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
  });
  const call = (method, args) => {
    const id = ++lastId;
    const answered = answerTo(id);
    child.stdin.write(`${JSON.stringify({ id, method, args })}\n`);
    return answered;
  };
  await answerTo(0);
  return {
    call,
    close: async () => {
      await call('close');
      const { code, signal } = await exited;
      if (code !== 0) throw new Error(`ended with ${signal ?? code}: ${said}`);
    },
  };
}
