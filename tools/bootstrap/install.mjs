import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BootstrapError, step } from './progress.mjs';
import { runCommand, tail } from './run-command.mjs';
import { NATIVE_MODULES } from './natives.mjs';

/**
 * Whether node_modules holds what package-lock.json asks for. npm keeps its own list of what it installed, so this is also right after
 * an `npm install` by hand.
 *
 * @param {string} root
 * @returns {Promise<boolean>}
 */
export async function isInstalled(root) {
  const wanted = await readPackages(join(root, 'package-lock.json'));
  const present = await readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true; // the workspace's own folders
    const installed = present[path];
    const mayBeMissing = entry.optional === true || entry.peer === true || entry.extraneous === true;
    return installed === undefined ? mayBeMissing : installed.version === entry.version;
  });
}

async function readPackages(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined; // never installed, or an install that was cut short
    throw error;
  }
}

/**
 * `npm ci` without any install script: what npm 10 runs, 11 asks about and 12 refuses would differ, and onnxruntime-node's script downloads
 * 200 MB of GPU files. What must be compiled is compiled by the step after. Binaries compiled before are kept where the version is the same.
 *
 * @param {string} root
 */
export async function installPackages(root) {
  const kept = await setBinariesAside(root);
  try {
    await step('Installing packages (npm ci)', async () => {
      const { status, output } = await runCommand(...npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'), { cwd: root });
      if (status !== 0) throw new BootstrapError(`npm ci failed:\n${explain(output)}`);
    });
  } finally {
    await putBinariesBack(root, kept);
  }
}

/** npm says what is wrong first and then prints its manual. */
function explain(output) {
  const said = output.split(/\n(?:npm error )?(?:Clean install|Usage:)/u)[0] ?? output;
  return output.includes('EUSAGE')
    ? `${tail(said, 12)}\npackage.json and package-lock.json disagree; npm install brings them together.`
    : `${tail(said)}\nIf the registry cannot be reached, check the network and run the command again.`;
}

/** The npm that runs this script, or the one on the path. */
export function npm(...args) {
  const script = process.env['npm_execpath'];
  return script?.endsWith('npm-cli.js') ? [process.execPath, [script, ...args]] : ['npm', args];
}

const asideFolder = (root) => join(root, '.nx', 'compiled');

async function setBinariesAside(root) {
  const kept = [];
  await rm(asideFolder(root), { recursive: true, force: true });
  for (const name of NATIVE_MODULES) {
    const version = await versionOf(root, name);
    const aside = join(asideFolder(root), name);
    await mkdir(asideFolder(root), { recursive: true });
    if (version !== undefined && (await moved(join(root, 'node_modules', name, 'build'), aside))) kept.push({ name, version, aside });
  }
  return kept;
}

async function putBinariesBack(root, kept) {
  for (const { name, version, aside } of kept) {
    if ((await versionOf(root, name)) === version) await moved(aside, join(root, 'node_modules', name, 'build'));
  }
  await rm(asideFolder(root), { recursive: true, force: true });
}

async function versionOf(root, name) {
  try {
    return JSON.parse(await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function moved(from, to) {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}
