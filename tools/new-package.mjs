// Lays out a package that builds, lints, passes its tests and every gate from its first minute.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MAY_DEPEND_ON } from './ci/boundaries/layers.mjs';
import { ROOT } from './ci/workspace.mjs';
import { filesOf } from './new-package/templates.mjs';

const LAYERS = Object.keys(MAY_DEPEND_ON).filter((layer) => layer !== 'app');
const USAGE = `npm run new-package -- <name> --layer <layer> --description "<one line>"
  <name>   kebab-case, without @ltmc/
  <layer>  ${LAYERS.join(', ')}`;

/**
 * @param {{ name: string, layer: string, description: string, root?: string }} options
 * @returns {Promise<string>} the folder it made.
 * @throws {Error} when an argument cannot be used or the package is there already; nothing is written then.
 */
export async function newPackage({ name, layer, description, root = ROOT }) {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u.test(name)) throw new Error(`"${name}" is no kebab-case name`);
  if (!LAYERS.includes(layer)) throw new Error(`"${layer}" is no layer; choose one of ${LAYERS.join(', ')}`);
  if (description.trim() === '') throw new Error('The description is empty; say in one line what the package is for');
  const folder = join(root, 'packages', name);
  const contracts = JSON.parse(await readFile(join(root, 'packages', 'contracts', 'package.json'), 'utf8'));
  const files = filesOf({ name, layer, description: description.trim().replace(/\.$/u, ''), contractsRange: `^${contracts.version}` });
  await mkdir(folder).catch((error) => {
    throw error.code === 'EEXIST' ? new Error(`packages/${name} exists already`) : error;
  });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

async function main() {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: { layer: { type: 'string' }, description: { type: 'string' } } });
    const [name = ''] = positionals;
    await newPackage({ name, layer: values.layer ?? '', description: values.description ?? '' });
    process.stdout.write(`Made packages/${name}. Now:\n  npm run lock        (writes package-lock.json)\n  npm run build       (installs what is new, builds)\n  npx nx run-many -t build,lint,test,check:package,check:readme -p @ltmc/${name}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}\n`);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
