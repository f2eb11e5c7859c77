import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from 'vitest';

const started: ChildProcess[] = [];

// Also what a failed test left stopped.
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A Node process that runs a module given as text. */
export interface RunningScript {
  readonly child: ChildProcess;
  /** Lines of stdout so far. */
  readonly lines: readonly string[];
  /** Resolves with every line once it ended; rejects with its stderr when it failed by itself. */
  readonly finished: Promise<readonly string[]>;
}

/** The build, because Node 20 runs no TypeScript. */
const DIST = new URL('../dist/index.js', import.meta.url).href;

/** What every script begins with; `say` resolves when the line is out. `nowUs` is CLOCK_MONOTONIC, the same in all processes. */
const PRELUDE = `
import { setTimeout as sleep } from 'node:timers/promises';
import { holdLease, openSqliteCoordination, openSqliteLeaseStore } from ${JSON.stringify(DIST)};
const [path, ...args] = process.argv.slice(1);
const say = (line) => new Promise((resolve) => process.stdout.write(line + '\\n', resolve));
const heard = new Promise((resolve) => process.stdin.once('data', (line) => { process.stdin.destroy(); resolve(line.toString()); }));
const nowUs = () => Number(process.hrtime.bigint() / 1000n);
`;

/** Starts a script; `args` follow the path. A line on its stdin resolves its `heard`, until which it lives on; it ends with this process. */
export function start(script: string, path: string, ...args: readonly string[]): RunningScript {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PRELUDE + script, path, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  started.push(child);
  const lines: string[] = [];
  let stderr = '';
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
  const finished = Promise.all([once(child, 'close'), once(reader, 'close')]).then(() => {
    if (child.exitCode !== null && child.exitCode !== 0) throw new Error(`script ended with ${child.exitCode}: ${stderr}`);
    return lines;
  });
  return { child, lines, finished };
}

/** Waits for a condition; the test's own time limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5);
}
