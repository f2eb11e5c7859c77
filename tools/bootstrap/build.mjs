import { createHash } from 'node:crypto';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from './install.mjs';
import { BootstrapError, step } from './progress.mjs';
import { runCommand } from './run-command.mjs';

/** What Nx must not do in a script: start a daemon, draw a full-screen view, ask a question, or force colours on programs whose output is compared. */
export const NX_ENV = { NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true', NX_INTERACTIVE: 'false', FORCE_COLOR: '0' };

/**
 * Builds every package; Nx skips those whose inputs are as they were.
 *
 * @param {string} root
 */
export async function buildPackages(root) {
  await step('Building packages', async () => {
    const { status, output } = await runCommand(process.execPath, [nxScript(root), 'run-many', '-t', 'build'], { cwd: root, env: NX_ENV });
    if (status !== 0) throw new BootstrapError(`The build failed:\n${output.trim()}`);
  });
}

/**
 * Links the commands of the workspace's own packages, so that `npx ltmc-mcp` works in a clone. npm links what exists at the install, and these
 * programs come with the build.
 *
 * @param {string} root
 */
export async function linkCommands(root) {
  const links = await Promise.all(COMMANDS.map((name) => lstat(join(root, 'node_modules', '.bin', name)).catch(() => undefined)));
  if (links.every((link) => link !== undefined)) return;
  const { status, output } = await runCommand(...npm('rebuild', '--ignore-scripts', '--loglevel=error', ...COMMANDS), { cwd: root });
  if (status !== 0) throw new BootstrapError(`The commands ${COMMANDS.join(', ')} could not be linked:\n${output.trim()}`);
}

/** Named as their packages. */
const COMMANDS = ['ltmc', 'ltmc-mcp', 'ltmc-http'];

/** Nx's own script, so that no shell and no npx stands between. */
export function nxScript(root) {
  return join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
}

/**
 * A short text that changes when a source, a manifest or a built file does, so that a ready clone is known in milliseconds.
 *
 * @param {string} root
 * @returns {Promise<string>}
 */
export async function stateOf(root) {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}`);
  const files = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'node_modules/.package-lock.json', ...(await packageFiles(root))];
  for (const file of files) {
    const stats = await stat(join(root, file)).catch(() => undefined);
    hash.update(`\n${file} ${stats?.mtimeMs ?? 'none'} ${stats?.size ?? ''}`);
  }
  return hash.digest('hex');
}

async function packageFiles(root) {
  const files = [];
  for (const group of ['packages', 'apps']) {
    for (const name of await readdir(join(root, group))) {
      files.push(`${group}/${name}/package.json`, `${group}/${name}/tsconfig.json`);
      for (const folder of ['src', 'dist']) files.push(...(await filesIn(root, `${group}/${name}/${folder}`)));
    }
  }
  return files.toSorted();
}

async function filesIn(root, folder) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
