import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const ENTRY = new URL('../dist/index.js', import.meta.url).href;

/** Ends while the graph of 4,000 vectors is being built. */
const script = (folder: string, afterMs: number, end: string): string => `
const { openHnswVectorStore } = await import(${JSON.stringify(ENTRY)});
const said = (message) => { console.log(message); };
const logger = { debug() {}, info() {}, warn: said, error: said };
const store = await openHnswVectorStore({ folder: ${JSON.stringify(folder)}, recordId: 'r', exactUpTo: 10, logger });
const index = await store.openIndex({ namespace: 'a', fingerprint: 'f', dimension: 384 });
const unit = (seed) => { const v = Float32Array.from({ length: 384 }, (_, n) => Math.sin(seed * 31 + n * seed)); const length = Math.hypot(...v); return v.map((x) => x / length); };
await index.apply({ upsert: Array.from({ length: 4000 }, (_, n) => ({ vectorId: n + 1, vector: unit(n + 1) })), remove: [], cursor: 1 });
await new Promise((resolve) => setTimeout(resolve, ${afterMs}));
console.log('leaving');
${end};`;

// A thread ended inside hnswlib aborts the process (exit by signal), which execFile rejects.
describe.each(['process.exit(0)', 'await store.close()'])('the process survives %s in the middle of a growing graph, and reports no failure', (end) => {
  it.each([5, 20, 45, 90, 150])('%i ms after it began', async (afterMs) => {
    const folder = await mkdtemp(join(tmpdir(), 'ltmc-exit-'));
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script(folder, afterMs, end)]);
    expect(stdout).toBe('leaving\n');
    await rm(folder, { recursive: true });
  });
});
