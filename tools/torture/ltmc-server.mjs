import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../../apps/mcp-stdio/dist/main.js', import.meta.url));
const DEFAULT_TIMEOUT_MS = 120_000;
const KEPT_STDERR_CHARACTERS = 4000;

/** What a tool refused. `code` is one of LTMC's. */
export class ToolError extends Error {
  constructor(tool, { code, message }, said = '') {
    super(`${tool}: ${code} ${message}${message?.includes('log') ? `; the log: ${said.slice(-1000)}` : ''}`);
    this.code = code;
  }
}

/** The server ended before it answered, or did not answer in time. What was asked may have been done or not. */
export class NoAnswer extends Error {}

/** No answer within the time allowed, and the server still runs. */
export class Hanging extends NoAnswer {
  constructor(pid, message) {
    super(message);
    this.pid = pid;
  }
}

const running = new Set();

/** Names a process that is to be ended with the proof. */
export function endWithProof(child) {
  running.add(child);
  child.once('close', () => running.delete(child));
}

/** Ends what a proof that stopped half-way has left, without waiting for it. */
export function killServers() {
  for (const child of running) child.kill('SIGKILL');
}

/** As {@link killServers}; resolves when all are gone. */
export async function endServers() {
  const gone = [...running].map((child) => new Promise((resolve) => { child.once('close', resolve); }));
  killServers();
  await Promise.all(gone);
}

/**
 * Starts the real stdio server as a child process and speaks newline JSON-RPC with it: no client library in between, so that thousands of calls
 * cost little and `kill -9` hits the server and nothing else.
 * @param {string} dataFolder
 * @param {{ env?: Record<string, string>, command?: string[], nodeOptions?: string[] }} [options] `command` goes before `node main.js`, e.g. setpriv;
 * `nodeOptions` stand between the two
 */
export async function startServer(dataFolder, { env = {}, command = [], nodeOptions = [] } = {}) {
  const [file, ...args] = [...command, process.execPath, ...nodeOptions, SERVER];
  const child = spawn(file, args, { env: { ...process.env, DB_PATH: `${dataFolder}/ltmc.db`, LOG_LEVEL: 'warn', ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  endWithProof(child);
  const server = speakWith(child);
  await server.request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'ltmc-torture', version: '0.1.0' } });
  server.notify('notifications/initialized', {});
  return server;
}

function speakWith(child) {
  const waiting = new Map();
  let lastId = 0;
  let gone = false;
  let said = '';
  const strays = [];
  const fail = (why) => {
    gone = true;
    for (const { reject } of waiting.values()) reject(new NoAnswer(why));
    waiting.clear();
  };
  const exited = new Promise((resolve) => {
    child.once('error', (error) => { fail(`the server did not start: ${error.message}`); resolve({ code: null, signal: null }); });
    child.once('close', (code, signal) => { fail(`the server ended (${signal ?? code}): ${said}`); resolve({ code, signal }); });
  });
  child.stdin.on('error', () => undefined); // a killed server takes its end of the pipe along; `close` tells
  child.stderr.setEncoding('utf8').on('data', (text) => { said = (said + text).slice(-KEPT_STDERR_CHARACTERS); });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = parse(line);
    const waiter = waiting.get(message?.id);
    if (!waiter) return void strays.push(line);
    waiting.delete(message.id);
    waiter.resolve(message);
  });
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

  const request = async (method, params, { timeoutMs = DEFAULT_TIMEOUT_MS, onId } = {}) => {
    if (gone) throw new NoAnswer(`the server has ended: ${said}`);
    const id = ++lastId;
    onId?.(id);
    const answer = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new Hanging(child.pid, `no answer to ${method} ${JSON.stringify(params).slice(0, 200)} in ${timeoutMs} ms; pid ${child.pid}; ${said}`));
      }, timeoutMs);
      const settle = (how) => (value) => { clearTimeout(timer); how(value); };
      waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      send({ id, method, params });
    });
    if (answer.error) throw new ToolError(method, { code: answer.error.code, message: answer.error.message });
    return answer.result;
  };

  return {
    pid: child.pid,
    child,
    /** @type {Promise<{ code: number | null, signal: string | null }>} */
    exited,
    /** Lines on stdout that were no answer to anything. */
    strays,
    get said() { return said; },
    get gone() { return gone; },
    request,
    notify: (method, params) => send({ method, params }),
    /** @returns the tool's structured result. @throws ToolError, NoAnswer, Hanging */
    call: async (tool, input, options) => resultOf(tool, await request('tools/call', { name: tool, arguments: input }, options), said),
    /** `kill -9`; resolves when the process is gone. */
    kill: () => { child.kill('SIGKILL'); return exited; },
    /** Leaves as a client does: stdin ends. */
    close: () => { child.stdin.end(); return exited; },
  };
}

/** The structured result of a tool's answer. @throws ToolError */
export function resultOf(tool, { isError, structuredContent, content }, said) {
  if (isError) throw new ToolError(tool, structuredContent ?? parse(content[0]?.text) ?? { code: 'none', message: content[0]?.text }, said);
  return structuredContent;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
