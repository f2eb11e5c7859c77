// Copies what the container runs into an empty folder, from an installed and built clone: node docker/production-tree.mjs FOLDER
// The commands, the packages they need at run time, native binaries of this platform; no sources, types, maps, compilers or tests.
import { chmod, cp, mkdir, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/u, '');

/** Packages whose commands are in the image. */
const PROGRAMS = ['ltmc-http', 'ltmc-mcp', 'ltmc'];

/** What native packages need to be compiled or fetched, and not to run. */
const ONLY_TO_INSTALL = new Set(['adm-zip', 'global-agent', 'node-addon-api', 'node-gyp', 'prebuild-install', 'tar']);

/** Left out of every package. */
const SURPLUS = /\.(?:d\.[cm]?ts|[cm]?ts|map|tsbuildinfo|gyp)$/u;

/** A folder whose packages may be required from, and where its copy goes. */
/** @typedef {{ from: string, to: string }} Place */

/**
 * @param {string} out - made, and must be empty.
 * @returns {Promise<number>} how many packages it holds.
 */
export async function copyProductionTree(out, root = ROOT) {
  await mkdir(out, { recursive: true });
  if ((await readdir(out)).length > 0) throw new Error(`${out} is not empty`);
  const copied = new Set();
  for (const name of PROGRAMS) await copyPackage(name, [{ from: root, to: out }], copied);
  await mkdir(join(out, 'bin'));
  for (const name of PROGRAMS) await linkCommands(join(out, 'node_modules', name), join(out, 'bin'));
  return copied.size;
}

/**
 * Copies a package and, beside or below it as Node finds them, those it depends on.
 *
 * @param {string} name
 * @param {readonly Place[]} places - the folders it may lie in, the root first.
 * @param {Set<string>} copied - where copies are.
 * @returns {Promise<boolean>} false where it is not installed.
 */
async function copyPackage(name, places, copied) {
  const index = await lastIndexWith(places, name);
  if (index === -1) return false;
  const place = places[index];
  const self = { from: join(place.from, 'node_modules', name), to: join(place.to, 'node_modules', name) };
  if (copied.has(self.to)) return true;
  copied.add(self.to);
  const manifest = JSON.parse(await readFile(join(self.from, 'package.json'), 'utf8'));
  await copyFiles(self, manifest);
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest;
  for (const dependency of Object.keys({ ...peerDependencies, ...optionalDependencies, ...dependencies })) {
    if (ONLY_TO_INSTALL.has(dependency) || dependency.startsWith('@types/')) continue;
    const isThere = await copyPackage(dependency, [...places.slice(0, index + 1), self], copied);
    if (!isThere && dependency in dependencies && !(dependency in optionalDependencies)) throw new Error(`${name} needs ${dependency}, which is not installed; run node tools/bootstrap.mjs`);
  }
  return true;
}

async function lastIndexWith(places, name) {
  const there = await Promise.all(places.map(({ from }) => stat(join(from, 'node_modules', name, 'package.json')).then(() => true, () => false)));
  return there.lastIndexOf(true);
}

/** A package of this workspace as npm would publish it, without its sources; another one as it is installed, without what only compiles it. */
async function copyFiles({ from, to }, { name, files }) {
  const isOurs = name.startsWith('@ltmc/') || PROGRAMS.includes(name);
  const wanted = isOurs ? new Set(['package.json', 'LICENSE', 'NOTICE', ...files.filter((file) => file !== 'src' && !file.startsWith('!')).map((file) => file.split('/')[0])]) : undefined;
  const isNative = await stat(join(from, 'binding.gyp')).then(() => true, () => false);
  const filter = (file) => {
    const path = relative(from, file).split(sep);
    if (path[0] === '') return true;
    if (path.includes('node_modules') || SURPLUS.test(basename(file))) return false;
    return wanted === undefined ? isNeeded(path, isNative) : wanted.has(path[0]);
  };
  await cp(from, to, { recursive: true, dereference: true, filter });
}

/** Of a native package no sources, but the compiled modules; of ready ones those for this platform. */
function isNeeded([first, second, ...rest], isNative) {
  if (isNative && (first === 'deps' || first === 'src')) return false;
  if (isNative && first === 'build') return second === undefined || (second === 'Release' && (rest.length === 0 || (rest.length === 1 && rest[0].endsWith('.node'))));
  if (first === 'bin' && second?.startsWith('napi-')) return [process.platform, process.arch].every((wanted, depth) => rest[depth] === undefined || rest[depth] === wanted);
  return true;
}

async function linkCommands(folder, bin) {
  const { bin: commands } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  for (const [command, script] of Object.entries(commands)) {
    await chmod(join(folder, script), 0o755);
    await symlink(relative(bin, join(folder, script)), join(bin, command));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('say where: node docker/production-tree.mjs FOLDER');
  const out = resolve(folder);
  try {
    process.stdout.write(`${await copyProductionTree(out)} packages in ${out}\n`);
  } catch (error) {
    await rm(out, { recursive: true, force: true });
    throw error;
  }
}
