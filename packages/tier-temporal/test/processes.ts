import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A Node process that has run a module given as text. */
export interface RunResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lines: readonly string[];
  readonly stderr: string;
}

/** A Node process that runs a module given as text. */
export interface RunningScript {
  readonly child: ChildProcess;
  /** Lines of stdout so far. */
  readonly lines: readonly string[];
  readonly finished: Promise<RunResult>;
}

/** The build, because Node 20 runs no TypeScript. */
const DIST = new URL('../dist/index.js', import.meta.url).href;

/** What every script begins with: the record's functions, `path` (its first argument) and `version(name, content)`. */
const PRELUDE = `
import { openSqliteRecord } from ${JSON.stringify(DIST)};
const [path, ...args] = process.argv.slice(1);
const version = (fileName, content) => ({ namespace: 'n', fileName, content, resourceType: 'document', tags: [], metadata: {}, validFromMs: null,
  expiresAtMs: null, agentId: null, sessionId: null, recordedAtMs: Date.now(), chunks: [{ content, startOffset: 0, endOffset: content.length, heading: null }] });
`;

/** Starts a script; \`args\` follow the path. */
export function start(script: string, ...args: readonly string[]): RunningScript {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PRELUDE + script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let stderr = '';
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
  const finished = Promise.all([once(child, 'close'), once(reader, 'close')]).then(() => ({ code: child.exitCode, signal: child.signalCode, lines, stderr }));
  return { child, lines, finished };
}

/** Runs a script to its end; a failure shows its stderr. */
export async function run(script: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { code, signal, lines, stderr } = await start(script, ...args).finished;
  if (code !== 0) throw new Error(`script ended with ${code ?? signal}: ${stderr}`);
  return lines;
}
