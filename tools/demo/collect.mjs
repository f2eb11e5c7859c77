import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const workspaceRoot = fileURLToPath(new URL('../..', import.meta.url));
const LEFT_OUT = new Set(['node_modules', 'dist', '.git', '.nx']);

/**
 * @typedef {{ name: string, content: string }} Document
 * @returns {Promise<Document[]>} every Markdown file below `folder`, named by its path from there.
 */
export async function markdownBelow(folder) {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw new Error(`${folder} is not a folder; give the path of one with Markdown files`);
  return read((await markdownPaths(folder)).map((path) => ({ name: relative(folder, path), path })));
}

/** The project's own documentation and the README files of everything it depends on directly. */
export async function ownCollection() {
  const own = (await markdownPaths(workspaceRoot)).map((path) => ({ name: relative(workspaceRoot, path), path }));
  // Its transcript of this very demo would answer the demo's questions.
  const others = own.filter(({ name }) => name !== 'README.md');
  return read([...others, ...(await dependencyReadmes())]);
}

async function markdownPaths(folder) {
  const paths = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) paths.push(...(await markdownPaths(path)));
    else if (/\.(md|markdown)$/i.test(entry.name)) paths.push(path);
  }
  return paths.toSorted();
}

async function dependencyReadmes() {
  const names = new Set();
  for (const manifest of await manifests()) {
    const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = JSON.parse(await readFile(manifest, 'utf8'));
    for (const name of Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })) if (!name.startsWith('@ltmc/')) names.add(name);
  }
  const found = await Promise.all([...names].toSorted().map(readmeOf));
  return found.filter((readme) => readme !== undefined);
}

async function manifests() {
  const groups = await Promise.all(['packages', 'apps'].map(async (group) => (await readdir(join(workspaceRoot, group))).map((name) => join(workspaceRoot, group, name, 'package.json'))));
  return [join(workspaceRoot, 'package.json'), ...groups.flat()];
}

async function readmeOf(name) {
  const folders = createRequire(join(workspaceRoot, 'package.json')).resolve.paths(name) ?? [];
  for (const folder of folders.filter((path) => path.startsWith(dirname(workspaceRoot)))) {
    const entries = await readdir(join(folder, name)).catch(() => []);
    const readme = entries.find((entry) => /^readme\.(md|markdown)$/i.test(entry));
    if (readme) return { name: `node_modules/${name}/${readme}`, path: join(folder, name, readme) };
  }
  return undefined;
}

async function read(files) {
  const documents = await Promise.all(files.map(async ({ name, path }) => ({ name, content: await readFile(path, 'utf8') })));
  return documents.filter(({ content }) => content.trim() !== '');
}
