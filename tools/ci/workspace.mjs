import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, packages/ and apps/. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/u, '');

/**
 * One package or app of the workspace.
 *
 * @typedef {object} WorkspacePackage
 * @property {string} name - as in its manifest.
 * @property {string} folder - absolute.
 * @property {string} path - from the root with forward slashes, e.g. `packages/config`.
 * @property {string | undefined} layer - from its one `layer:` tag.
 * @property {Record<string, any>} manifest
 */

/**
 * Every package and app, sorted by path.
 *
 * @param {string} root
 * @returns {Promise<WorkspacePackage[]>}
 */
export async function readWorkspace(root = ROOT) {
  const paths = [];
  for (const group of ['packages', 'apps']) {
    for (const entry of await entriesOf(join(root, group))) if (entry.isDirectory()) paths.push(`${group}/${basename(entry.name)}`);
  }
  const found = await Promise.all(paths.toSorted().map((path) => readPackage(root, path)));
  return found.filter((one) => one !== undefined);
}

async function readPackage(root, path) {
  const folder = join(root, path);
  const text = await readText(join(folder, 'package.json'));
  if (text === undefined) return undefined;
  const manifest = JSON.parse(text);
  const layers = (manifest.nx?.tags ?? []).filter((tag) => tag.startsWith('layer:'));
  return { name: manifest.name, folder, path, layer: layers.length === 1 ? layers[0].slice('layer:'.length) : undefined, manifest };
}

/**
 * Files below a folder, absolute and sorted; a missing folder has none. Installed and built files are left out.
 *
 * @param {string} folder
 * @param {RegExp} wanted - tested against the file's name.
 * @returns {Promise<string[]>}
 */
export async function filesBelow(folder, wanted) {
  const files = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) files.push(...(await filesBelow(join(folder, entry.name), wanted)));
    if (entry.isFile() && wanted.test(entry.name)) files.push(join(folder, entry.name));
  }
  return files.toSorted();
}

const SKIPPED = new Set(['node_modules', 'dist', '.git', '.nx', '.venv', '__pycache__', 'coverage']);

async function entriesOf(folder) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {Promise<string | undefined>} undefined when there is no such file.
 */
export async function readText(file) {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Prints what a check found and sets the exit code.
 *
 * @param {string} checked - what was looked at, e.g. `17 packages`.
 * @param {readonly string[]} problems
 */
export function report(checked, problems) {
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(problems.length === 0 ? `${checked}: all in order\n` : `${checked}: ${problems.length} problems\n`);
  if (problems.length > 0) process.exitCode = 1;
}
