// Makes a fresh clone ready to run: installs, compiles the native modules, builds. Needs nothing but Node, and is quiet when all is done.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackages, linkCommands, stateOf } from './bootstrap/build.mjs';
import { installPackages, isInstalled } from './bootstrap/install.mjs';
import { buildNatives } from './bootstrap/natives.mjs';
import { BootstrapError } from './bootstrap/progress.mjs';

const OLDEST_NODE = [20, 19];

/**
 * @param {{ root?: string }} [options] - `root`: the workspace, default the one this file lies in.
 * @returns {Promise<void>}
 * @throws {BootstrapError} when it cannot go on; the message says what to do.
 */
export async function bootstrap({ root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/u, '') } = {}) {
  checkNode();
  const ready = join(root, 'node_modules', '.ltmc-ready');
  const known = await readFile(ready, 'utf8').catch(() => '');
  if (known !== '' && known === (await stateOf(root))) return;

  process.stderr.write('Getting this clone ready (the first time takes about three minutes)\n');
  if (!(await isInstalled(root))) await installPackages(root);
  await buildNatives(root);
  await buildPackages(root);
  await linkCommands(root);
  await writeFile(ready, await stateOf(root));
}

/**
 * Bootstraps, and ends the process with a plain message when that is not possible. For scripts that cannot go on without.
 */
export async function bootstrapOrExit() {
  try {
    await bootstrap();
  } catch (error) {
    process.stderr.write(`${error instanceof BootstrapError ? error.message : error.stack}\n`);
    process.exit(1);
  }
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new BootstrapError(`LTMC needs Node ${OLDEST_NODE.join('.')} or newer, and this is Node ${process.versions.node}. Get a newer one from https://nodejs.org, or with nvm: nvm install 22`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bootstrapOrExit();
