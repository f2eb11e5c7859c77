import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endWithProof } from '../ltmc-server.mjs';

const WORKER = fileURLToPath(new URL('worker.mjs', import.meta.url));
const KEPT_STDERR_CHARACTERS = 4000;

/** What a worker's handler threw; `code` is its LTMC code, if it had one. */
export class WorkerError extends Error {
  constructor({ message, code }) {
    super(message);
    this.code = code;
  }
}

/** The worker ended before it answered; `signal` is what killed it, if something did. */
export class WorkerGone extends Error {
  constructor(message, signal) {
    super(message);
    this.signal = signal;
  }
}

/**
 * Starts a process that runs `TASK-worker.mjs`: its `work(input, say)` gives the handlers that `ask` calls, and what it says goes to `onSaid`.
 * Resolves when it is ready.
 * @param {string} task
 * @param {object} input
 * @param {{ onSaid?: (said: any) => void, env?: Record<string, string> }} [options]
 */
export async function startWorker(task, input, { onSaid = () => undefined, env = {} } = {}) {
  const child = spawn(process.execPath, [WORKER, task, JSON.stringify(input)], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  endWithProof(child);
  resumeWithProof(child);
  const waiting = new Map();
  let lastId = 0;
  let stderr = '';
  let gone;
  child.stdin.on('error', () => undefined); // a killed worker takes its end of the pipe along; `close` tells
  child.stderr.setEncoding('utf8').on('data', (text) => { stderr = (stderr + text).slice(-KEPT_STDERR_CHARACTERS); });
  const exited = once(child, 'close').then(([code, signal]) => {
    gone = new WorkerGone(`the worker ${task} ended (${signal ?? code}): ${stderr}`, signal);
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  });
  const answerOf = (id) => new Promise((resolve, reject) => { waiting.set(id, { resolve, reject }); });
  const settle = (id, how, value) => {
    waiting.get(id)?.[how](value);
    waiting.delete(id);
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { said, ready, id, result, error } = JSON.parse(line);
    if (said !== undefined) onSaid(said);
    else if (ready) settle('ready', 'resolve');
    else if (error) settle(id, 'reject', new WorkerError(error));
    else settle(id, 'resolve', result);
  });
  await answerOf('ready');

  return {
    pid: child.pid,
    exited,
    /** @throws WorkerError for what the handler threw, WorkerGone when the process ended before it answered */
    ask: async (command, handed = {}) => {
      if (gone) throw gone;
      const id = (lastId += 1);
      const answer = answerOf(id);
      child.stdin.write(`${JSON.stringify({ id, command, input: handed })}\n`);
      return answer;
    },
    freeze: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    /** `kill -9`; resolves when it is gone. */
    kill: () => { child.kill('SIGKILL'); return exited; },
    /** Lets it close what it has open. */
    close: () => { child.stdin.end(); return exited; },
  };
}

let resumer;

/** A stopped worker cannot see that the proof is gone: whoever is left goes on once the proof has died, however it died, and then ends. */
function resumeWithProof({ pid }) {
  resumer ??= startResumer();
  resumer.stdin.write(`${pid}\n`);
}

function startResumer() {
  const child = spawn('/bin/sh', ['-c', 'while read -r pid; do pids="$pids $pid"; done; kill -CONT $pids'], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.on('error', () => undefined); // no shell here: a stopped worker then outlives a killed proof
  child.stdin.on('error', () => undefined);
  child.unref();
  child.stdin.unref?.();
  return child;
}
