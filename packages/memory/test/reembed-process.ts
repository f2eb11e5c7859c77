import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ReembedResult } from '../src/index.js';

/** A process of its own that changes a record to the test model of 32 numbers. It runs the build, because Node 20 runs no TypeScript. */
const SCRIPT = `
import { reembed } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
import { createTestEmbedder } from ${JSON.stringify(import.meta.resolve('@ltmc/embedding').replace('/src/index.ts', '/dist/index.js'))};
import { openSqliteRecord } from ${JSON.stringify(import.meta.resolve('@ltmc/tier-temporal').replace('/src/index.ts', '/dist/index.js'))};
const [path, delayMs, most] = process.argv.slice(1);
const embedder = createTestEmbedder({ dimension: 32 });
let asked = 0;
const embed = async (...args) => {
  asked += 1;
  // It has to be killed: the timer keeps the process.
  if (asked > Number(most)) await new Promise(() => setInterval(() => undefined, 1000));
  if (delayMs !== '0') await new Promise((resolve) => setTimeout(resolve, Number(delayMs) * Math.random() * 16));
  return embedder.embed(...args);
};
const silent = () => undefined;
const record = await openSqliteRecord({ path });
const result = await reembed({ record, embedder: { ...embedder, embed }, logger: { debug: silent, info: silent, warn: console.error, error: console.error } });
await record.close();
console.log(JSON.stringify(result));
`;

export interface Reembedding {
  readonly child: ChildProcess;
  /** Rejects when it fails otherwise than by a signal. */
  readonly finished: Promise<{ readonly signal: NodeJS.Signals | null; readonly result: ReembedResult | undefined }>;
}

export interface ReembeddingOptions {
  /** About so long a chunk takes, milliseconds. */
  readonly delayMs: number;
  /** After so many texts it embeds no more, and waits to be killed. Default: it embeds all. */
  readonly most?: number;
}

export function startReembedding(folder: string, { delayMs, most = Infinity }: ReembeddingOptions): Reembedding {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT, join(folder, 'ltmc.db'), String(delayMs), String(most)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const finished = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(([stdout, stderr]) => {
    if (child.signalCode === null && child.exitCode !== 0) throw new Error(`re-embedding ended with ${child.exitCode}: ${stderr}`);
    const result: ReembedResult | undefined = stdout === '' ? undefined : JSON.parse(stdout);
    return { signal: child.signalCode, result };
  });
  return { child, finished };
}
