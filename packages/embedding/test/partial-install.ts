import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const inTree = (path: string): string => fileURLToPath(new URL(`../../../node_modules/${path}`, import.meta.url));

/** An empty folder with a copy of the built package and links to those of its dependencies that are named. */
export async function installWith(dependencies: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-install-'));
  const inFolder = (path: string): string => join(folder, 'node_modules', path);
  for (const part of ['package.json', 'dist']) await cp(inTree(`@ltmc/embedding/${part}`), inFolder(`@ltmc/embedding/${part}`), { recursive: true });
  for (const name of dependencies) {
    await mkdir(dirname(inFolder(name)), { recursive: true });
    await symlink(inTree(name), inFolder(name));
  }
  return folder;
}

/** Adds onnxruntime-node as an interrupted download leaves it: its JavaScript without the native library. */
export async function addRuntimeWithoutBinary(folder: string): Promise<void> {
  for (const part of ['package.json', 'dist']) {
    await cp(inTree(`onnxruntime-node/${part}`), join(folder, 'node_modules/onnxruntime-node', part), { recursive: true });
  }
  await symlink(inTree('onnxruntime-common'), join(folder, 'node_modules/onnxruntime-common'));
}

/** Runs an ES module in a Node process of its own and parses what it prints; rejects when it fails, writes to stderr or does not end by itself. */
export async function runIn(folder: string, script: string): Promise<unknown> {
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder, timeout: 20_000 });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}
