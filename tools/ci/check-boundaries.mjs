// Enforces the layers: manifests, tsconfig references and the imports that are really there.
import { fileURLToPath } from 'node:url';
import { checkManifests } from './boundaries/manifest-rules.mjs';
import { checkSources } from './boundaries/source-rules.mjs';
import { readWorkspace, report, ROOT } from './workspace.mjs';

/**
 * @param {string} root
 * @returns {Promise<{ packages: number, problems: string[] }>}
 */
export async function checkBoundaries(root = ROOT) {
  const packages = await readWorkspace(root);
  const byName = new Map(packages.map((one) => [one.name, one]));
  const sources = await Promise.all(packages.map((one) => checkSources(one, byName)));
  return { packages: packages.length, problems: [...(await checkManifests(packages)), ...sources.flat()] };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { packages, problems } = await checkBoundaries();
  report(`${packages} packages`, problems);
}
