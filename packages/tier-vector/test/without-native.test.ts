import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from './temporary-folder.js';

const HERE = dirname(fileURLToPath(import.meta.url));
const PACKAGE = join(HERE, '..');
const ROOT_MODULES = join(PACKAGE, '../../node_modules');

/** A folder in which this package is installed and `hnswlib-node` is not, or without its binary. */
async function install(native: 'absent' | 'not built'): Promise<string> {
  const folder = await temporaryFolder();
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@ltmc/tier-vector'), { recursive: true });
  await Promise.all(['dist', 'package.json'].map((name) => cp(join(PACKAGE, name), join(modules, '@ltmc/tier-vector', name), { recursive: true })));
  await symlink(join(PACKAGE, '../contracts'), join(modules, '@ltmc/contracts'), 'junction');
  if (native === 'not built') {
    await Promise.all(['lib', 'package.json'].map((name) => cp(join(ROOT_MODULES, 'hnswlib-node', name), join(modules, 'hnswlib-node', name), { recursive: true })));
    await symlink(join(ROOT_MODULES, 'bindings'), join(modules, 'bindings'), 'junction');
  }
  await cp(join(HERE, 'child/without-native.mjs'), join(folder, 'script.mjs'));
  return folder;
}

it.each([
  { native: 'absent', command: 'npm pkg set allowScripts.hnswlib-node=true --json && npm install hnswlib-node' },
  { native: 'not built', command: 'npm pkg set allowScripts.hnswlib-node=true --json && npm rebuild hnswlib-node' },
] as const)('scans exactly and says what to run when hnswlib-node is $native', { timeout: 60_000 }, async ({ native, command }) => {
  const folder = await install(native);
  const { stdout } = await promisify(execFile)(process.execPath, ['script.mjs'], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual({
    capabilities: { driver: 'hnsw', approximate: false, persistent: true, snapshotsAbove: 2, degradedReason: expect.stringContaining(`run: ${command}`) },
    hits: [{ vectorId: 2, similarity: 1 }],
    saved: true,
    reopened: { size: 3, cursor: 5 },
  });
});
