import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ENTRY = new URL('../dist/index.js', import.meta.url).href;
const SCRIPT = `
const { createEmbedder } = await import(${JSON.stringify(ENTRY)});
const embedder = createEmbedder();
const vector = await embedder.embed('a cat');
await embedder.close();
console.log(vector.length);`;

it('leaves no device id of the runtime behind, which it makes to report to its maker', async () => {
  const home = await mkdtemp(join(tmpdir(), 'ltmc-home-'));
  const { ORT_DISABLE_TELEMETRY: _set, XDG_CACHE_HOME: _cache, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', SCRIPT], { env: { ...env, HOME: home } });
  expect(stdout.trim()).toBe('384');
  expect(await readdir(home)).toEqual([]);
  await rm(home, { recursive: true });
});
